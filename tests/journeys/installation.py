"""One installation as an operator has it: a folder, a configuration, the command line; what journeys drive."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil

COMMAND = Path(sys.executable).with_name("presswatch")


class Installation:
    """A folder with `presswatch.toml` and the data beside it. Commands run in a process of their own."""

    def __init__(self, folder: Path, config: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "presswatch.toml"
        self.config.write_text(config, "utf-8")
        self.data = folder / "presswatch-data"

    def start(self, *words: str, **options: Any) -> "subprocess.Popen[str]":
        """Start a command and leave it running; its output goes to `folder/log.txt`."""
        with (self.folder / "log.txt").open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [COMMAND, *words], cwd=self.folder, stdout=log, stderr=log, text=True, **options
            )

    def run(
        self, *words: str, code: int | None = 0, seconds: float = 110
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; AssertionError with its output if it does not end with `code` (None: any)."""
        done = subprocess.run(
            [COMMAND, *words], cwd=self.folder, capture_output=True, text=True, timeout=seconds, check=False
        )
        assert code is None or done.returncode == code, (
            f"presswatch {' '.join(words)} ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
        )
        return done

    def round(self, *, seconds: float = 110) -> None:
        """One full round (`run --once`) that reads every source, due or not."""
        self.run("run", "--once", "--now", seconds=seconds)

    def json(self, *words: str) -> Any:
        """What a command with --json prints: one value, or one a line."""
        text = self.run(*words, "--json").stdout
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return [json.loads(line) for line in text.splitlines()]

    @property
    def database(self) -> Path:
        found = [p for p in self.data.iterdir() if p.suffix in (".db", ".sqlite", ".sqlite3")]
        assert len(found) == 1, found
        return found[0]

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """Rows of the database, as they are on disk."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            return conn.execute(query, values).fetchall()

    def mail_due(self) -> None:
        """As if the pause before the next try of a message had passed."""
        with closing(sqlite3.connect(self.database)) as conn, conn:
            conn.execute("UPDATE messages SET next_try_at = 0 WHERE state = 'queued'")


def kill(process: "subprocess.Popen[str]") -> None:
    """SIGKILL the process and all that it started, the children first, so that none can tidy up."""
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
        for member in [*family, psutil.Process(process.pid)]:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=10)
    process.wait(timeout=10)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until something is so; AssertionError names it if it never is."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


def family(process: "subprocess.Popen[str]") -> Iterable[psutil.Process]:
    """The process and all that it started."""
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]
