"""The newsroom's server: many sites on loopback in one process, a log of every request, and a door for its director."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from tests.newsroom import faults
from tests.newsroom.press import Answer, Press
from tests.newsroom.script import Article, Fault, build

_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found"}
_HEAD_LIMIT = 64 * 1024
_IDLE_SECONDS = 75.0


class Printer(Protocol):
    """What answers: a scripted press or a recorded one."""

    addresses: dict[str, str]
    step: int

    def answer(self, site_id: str, target: str, headers: Mapping[str, str]) -> Answer: ...
    def advance(self, steps: int = 1, hours: float = 0.0) -> int: ...
    def misbehave(self, site_id: str, faults: list[Fault]) -> None: ...


@dataclass(slots=True)
class Logged:
    """One request; `done` once the answer had left for the client."""

    number: int
    at: float
    site: str
    method: str
    path: str
    status: int
    conditional: bool
    agent: str
    step: int
    done: bool = False


class Server:
    """Serves the sites until its director says stop."""

    def __init__(self, press: Printer) -> None:
        self.press = press
        self.log: list[Logged] = []
        self.stopped = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, sockets: Mapping[str, Any]) -> None:
        """Begin to serve on the bound sockets, one a site."""
        for site_id, sock in sockets.items():
            await asyncio.start_server(self._for(site_id), sock=sock, limit=_HEAD_LIMIT, backlog=64)

    async def direct(self, host: str, port: int = 0) -> int:
        """Open the director's door (a JSON object a line, both ways); returns its port."""
        door = await asyncio.start_server(self._director, host, port, limit=64 * 1024 * 1024)
        return int(door.sockets[0].getsockname()[1])

    def _for(self, site_id: str) -> Any:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task:
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            try:
                while await self._one(site_id, reader, writer):
                    pass
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
                pass  # the client went away or sent no request; both are ordinary here
            finally:
                writer.close()

        return serve

    async def _one(self, site_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection goes on."""
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _IDLE_SECONDS)
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, version = first.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (h.partition(":") for h in lines)
        }
        answer = self.press.answer(site_id, target, headers)
        sent: Answer | faults.Raw = faults.apply(answer.fault, answer) if answer.fault else answer
        logged = Logged(
            number=len(self.log),
            at=time.time(),
            site=site_id,
            method=method,
            path=target,
            status=sent.status,
            conditional="if-none-match" in headers or "if-modified-since" in headers,
            agent=headers.get("user-agent", ""),
            step=self.press.step,
        )
        self.log.append(logged)
        if isinstance(sent, faults.Raw):
            await sent.misbehave(writer)
            logged.done = True
            return False
        keep = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        lines = [
            f"HTTP/1.1 {sent.status} {_REASONS.get(sent.status, 'Something')}",
            *(f"{name}: {value}" for name, value in sent.headers),
        ]
        if sent.status != 304:
            lines += [f"Content-Type: {sent.content_type}", f"Content-Length: {len(sent.body)}"]
        lines += ["Connection: keep-alive" if keep else "Connection: close", "", ""]
        writer.write("\r\n".join(lines).encode("latin-1", "replace"))
        if method != "HEAD":
            writer.write(sent.body)
        await writer.drain()
        logged.done = True
        return keep

    async def _director(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                said = self._obey(json.loads(line))
            # The director is a test: it is told of its own mistake, and the sites go on.
            except Exception as error:
                said = {"error": f"{type(error).__name__}: {error}"}
            writer.write(json.dumps(said).encode() + b"\n")
            await writer.drain()
        writer.close()

    def _obey(self, order: dict[str, Any]) -> Any:
        match order["do"]:
            case "requests":
                return [asdict(entry) for entry in self.log[order.get("since", 0) :]]
            case "advance":
                return self.press.advance(order.get("steps", 1), order.get("hours", 0.0))
            case "faults":
                self.press.misbehave(order["site"], [build(Fault, f) for f in order["faults"]])
                return self.press.step
            case "publish" if isinstance(self.press, Press):
                return self.press.publish(order["site"], build(Article, order["article"]))
            case "urls" if isinstance(self.press, Press):
                site = self.press.sites[order["site"]]
                base = self.press.base(site)
                return {a.path: base + self.press.path(site, a) for a in site.articles}
            case "cpu":
                return time.process_time()
            case "stop":
                self.stopped.set()
                return True
            case other:
                raise ValueError(f"no such order: {other}")

    async def run(self) -> None:
        """Until stopped; connections that still hang are dropped."""
        await self.stopped.wait()
        await asyncio.sleep(0.02)
        for task in list(self._tasks):
            task.cancel()
