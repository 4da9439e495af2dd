"""The readers' pages: what a token in a letter opens, and nothing else; an application of its own, apart from the search page."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from alerts.copies import kept_copy
from alerts.feed import feed
from alerts.mail import MailPolicy
from alerts.render import pages
from alerts.render.pages import Page, asked, done, nothing_here
from alerts.stopping import go_on, stop
from alerts.tokens import Purpose, links, opened
from articles.errors import ArticlesError
from articles.snippets import Piece
from articles.store.database import Database
from presswatch.web import marking
from presswatch.web.pace import Pace
from presswatch.web.safety import HEADERS, is_loopback

log = logging.getLogger(__name__)

_HERE = Path(__file__).parent


def create_readers_app(db: Database, mail: MailPolicy, pace: Pace | None = None) -> FastAPI:
    """The application. `mail.public_url` must be set.

    GET only ever shows; POST ends a subscription (RFC 8058) or takes it up again. What no token opens is 404, whatever was
    wrong with it, and every answer forbids caching, framing, scripts and being found by search engines.
    """
    app = FastAPI(title="", docs_url=None, redoc_url=None, openapi_url=None)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["marked"] = lambda text: marking.marked([Piece(text, False)])
    limit = pace or Pace()

    def show(page: Page, status: int = 200) -> Response:
        return HTMLResponse(templates.get_template("readers.html").render(page=page), status)

    def with_token(
        purpose: Purpose, token: str, then: Callable[[Any, Any], Response], *, acts: bool = False
    ) -> Response:
        with db.write() if acts else db.read() as conn:
            found = opened(conn, purpose, token)
            return show(nothing_here(), 404) if found is None else then(conn, found)

    @app.middleware("http")
    async def guarded(request: Request, call_next: Any) -> Response:
        if not limit.allows(_client(request)):
            response: Response = PlainTextResponse("Too many requests.\n", 429, {"Retry-After": "60"})
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @app.api_route("/stop/{token}", methods=["GET", "HEAD"])
    def ask_to_stop(token: str) -> Response:
        return with_token("stop", token, lambda _conn, found: show(asked("stop", found.reader)))

    @app.post("/stop/{token}")
    def do_stop(token: str) -> Response:
        def stopped(conn: Any, found: Any) -> Response:
            stop(conn, found.reader, mail, db.clock.now())
            return show(done("stop", found.reader))

        return with_token("stop", token, stopped, acts=True)

    @app.api_route("/back/{token}", methods=["GET", "HEAD"])
    def ask_to_go_on(token: str) -> Response:
        return with_token("back", token, lambda _conn, found: show(asked("back", found.reader)))

    @app.post("/back/{token}")
    def do_go_on(token: str) -> Response:
        def gone_on(conn: Any, found: Any) -> Response:
            if found.reader.stopped_at is not None and not go_on(conn, found.reader.key, db.clock.now()):
                return show(done("late", found.reader), 410)
            return show(done("back", found.reader))

        return with_token("back", token, gone_on, acts=True)

    @app.api_route("/copy/{token}", methods=["GET", "HEAD"])
    def copy(token: str) -> Response:
        def shown(conn: Any, found: Any) -> Response:
            version = kept_copy(conn, found.reader.key, found.change)
            if version is None:
                return show(nothing_here(), 404)
            return show(pages.copy(version, found.reader, db.clock.now()))

        return with_token("copy", token, shown)

    @app.api_route("/feed/{token}", methods=["GET", "HEAD"])
    def read_feed(token: str) -> Response:
        def shown(conn: Any, found: Any) -> Response:
            own = links(conn, mail.public_url or "", found.reader.key).to("feed")
            body = feed(conn, found.reader.key, own)
            return Response(body, media_type="application/atom+xml; charset=utf-8")

        return with_token("feed", token, shown)

    @app.get("/style.css")
    def style() -> Response:
        return Response((_HERE / "static" / "readers.css").read_text("utf-8"), media_type="text/css")

    @app.exception_handler(HTTPException)
    async def not_there(_request: Request, error: HTTPException) -> Response:
        return show(nothing_here(), error.status_code)

    @app.exception_handler(ArticlesError)
    async def not_now(_request: Request, error: ArticlesError) -> Response:
        log.warning("a reader's page: %s", error)  # without its address, which holds the token
        return await run_in_threadpool(
            lambda: PlainTextResponse("Not at this moment.\n", 503, {"Retry-After": "60"})
        )

    return app


def _client(request: Request) -> str:
    # Behind a proxy on this machine, the address that it says it saw: the last one, which it added itself.
    host = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "")
    return forwarded.rpartition(",")[2].strip() or host if is_loopback(host) else host
