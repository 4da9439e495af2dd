"""The commands that keep running: `run`, everything round the clock or one round, and `serve`, the search page."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch import logs
from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_from

if TYPE_CHECKING:
    from articles.store.database import Database
    from presswatch.settings import Settings
    from scheduler.rounds import RoundReport
    from scheduler.service import Service


class Half(StrEnum):
    """The halves that may run apart."""

    crawl = "crawl"
    alerts = "alerts"


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command(
        epilog=examples(
            "presswatch run",
            "presswatch run --once",
            "presswatch run --only crawl",
            "presswatch run --once --json",
        )
    )(run)
    app.command(epilog=examples("presswatch serve", "presswatch serve --port 9000"))(serve)


def run(
    config: ConfigOption = None,
    once: Annotated[bool, typer.Option("--once", help="One full round, then end.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Read every source at once, due or not.")] = False,
    only: Annotated[
        Half | None,
        typer.Option("--only", help="Only read the sources, or only match and mail.", show_default="both"),
    ] = None,
    json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step.")] = False,
) -> None:
    """Read the sources, look for what is watched, and mail the digests, round the clock.

    Ctrl-C or SIGTERM end it within seconds; nothing is lost, whenever it ends. With --once it reads what is due, matches
    it, sends what is due, and says what it did; --json then prints that. Otherwise --json makes the log JSON lines.
    """
    from presswatch import wiring
    from presswatch.due import make_due
    from presswatch.errors import BadInput
    from scheduler.parts import BOTH
    from scheduler.service import Service

    settings = settings_from(config)
    if not settings.sources and only is not Half.alerts:
        raise BadInput(
            f"{settings.file}: there is no source to read; `presswatch init` in an empty folder shows some"
        )
    level = logging.DEBUG if verbose else logging.WARNING if once else logging.INFO
    set_up_logs = partial(logs.set_up, as_json=json and not once, level=level)
    set_up_logs()
    with wiring.open_database(settings, make=True) as db:
        if now:
            make_due(db)
        service = Service(wiring.parts(settings, db, set_up_logs), (only.value,) if only else BOTH)
        with _stopped_by_signals(service) as stopped:
            _note_mail(settings, only)
            if once:
                _once(service, db, stopped, json=json)
            else:
                with _readers_pages(settings, db, only):
                    _for_ever(service, settings, only)


def serve(
    config: ConfigOption = None,
    port: Annotated[
        int | None, typer.Option("--port", "-p", min=1, max=65535, show_default="[web] port, or 8642")
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="A loopback address; no other is allowed.")
    ] = "127.0.0.1",
) -> None:
    """Serve the search page to a browser on this machine. From another one, reach it through an SSH tunnel."""
    from articles.clock import SystemClock
    from presswatch import wiring
    from presswatch.cli.console import say
    from presswatch.errors import BadInput
    from presswatch.library import Library
    from presswatch.web.safety import is_loopback
    from presswatch.web.serving import serve_pages

    if not is_loopback(host):
        raise BadInput(
            f"{host}: the page is for this machine only (127.0.0.1, ::1, localhost), because it asks nobody who they are; "
            "from elsewhere: ssh -L 8642:127.0.0.1:8642 this-machine"
        )
    settings = settings_from(config)
    chosen = port or settings.web.port
    logs.set_up(as_json=False, level=logging.WARNING)
    with wiring.open_database(settings, make=True) as db:
        index = wiring.open_index(settings, db)
        library = Library(
            db,
            index,
            {e.id: e for e in wiring.entities(settings)},
            settings.zone,
            wiring.saved_queries(settings),
            SystemClock(),
        )
        shown = f"[{host}]" if ":" in host else host
        try:
            serve_pages(
                library, host, chosen, lambda: say(f"http://{shown}:{chosen}/  (Ctrl-C ends it)", "green")
            )
        finally:
            index.close()


def _note_mail(settings: "Settings", only: Half | None) -> None:
    from presswatch.cli.console import say

    if settings.mail is None and only is not Half.crawl:
        say("there is no [mail]: digests are not written until there is", "yellow")


def _for_ever(service: "Service", settings: "Settings", only: Half | None) -> None:
    from presswatch.cli.console import say
    from presswatch.units import counted

    what = f"only {only.value}" if only else "reading, matching and mailing"
    say(f"presswatch runs: {counted(len(settings.sources), 'source')}, {what}. Ctrl-C ends it.", "green")
    service.run()
    say("stopped; nothing is lost", "green")


def _once(service: "Service", db: "Database", stopped: threading.Event, *, json: bool) -> None:
    from crawler.state import source_states
    from presswatch.cli.console import err, print_json, printable

    with _progress(db) as report:
        done = service.run_once(report)
    with db.read() as conn:
        failing = sum(source.state == "failing" for source in source_states(conn, db.clock.now()))
    if json:
        print_json(done.as_json() | {"sources_failing": failing})
    else:
        _tell(done, failing)
    for problem in done.problems:
        err().print(printable(f"error: {problem}"), style="bold red")
    if stopped.is_set():
        raise typer.Exit(exits.INTERRUPTED)
    if done.problems:
        full = any("disk is full" in problem or "is full" in problem for problem in done.problems)
        raise typer.Exit(exits.UNAVAILABLE if full else exits.PROBLEMS)


def _tell(done: "RoundReport", failing: int) -> None:
    from presswatch.cli.console import out, printable, say
    from presswatch.units import counted

    out().print(
        f"{counted(done.sources_due, 'source')} due, {counted(done.versions, 'new or changed article')}, "
        f"{counted(done.matches, 'match', 'matches')}, {counted(done.digests, 'digest')} written, {counted(done.sent, 'message')} sent"
    )
    if failing:
        say(f"{counted(failing, 'source')} cannot be read: `presswatch status` says why", "yellow")
    if done.retried:
        say(f"{counted(done.retried, 'message')} could not leave now and will be tried again", "yellow")
    if done.failed:
        say(
            f"{counted(done.failed, 'message')} refused for good; what was in them comes in a later digest",
            "yellow",
        )
    if done.mail_held_since is not None:
        say(
            "mail is held: this is a copy or a restored backup; `presswatch mail status` shows what would be sent",
            "yellow",
        )
    for watch in done.broken_watches:
        say(
            printable(
                f"watch {watch} stands still: its query cannot be used; `presswatch check` shows where"
            ),
            "yellow",
        )


@contextmanager
def _readers_pages(settings: "Settings", db: "Database", only: Half | None) -> Iterator[None]:
    """The pages behind the links in letters, where there is an address for them."""
    from presswatch import wiring

    mail = wiring.mail_policy(settings)
    if settings.web.public_url is None or mail is None or only is Half.crawl:
        yield
        return
    from presswatch.cli.console import say
    from presswatch.web.serving import ReadersPages

    web = settings.web
    pages = ReadersPages(db, mail, web.public_host, web.public_port)
    say(f"readers' pages on {web.public_host}:{pages.port}, for {web.public_url}", "green")
    try:
        yield
    finally:
        pages.stop()


@contextmanager
def _stopped_by_signals(service: "Service") -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM ask the service to end; a second one ends it at once, which loses nothing either."""
    stopped = threading.Event()
    before: dict[int, Any] = {}

    def stop(number: int, _frame: Any) -> None:
        stopped.set()
        service.stop()
        signal.signal(number, before[number])

    for wanted in (signal.SIGINT, signal.SIGTERM):
        before[wanted] = signal.signal(wanted, stop)
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(db: "Database") -> Iterator[Any]:
    """A line on the terminal that says which stage is at work and how far reading has come."""
    from presswatch.cli.console import err

    if not err().is_terminal:
        yield lambda _stage: None
        return
    from articles.errors import ArticlesError
    from crawler.progress import progress

    ended = threading.Event()
    with err().status("beginning") as line:
        stage = ["beginning"]

        def watch() -> None:
            while not ended.wait(0.5):
                try:
                    with db.read() as conn:
                        now = progress(conn, db.clock.now())
                except ArticlesError:
                    continue  # only a line that is not drawn
                more = (
                    f": {now.pages_fetched:,} pages read, {now.queued + now.in_flight:,} to go"
                    if stage[0].startswith("reading")
                    else ""
                )
                line.update(stage[0] + more)

        def report(name: str) -> None:
            stage[0] = name
            line.update(name)

        thread = threading.Thread(target=watch, name="progress", daemon=True)
        thread.start()
        try:
            yield report
        finally:
            ended.set()
            thread.join(5)
