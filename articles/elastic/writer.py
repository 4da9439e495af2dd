"""The writing half of the engine: versions into an index, several requests at a time, then the state that says so.

What was written is seen with the next refresh, and the state follows it: whoever reads the state may search all that
it tells of. A kill at any moment leaves an older state, from which everything behind it is written once more.
"""

import fcntl
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Final

from articles.elastic import bulk, mapping
from articles.elastic.server import WRITE_SECONDS, Server
from articles.errors import IndexFailed, IndexUnavailable
from articles.index.port import IndexDocument, IndexState, Refuse, Refused

log = logging.getLogger(__name__)

CHUNK: Final = 500  # documents a request
CHUNK_BYTES: Final = 8_000_000
AT_ONCE: Final = 3  # requests under way
SEEN_EVERY: Final = 20.0  # seconds of writing without a state: what a kill makes it write again


class Lock:
    """A file that one process of an installation holds while it writes; freed with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def hold(self) -> None:
        """Take it, or go on holding it. Raises IndexUnavailable while another process has it."""
        if self._file is not None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a")
        except OSError as error:
            raise IndexUnavailable(
                f"the lock of the search index {self._path} cannot be made: {error}"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise IndexUnavailable(
                f"the search index is being written by another process of presswatch ({self._path})"
            ) from None
        self._file = file

    def free(self) -> None:
        """Let others write; idempotent."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


class Writer:
    """Writes into one index. Not safe across threads: the engine lets one in at a time."""

    def __init__(self, server: Server, index: str) -> None:
        self.index = index
        self._server = server
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bulk")
        self._room = threading.Semaphore(AT_ONCE * 2)  # chunks in memory
        self._chunk: list[bulk.Write] = []
        self._bytes = 0
        self._under_way: list[Future[list[Refused]]] = []
        self._refused: list[Refused] = []
        self._seen = time.monotonic()

    def add(self, documents: Sequence[IndexDocument], removed: Sequence[int], change: int) -> None:
        """Take documents and removals that happened up to `change`; they are written by and by.

        Raises IndexUnavailable for what could not be written before; then nothing more is under way.
        """
        for document in documents:
            self._take(
                bulk.Write(str(document.change), document.cause, bulk.encoded(mapping.to_source(document)))
            )
        for number in removed:
            self._take(bulk.Write(str(number), change, bulk.encoded(mapping.tombstone())))
        self._gather(wait=False)

    @property
    def due(self) -> bool:
        """Whether the state should be written, though more follows."""
        return time.monotonic() - self._seen >= SEEN_EVERY

    def settle(self, state: IndexState, refuse: Refuse | None) -> None:
        """Wait for all that was taken, let it be seen, and write the state. Raises IndexUnavailable, IndexFailed."""
        self._send()
        self._gather(wait=True)
        if self._refused:
            if refuse is None:
                first = self._refused[0]
                self._refused.clear()
                raise IndexFailed(f"{self._server.name} refused version {first.change}: {first.reason}")
            refuse(tuple(self._refused))
            self._refused.clear()
        self._server.ask("POST", f"/{self.index}/_refresh", seconds=WRITE_SECONDS)
        reply = self._server.ask(
            "PUT", f"/{self.index}/_doc/{mapping.STATE}", mapping.state_source(state), accept=(409,),
            seconds=WRITE_SECONDS, timeout="10s", refresh=True, version=state.change, version_type="external_gte",
        )  # fmt: skip
        if reply.status == 409:
            raise IndexUnavailable(f"another process has moved {self.index} beyond change {state.change}")
        self._seen = time.monotonic()

    def close(self) -> None:
        """Forget what was not sent and wait for what was; idempotent."""
        self._forget()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _take(self, write: bulk.Write) -> None:
        self._chunk.append(write)
        self._bytes += len(write.source)
        if len(self._chunk) >= CHUNK or self._bytes >= CHUNK_BYTES:
            self._send()

    def _send(self) -> None:
        chunk, self._chunk, self._bytes = self._chunk, [], 0
        if not chunk:
            return
        self._room.acquire()

        def work() -> list[Refused]:
            try:
                return bulk.send(self._server, self.index, chunk)
            finally:
                self._room.release()

        self._under_way.append(self._threads.submit(work))

    def _gather(self, *, wait: bool) -> None:
        """Look at what is done; with `wait`, at everything."""
        try:
            for one in list(self._under_way):
                if wait or one.done():
                    self._under_way.remove(one)
                    self._refused.extend(one.result())
        except (IndexUnavailable, IndexFailed):
            self._forget()  # the caller begins again from the last state
            raise

    def _forget(self) -> None:
        under_way, self._under_way = self._under_way, []
        self._chunk, self._bytes = [], 0
        for one in under_way:
            one.cancel()
        for one in under_way:
            if not one.cancelled():
                one.exception()
        self._refused.clear()
        self._room = threading.Semaphore(AT_ONCE * 2)  # with those that never ran goes the room they held
