"""The door of a sweep's Elasticsearch: a real server behind a proxy that, as it is told, refuses single documents of a bulk or all, or hangs up after the write was done."""

import http.client
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Literal
from urllib.parse import urlsplit

Manner = Literal["well", "busy", "unavailable", "hang up"]
MANNERS: Final[tuple[Manner, ...]] = ("well", "busy", "busy", "unavailable", "hang up")
_SHARE: Final = 0.5  # of the documents, or of the requests, that meet it
_HOP: Final = frozenset(("connection", "keep-alive", "transfer-encoding", "content-length", "host"))
_OWN: Final = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}
_FULL: Final = {
    "type": "es_rejected_execution_exception",
    "reason": "rejected execution of coordinating operation",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server, or of the door in its place."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Listening(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A killed program hangs up; nobody need be told."""


class Door:
    """A running proxy before the server at `url`. `met` counts every fault that a request met."""

    def __init__(self, url: str, seed: int) -> None:
        self.met: Counter[str] = Counter()
        self._manner: Manner = "well"
        self._upstream = urlsplit(url).netloc
        self._random = random.Random(seed)
        self._listening = _Listening(("127.0.0.1", 0), self._handler())
        self._listening.daemon_threads = True
        threading.Thread(target=self._listening.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.server_port}"

    def behave(self, manner: Manner) -> None:
        """From now on writes meet this: single documents answered with 429, whole requests with 503, or the line broken after the write."""
        self._manner = manner

    def stop(self) -> None:
        """Close it."""
        self._listening.shutdown()
        self._listening.server_close()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """What comes back for one request; None where the line breaks."""
        bulk, manner = urlsplit(target).path.endswith("/_bulk"), self._manner
        if not bulk or manner == "well" or (manner != "busy" and self._random.random() > _SHARE):
            return self._ask(method, target, headers, body)
        if manner == "busy":
            return self._some(method, target, headers, body)
        self.met[f"search server: {manner}"] += 1
        if manner == "unavailable":
            return Answer(503, _OWN, b"{}")
        self._ask(method, target, headers, body)
        return None

    def _some(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        # Half of the documents go through; for the others the answer has what a full queue says.
        lines = body.rstrip(b"\n").split(b"\n")
        pairs = [b"\n".join(lines[at : at + 2]) + b"\n" for at in range(0, len(lines), 2)]
        taken = [self._random.random() > _SHARE for _ in pairs]
        if all(taken):
            return self._ask(method, target, headers, body)
        self.met["search server: busy"] += taken.count(False)
        refused = {"index": {"status": 429, "error": _FULL}}
        if not any(taken):
            reply: dict[str, Any] = {"items": [refused] * len(pairs)}
            sent = Answer(200, _OWN, b"")
        else:
            through = b"".join(pair for pair, good in zip(pairs, taken, strict=True) if good)
            sent = self._ask(method, target, headers, through)
            if sent.status != 200:
                return sent
            reply = json.loads(sent.body)
            items = iter(reply["items"])
            reply["items"] = [next(items) if good else refused for good in taken]
        return Answer(sent.status, sent.headers, json.dumps(reply | {"errors": True}).encode())

    def _ask(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        line = http.client.HTTPConnection(self._upstream, timeout=120)
        try:
            line.request(method, target, body or None, headers)
            reply = line.getresponse()
            kept = {k: v for k, v in reply.getheaders() if k.lower() not in _HOP}
            return Answer(reply.status, kept, reply.read())
        finally:
            line.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
                try:
                    answer = door.answer(self.command, self.path, headers, body)
                except OSError:  # the server itself is away
                    answer = None
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        return Handler
