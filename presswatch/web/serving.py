"""Runs the search page, or the readers' pages beside `presswatch run`, until it is told to end; between the commands and the applications."""

import signal
import threading
from collections.abc import Callable

import uvicorn

from alerts.mail import MailPolicy
from articles.store.database import Database
from presswatch.errors import NotWritable
from presswatch.library import Library
from presswatch.web.app import create_app
from presswatch.web.readers import create_readers_app


def serve_pages(library: Library, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is called once it answers. Raises NotWritable for a port that is taken.

    There is no access log: the addresses of pages hold what readers ask.
    """
    config = uvicorn.Config(
        create_app(library),
        host=host,
        port=port,
        access_log=False,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    # uvicorn ends in good order and then raises the signal once more, for whoever listened before
    before = {number: signal.signal(number, _ended) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        _Server(config, ready).run()
    except SystemExit:  # how uvicorn ends when it cannot listen
        raise NotWritable(
            f"{host}:{port}: this port cannot be listened on; is it taken? --port names another"
        ) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ended(_number: int, _frame: object) -> None:
    """The page has ended; nothing more is to be done."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(None)
        del sockets
        if self.started:
            self._ready()


class ReadersPages:
    """The readers' pages on a thread of their own, beside `presswatch run`. Raises NotWritable for a port that is taken."""

    def __init__(self, db: Database, mail: MailPolicy, host: str, port: int) -> None:
        config = uvicorn.Config(
            create_readers_app(db, mail),
            host=host,
            port=port,
            access_log=False,  # the addresses are the keys
            log_level="critical",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=3,
            limit_concurrency=100,
        )
        try:
            self._socket = config.bind_socket()
            self._socket.listen(100)  # binding alone succeeds beside another that has not begun to listen
        except (SystemExit, OSError):  # the first is how uvicorn ends when it cannot bind
            raise NotWritable(
                f"{host}:{port}: this port cannot be listened on; is it taken? [web] public_port names another"
            ) from None
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="readers' pages", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End it; answers that are on their way are given three seconds."""
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()
