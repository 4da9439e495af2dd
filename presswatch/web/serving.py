"""Runs the search page on a loopback port until it is told to end; between `presswatch serve` and the application."""

import signal
from collections.abc import Callable

import uvicorn

from presswatch.errors import NotWritable
from presswatch.library import Library
from presswatch.web.app import create_app


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
