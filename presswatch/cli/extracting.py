"""The command `extract`: what extraction finds in pages that a person hands in, as JSON lines."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, examples, settings_if_there

if TYPE_CHECKING:
    from presswatch.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command(
        epilog=examples(
            "presswatch extract page.html --url https://example.org/news/1",
            "presswatch extract pages/*.html.gz --workers 4 > found.jsonl",
            "presswatch extract https://example.org/news/1 | jq .published",
        )
    )(extract)


def extract(
    inputs: Annotated[
        list[str], typer.Argument(metavar="FILE|URL...", help="Pages: .html, .html.gz, or addresses.")
    ],
    config: ConfigOption = None,
    url: Annotated[
        str | None,
        typer.Option("--url", help="Where the one file came from.", show_default="what the page claims"),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=64, help="How many at once.")] = 2,
) -> None:
    """Print what is found in pages, a JSON object a line: title, text, published, authors, language, captions.

    A page that cannot be read gives a line with its "error" and stops nothing; the command then ends with 1. Addresses
    are fetched like a source's pages: public ones only, and those in [crawl] allow_networks.
    """
    from presswatch.errors import BadInput
    from presswatch.settings import find_config

    if url is not None and len(inputs) != 1:
        raise BadInput("--url is for one file")
    links = [text for text in inputs if text.lower().startswith(("http://", "https://"))]
    files = [Path(text) for text in inputs if text not in links]
    failed = False
    with _bar(len(inputs)) as step:
        for record in _records(
            files, links, url, workers, settings_if_there(find_config(config)) if links else None
        ):
            failed = failed or "error" in record
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            step()
    if failed:
        raise typer.Exit(exits.PROBLEMS)


def _records(
    files: Sequence[Path], links: Sequence[str], url: str | None, workers: int, settings: "Settings | None"
) -> Iterator[dict[str, Any]]:
    from crawler.extract.files import as_record, extract_many

    for result in extract_many(files, url=url, workers=workers):
        yield as_record(result)
    if links:
        from presswatch.fetching import fetched_pages

        for page in fetched_pages(links, settings):
            if page.file is None:
                yield {"url": page.link, "error": page.error}
                continue
            # in a worker with its limits, as a file would be: nobody knows what was fetched
            for result in extract_many([page.file], url=page.url, workers=1):
                yield as_record(result, url=page.link)


@contextmanager
def _bar(total: int) -> Iterator[Any]:
    from presswatch.cli.console import bar

    done = 0
    with bar("extracting", answers=True) as progress:

        def step() -> None:
            nonlocal done
            done += 1
            progress(done, total)

        yield step
