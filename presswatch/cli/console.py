"""What commands print through: answers on standard output, all else on standard error; colours only on a terminal."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


@cache
def out() -> "Console":
    """Standard output. Text is never read as markup unless it is asked for."""
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=not sys.stdout.isatty())


@cache
def err() -> "Console":
    """Standard error: progress, notes and errors."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, soft_wrap=not sys.stderr.isatty())


def say(text: str, style: str | None = None) -> None:
    """A line for the person, kept out of what a machine reads."""
    err().print(printable(text), style=style)


def say_notes(notes: Iterable[str]) -> None:
    """What may have been meant otherwise, beside the answer: one of 0 articles must not pass for the truth."""
    for note in notes:
        say(f"note: {note}", "yellow")


def hang(lead: "Text", text: "Text") -> None:
    """Print a paragraph behind `lead`; where a terminal breaks its lines, all of them begin below the first."""
    from rich.cells import cell_len
    from rich.text import Text

    indent = cell_len(lead.plain)
    lines = [text] if out().soft_wrap else list(text.wrap(out(), max(30, out().width - indent))) or [text]
    for number, line in enumerate(lines):
        line.rstrip()
        out().print((Text(" " * indent) if number else lead) + line, soft_wrap=True)


def complain(text: str) -> None:
    """An error."""
    first, *rest = printable(text).split("\n")
    err().print(f"error: {first}", style="bold red")
    for line in rest:
        err().print(line)


def print_json(value: Any) -> None:
    """One JSON text on standard output; other scripts stay readable, times are ISO 8601 in UTC."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> str:
    return utc(value) if isinstance(value, datetime) else str(value)


def utc(moment: datetime) -> str:
    """As exported articles write their times: `2026-11-23T12:43:10Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def printable(text: str) -> str:
    """Without control characters: a title must not move the cursor or set the terminal's colours."""
    return "".join(c if c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) else "\ufffd" for c in text)


@contextmanager
def bar(what: str, *, answers: bool = False) -> "Iterator[Callable[[int, int], None]]":
    """A progress bar on the terminal, fed with (done, in all); nothing where standard error is no terminal.

    Answers that are printed meanwhile go where they always go: a bar would take standard output over, and its
    lines would be missing in the file that they are redirected to. Where they go to the terminal they are the progress.
    """
    if not err().is_terminal or (answers and sys.stdout.isatty()):
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
