"""The command `demo`: the main job on local news sites, from their pages to a digest in a mailbox, with the real parts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import examples

if TYPE_CHECKING:
    from tests.newsroom import Newsroom
    from tests.newsroom.mailbox import Mailbox

_MARK = ".presswatch-demo"
_SEARCHES = ('"hunger strike" OR 绝食 OR "grève de la faim"', "entity:daria-velikhova lang:ru")


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command(epilog=examples("presswatch demo", "presswatch demo --serve"))(demo)


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where it works; made anew each time.")] = Path(
        "demo"
    ),
    serve: Annotated[bool, typer.Option("--serve", help="Then serve the search page until Ctrl-C.")] = False,
) -> None:
    """See the whole of presswatch work, on this machine alone: no network, no mail server, nothing to set up.

    Starts fifteen fictional news sites in many languages, reads them in three rounds while news appears, and delivers
    the digests to a mailbox in ./demo. Takes about half a minute.
    """
    from presswatch.cli.console import say
    from presswatch.errors import BadInput

    try:
        from tests.newsroom import demo as plan
        from tests.newsroom.mailbox import Mailbox
    except ModuleNotFoundError as error:
        raise BadInput(
            f"the demo's news sites are in the checkout's tests, which are not here ({error.name} is missing)"
        ) from None

    _fresh(folder)
    mail = folder / "mailbox"
    box = Mailbox().start()
    try:
        with plan.start() as room:
            config = folder / "presswatch.toml"
            config.write_text(plan.config(room, smtp_host=box.host, smtp_port=box.port), "utf-8")
            say(f"{len(room.sites)} news sites run on this machine; {config} reads them.", "bold")
            _rounds(room, box, folder, plan.ROUNDS + plan.EXTRA_ROUNDS)
            _deliver(box, mail)
            _show(folder, box)
            _next_steps(folder, mail, len(box.received))
            if serve:
                _presswatch(folder, "serve", show=True)
    finally:
        box.stop()


def _fresh(folder: Path) -> None:
    """An empty folder; what an earlier demo left is removed, and nothing else ever is."""
    from presswatch.errors import NotWritable

    try:
        if folder.exists() and any(folder.iterdir()):
            if not (folder / _MARK).exists():
                raise NotWritable(
                    f"{folder}: there is something in it that is not the demo's; --folder names another"
                )
            shutil.rmtree(folder)
        (folder / "mailbox").mkdir(parents=True)
        (folder / _MARK).write_text("This folder is made anew by each `presswatch demo`.\n", "utf-8")
    except OSError as error:
        raise NotWritable(f"{folder}: cannot be made anew: {error.strerror}") from None


def _rounds(room: "Newsroom", box: "Mailbox", folder: Path, number: int) -> None:
    from rich.text import Text

    from presswatch.cli.console import err, hang, say
    from presswatch.units import counted

    for turn in range(1, number + 1):
        if turn > 1:
            room.advance()
        before = len(box.received)
        with err().status(f"round {turn} of {number}: reading, matching, mailing"):
            done = _presswatch(folder, "run", "--once", "--now")
        if done.returncode != 0:
            say((folder / "run.log").read_text("utf-8")[-3000:])
            say(
                f"round {turn} ended with {done.returncode}; all of its log is in {folder / 'run.log'}",
                "bold red",
            )
            raise typer.Exit(exits.PROBLEMS)
        what = (
            "what the sites held already: kept, and not mailed as news" if turn == 1 else "news has appeared"
        )
        came = counted(len(box.received) - before, "digest")
        hang(Text(f"round {turn}  "), Text(done.stdout.strip()))
        hang(Text(" " * 9), Text(f"({what}; {came} arrived)"))


def _presswatch(folder: Path, *words: str, show: bool = False) -> "subprocess.CompletedProcess[str]":
    """The command itself, as a person would type it."""
    command = [sys.executable, "-m", "presswatch", "--config", str(folder), *words]
    if show:
        return subprocess.run(command, check=False, text=True)
    with (folder / "run.log").open("a", encoding="utf-8") as log:
        return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=log, text=True)


def _deliver(box: "Mailbox", mail: Path) -> None:
    """Each message as it came, and its two parts as files to look at."""
    for number, received in enumerate(box.received, 1):
        for ending, content in (
            ("eml", received.raw),
            ("html", received.part("html").encode()),
            ("txt", received.part("plain").encode()),
        ):
            (mail / f"{number:04}.{ending}").write_bytes(content)


def _show(folder: Path, box: "Mailbox") -> None:
    from rich.text import Text

    from presswatch.cli.console import hang, out, printable

    if box.received:
        first = box.received[0]
        _heading("The first digest, as a terminal shows it")
        hang(Text("To:      "), Text(", ".join(first.recipients)))
        hang(Text("Subject: "), Text(printable(str(first.message["Subject"]))))
        out().print()
        lines = first.part("plain").splitlines()
        out().print(printable("\n".join(lines[:64])))
        if len(lines) > 64:
            out().print(
                f"… and {len(lines) - 64} lines more, in {folder / 'mailbox' / '0001.txt'}", style="dim"
            )
    for query in _SEARCHES:
        _heading(f"presswatch search '{query}'")
        _presswatch(folder, "search", query, "--limit", "3", show=True)
    _heading("presswatch status")
    _presswatch(folder, "status", show=True)


def _typed() -> str:
    """How to type the command from here: after `make demo` its environment is not on the path."""
    started = Path(sys.argv[0])
    if started.name != "presswatch" or shutil.which("presswatch"):
        return "presswatch"
    near = os.path.relpath(started)
    return str(started) if near.startswith("..") else near


def _heading(text: str) -> None:
    from presswatch.cli.console import out

    out().print()
    out().rule(text, align="left", style="green")
    sys.stdout.flush()


def _next_steps(folder: Path, mail: Path, digests: int) -> None:
    from rich.text import Text

    from presswatch.cli.console import hang, out

    _heading("Where things are")
    command = _typed()
    for name, what in (
        ("digests", f"{digests} in {mail}: .eml as they came, .html for a browser, .txt for a terminal"),
        ("search", f"{command} --config {folder} search 'kestrel bridge'"),
        ("page", f"{command} --config {folder} serve"),
        ("config", f"{folder / 'presswatch.toml'}; your own begins with: {command} init"),
    ):
        hang(Text(f"{name:11}"), Text(what))
    out().print("The news sites end with the demo, and with them the links in its digests.", style="dim")
