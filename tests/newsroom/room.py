"""The newsroom as tests and the demo see it: a process that they start, ask, direct and stop."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class RoomSite:
    """One running site: its base URL without a slash at the end, and the URLs of its lists by kind."""

    id: str
    name: str
    url: str
    lists: Mapping[str, str]
    country: str = ""
    language: str = ""

    @property
    def home(self) -> str:
        return self.url + "/"

    @property
    def feed(self) -> str:
        """The first list that the script names."""
        return next(iter(self.lists.values()))


@dataclass(frozen=True, slots=True)
class Request:
    """One request that a site got. `status` 0: it was never answered; `done`: the whole answer had left."""

    number: int
    at: float
    site: str
    method: str
    path: str
    status: int
    conditional: bool
    agent: str
    step: int
    done: bool


class Newsroom:
    """A running newsroom; use it as a context manager or call `stop`."""

    def __init__(self, process: "subprocess.Popen[str]", ready: Mapping[str, Any]) -> None:
        self._process = process
        self.network: str = ready["network"]  # for crawl.allow_networks
        self.sites: dict[str, RoomSite] = {}
        for site in ready["sites"]:
            base = f"http://{ready['addresses'][site['id']]}"
            urls = {kind: base + path for kind, path in site["lists"].items()}
            self.sites[site["id"]] = RoomSite(
                site["id"], site["name"], base, urls, site.get("country", ""), site.get("language", "")
            )
        self._line = socket.create_connection(("127.0.0.1", ready["control"]), timeout=30)
        self._answers = self._line.makefile("r", encoding="utf-8")

    @classmethod
    def start(
        cls, script: str | Path | Mapping[str, Any], *, port: int = 0, clock: datetime | None = None
    ) -> Self:
        """Serve an edition: a file, a folder, a name in `editions/`, or plain data (see `tests.newsroom.script`)."""
        if isinstance(script, Mapping):
            with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
                json.dump(script, file)
                file.flush()
                return cls._start(["--script", file.name], port, clock)
        return cls._start(["--script", str(script)], port, clock)

    @classmethod
    def start_pages(cls, folder: Path, *, port: int = 0) -> Self:
        """Serve a folder of recorded pages, each under its own site with a feed."""
        return cls._start(["--pages", str(folder)], port, None)

    @classmethod
    def _start(cls, what: Sequence[str], port: int, clock: datetime | None) -> Self:
        command = [sys.executable, "-m", "tests.newsroom", *what, "--port", str(port)]
        if clock is not None:
            command += ["--clock", clock.isoformat()]
        process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the newsroom did not start (exit code {process.wait()})")
        return cls(process, json.loads(line))

    def requests(self, *, site: str | None = None, since: int = 0) -> list[Request]:
        """Every request so far from number `since` on, oldest first."""
        found = [Request(**entry) for entry in self._order({"do": "requests", "since": since})]
        return [r for r in found if site is None or r.site == site]

    def advance(self, steps: int = 1, *, hours: float = 0.0) -> int:
        """Begin the next step(s): new articles appear, edits are made. `hours` pass by the sites' clocks at each."""
        return int(self._order({"do": "advance", "steps": steps, "hours": hours}))

    def misbehave(self, site: str, *faults: Mapping[str, Any]) -> None:
        """Give a site these faults (fields of `script.Fault`) in place of those it has; none mends it."""
        self._order({"do": "faults", "site": site, "faults": list(faults)})

    def publish(self, site: str, **article: Any) -> str:
        """Add an article (fields of `script.Article`) at once; returns its URL."""
        return str(self._order({"do": "publish", "site": site, "article": article}))

    def urls(self, site: str) -> dict[str, str]:
        """The URL of every article of the script by its path there, those still to come too."""
        return dict(self._order({"do": "urls", "site": site}))

    def cpu_seconds(self) -> float:
        """What the newsroom itself has used of a core, for benchmarks to leave out."""
        return float(self._order({"do": "cpu"}))

    def stop(self) -> None:
        """End the process; idempotent."""
        if self._process.poll() is None:
            self._answers.close()
            self._line.close()
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(timeout=20)
        if self._process.stdout:
            self._process.stdout.close()

    def _order(self, order: Mapping[str, Any]) -> Any:
        self._line.sendall(json.dumps(order).encode() + b"\n")
        said = json.loads(self._answers.readline())
        if isinstance(said, dict) and "error" in said:
            raise ValueError(said["error"])
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
