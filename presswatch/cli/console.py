"""What commands print through: answers on standard output, all else on standard error; colours only on a terminal."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


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


def complain(text: str) -> None:
    """An error."""
    first, *rest = printable(text).split("\n")
    err().print(f"error: {first}", style="bold red")
    for line in rest:
        err().print(line)


def print_json(value: Any) -> None:
    """One JSON text on standard output; other scripts stay readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def printable(text: str) -> str:
    """Without control characters: a title must not move the cursor or set the terminal's colours."""
    return "".join(c if c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) else "\ufffd" for c in text)


@contextmanager
def bar(what: str) -> "Iterator[Callable[[int, int], None]]":
    """A progress bar on the terminal, fed with (done, in all); nothing where standard error is no terminal."""
    if not err().is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
