"""The real program as a sweep runs it: `presswatch run` in processes of its own, armed for a crash point, killed, and asked through its doors."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

import psutil

from tests.crash_sweep.clock import MACHINE

COMMAND = Path(sys.executable).with_name("presswatch")
ROOT = Path(__file__).resolve().parents[2]
Half = Literal["crawl", "alerts", "both"]
_SAID = "as the crash sweep asked"
_LOCKED = 3  # the exit code of a second process that finds the first at work


def of(process: "subprocess.Popen[bytes]") -> Half:
    """Which half a process that `Program.start` started runs."""
    words = process.args
    assert isinstance(words, list)
    return words[-1] if words[-1] in ("crawl", "alerts") else "both"


class Program:
    """One installation: its folder and configuration, and the processes that run in it at the moment."""

    def __init__(
        self, folder: Path, config: str, environment: Mapping[str, str], tree: Path | None = None
    ) -> None:
        """`environment` is added to this process's; `tree` is a copy of the source to run in place of this checkout's."""
        self.folder = folder
        self.log = folder / "log.txt"
        self.data = folder / "presswatch-data"
        (folder / "presswatch.toml").write_text(config, "utf-8")
        self.log.touch()
        ours = (
            "PRESSWATCH_",
            "PYTHONDONTWRITEBYTECODE",
        )  # without its compiled modules every start would take longer
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)} | dict(
            environment
        )
        self._environment["PYTHONPATH"] = os.pathsep.join((str(MACHINE), str(tree or ROOT)))
        self.running: list[subprocess.Popen[bytes]] = []
        self._read = 0

    def start(self, half: Half, crash: str | None = None) -> "subprocess.Popen[bytes]":
        """Start `presswatch run`, or one half of it, to be killed at `crash` ("after matched:2")."""
        only = [] if half == "both" else ["--only", half]
        more = {} if crash is None else {"PRESSWATCH_CRASH_AT": crash}
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [COMMAND, "run", *only], cwd=self.folder, stdout=log, stderr=log, env=self._environment | more
            )
        self.running.append(process)
        return process

    def crashed(self) -> bool:
        """Whether a process said since the last time it was asked that it dies at its crash point."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            new = log.read()
        at = new.rfind(_SAID.encode())
        if at >= 0:
            self._read += at + len(_SAID)
        return at >= 0

    def kill(self, process: "subprocess.Popen[bytes]", *, family: bool = True) -> None:
        """SIGKILL to a process, and to all that it started with `family`, as when the power fails."""
        with suppress(psutil.NoSuchProcess):
            top = psutil.Process(process.pid)
            for member in [*(top.children(recursive=True) if family else ()), top]:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
        process.wait(20)
        self.running.remove(process)

    def kill_crawler(self, process: "subprocess.Popen[bytes]") -> bool:
        """SIGKILL to the crawler's process alone; False where there is none."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children():
                child.kill()
                return True
        return False

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        """SIGTERM, as a service manager stops it."""
        process.send_signal(signal.SIGTERM)
        process.wait(40)
        self.running.remove(process)

    def end(self) -> None:
        """Kill whatever runs."""
        for process in list(self.running):
            self.kill(process)

    def reap(self) -> list[int]:
        """Forget the processes that ended; their exit codes."""
        codes = [code for p in self.running if (code := p.poll()) is not None]
        self.running = [p for p in self.running if p.returncode is None]
        return codes

    def only_one(self, two: Sequence["subprocess.Popen[bytes]"], seconds: float = 120.0) -> bool:
        """Whether of two that were started at once one gives way, saying that the other is at work (or dies of its own)."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if any(p.poll() in (_LOCKED, -signal.SIGKILL) for p in two):
                self.reap()
                return True
            time.sleep(0.05)
        return False

    # --- its doors ---

    def exported(self) -> list[tuple[str, str]]:
        """(address, title and matched sentence) of every article that the archive gives out."""
        rows = csv.DictReader(io.StringIO(self._ask("search", "gazette", "--csv").removeprefix("\ufeff")))
        return [(row["url"], row["title"] + " " + row["match"]) for row in rows]

    def indexed(self) -> int:
        """How many documents the search engine counts."""
        total = json.loads(self._ask("search", "gazette", "--count", "--exact", "--json"))
        found = total.get("total", total)
        return int(found["high"] if isinstance(found, dict) else found)

    def stored(self) -> dict[str, int]:
        """How many current versions the database holds, by address."""
        if not (self.data / "presswatch.db").exists():
            return {}
        uri = f"file:{self.data / 'presswatch.db'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=20)) as conn, suppress(sqlite3.OperationalError):
            return dict(
                Counter(u for (u,) in conn.execute("SELECT url FROM versions WHERE superseded_by IS NULL"))
            )
        return {}

    def changes(self) -> int:
        """How many versions were kept so far; grows as long as anything new is read."""
        uri = f"file:{self.data / 'presswatch.db'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=20)) as conn, suppress(sqlite3.OperationalError):
            return int(conn.execute("SELECT count(*) FROM versions").fetchone()[0])
        return 0

    def matched(self) -> bool:
        """Whether matching has come to the last version. Only to know how long to wait: no verdict hangs on it."""
        uri = f"file:{self.data / 'presswatch.db'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=20)) as conn, suppress(sqlite3.OperationalError):
            query = "SELECT (SELECT position FROM match_state) >= (SELECT max(change) FROM versions)"
            return bool(conn.execute(query).fetchone()[0])
        return False

    def traced(self, url: str) -> list[tuple[str, str]]:
        """(reader, Message-ID) of each letter in which, as `presswatch trace` tells, the article at this address left."""
        steps = json.loads(self._ask("trace", url, "--json"))["steps"]
        told = [step["about"] for step in steps if step["stage"] == "mailed"]
        return [(a["recipient"], a["message"]["id"]) for a in told if a["message"]["state"] == "sent"]

    def _ask(self, *words: str) -> str:
        done = subprocess.run(
            [COMMAND, *words],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(
                f"presswatch {words[0]} ended with {done.returncode}: {done.stderr.decode()[-800:]}"
            )
        return done.stdout.decode()
