"""A proxy on loopback before a real server that breaks conversations as a script says, for the tests of the second engine."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

Fault = Literal["drop before", "drop after", "hang", "garble", 429, 500, 502, 503]
Script = Callable[[str, str], Fault | None]  # told method and path of each request


class FaultProxy:
    """Forwards requests to `url`, but for those that `script` has a fault for.

    "drop before": the connection ends, nothing was done. "drop after": it ends once the server has done it.
    "hang": a second passes first. "garble": the answer is no JSON. A number is the status that is answered,
    without asking the server. `seen` counts requests by the last part of their path.
    """

    def __init__(self, url: str, script: Script = lambda _method, _path: None) -> None:
        self.script = script
        self.seen: Counter[str] = Counter()
        self._target = urlsplit(url).netloc
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                path = self.path.partition("?")[0]
                proxy.seen[path.rpartition("/")[2]] += 1
                fault = proxy.script(self.command, path)
                if fault == "drop before":
                    self.close_connection = True
                    return
                if fault == "hang":
                    time.sleep(1)
                if isinstance(fault, int):
                    self.reply(
                        fault, json.dumps({"error": {"type": "made_up_exception"}, "status": fault}).encode()
                    )
                    return
                status, told = proxy.forward(self.command, self.path, body, self.headers)
                if fault == "drop after":
                    self.close_connection = True
                    return
                self.reply(status, b"<html>" if fault == "garble" else told)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("x-elastic-product", "Elasticsearch")
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Tests speak for themselves."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def forward(self, method: str, path: str, body: bytes, headers: Any) -> tuple[int, bytes]:
        """Ask the server itself."""
        connection = http.client.HTTPConnection(self._target, timeout=60)
        wanted = {
            name: headers[name] for name in ("content-type", "accept", "authorization") if name in headers
        }
        connection.request(method, path, body or None, wanted)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        return answer.status, told

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


def times(number: int, fault: Fault, path: str) -> Script:
    """A script that breaks the first `number` requests whose path ends with `path`."""
    left = [number]
    lock = threading.Lock()

    def script(_method: str, asked: str) -> Fault | None:
        with lock:
            if not asked.endswith(path) or not left[0]:
                return None
            left[0] -= 1
        return fault

    return script
