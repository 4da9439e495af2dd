"""The search page: FastAPI routes that render on the server what the library answers; behind `presswatch serve`."""

import logging
from pathlib import Path
from typing import Annotated, Any

import jinja2
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from articles.errors import ArticlesError, IndexUnavailable, QueryError, StoreUnavailable
from articles.index.port import Order
from presswatch.library import Library
from presswatch.web import language, marking, views
from presswatch.web.safety import guarded

log = logging.getLogger(__name__)

_HERE = Path(__file__).parent
LONGEST_QUERY = 4000  # characters

Text = Annotated[str, Query(max_length=LONGEST_QUERY)]


def create_app(library: Library) -> FastAPI:
    """The application. It answers loopback names only, whatever address it is bound to."""
    app = FastAPI(title="presswatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.middleware("http")(guarded)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    pages = _environment()

    def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
        html = pages.get_template(name).render(zone=library.zone, **values)
        return HTMLResponse(html, status)

    def problem(status: int, heading: str, text: str) -> HTMLResponse:
        return page("problem.html", status, page="", heading=heading, text=text)

    @app.api_route("/", methods=["GET", "HEAD"])
    def search(
        q: Text = "", order: Order = "newest", after: Text | None = None, lines: bool = False
    ) -> Response:
        q = q.replace("\r\n", "\n")  # as a form sends its line breaks
        values: dict[str, Any] = {"page": "/", "query": q, "order": order, "several": lines}
        if not q.strip():
            return page("search.html", **values, **views.front(library))
        try:
            return page("search.html", **values, **views.results(library, q, order, after))
        except QueryError as error:
            return page("search.html", 400, **values, wrong=views.wrong(error))

    @app.api_route("/article/{article_id}", methods=["GET", "HEAD"])
    def article(article_id: int, q: Text = "", version: int | None = None) -> Response:
        found = views.article(library, article_id, version, q)
        if found is None:
            return problem(404, "No such article", "It was never kept, or it was removed for good.")
        return page("article.html", page="", query=q, **found)

    @app.api_route("/sources", methods=["GET", "HEAD"])
    def sources() -> Response:
        return page("sources.html", page="/sources", **views.sources(library))

    @app.api_route("/help", methods=["GET", "HEAD"])
    def help_page() -> Response:
        return page("help.html", page="/help", **views.help_page(library))

    @app.exception_handler(HTTPException)
    async def not_there(request: Request, error: HTTPException) -> Response:
        del request
        heading = "No such page" if error.status_code == 404 else "This cannot be asked"
        return problem(error.status_code, heading, "The address may be mistyped.")

    @app.exception_handler(RequestValidationError)
    async def not_asked_well(request: Request, error: RequestValidationError) -> Response:
        del request, error
        return problem(
            400,
            "This cannot be asked",
            f"The address may be mistyped, or the query longer than {LONGEST_QUERY:,} characters.",
        )

    @app.exception_handler(ArticlesError)
    async def not_now(request: Request, error: ArticlesError) -> Response:
        log.warning(
            "%s: %s", request.url.path, error
        )  # without the query: what a reader asks is the reader's
        if isinstance(error, StoreUnavailable | IndexUnavailable):
            return problem(503, "Not at this moment", str(error))
        return problem(500, "The archive cannot be used as it is", str(error))

    return app


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marking.marked
    environment.filters["search_link"] = marking.search_link
    environment.filters["asks_something"] = language.asks_something
    return environment
