"""The embedded engine's folder: opened, reloaded, locked for its one writer, emptied when damaged; under `embedded`."""

import fcntl
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from articles.errors import IndexFailed, IndexUnavailable
from articles.index import schema as fields

log = logging.getLogger(__name__)


class IndexFolder:
    """One folder's tantivy index. `lock` is held by whoever uses its writer or asks for a reader."""

    def __init__(self, path: Path, heap_bytes: int) -> None:
        self.path = path
        self.lock = threading.RLock()
        self._heap_bytes = heap_bytes
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._meta: tuple[int, int] | None = None  # what `meta.json` was when last read
        self._searcher: tantivy.Searcher | None = None

    def searcher(self) -> tantivy.Searcher | None:
        """The index at its last commit, whichever process made that, the same until another; None where there is none."""
        with self.lock:
            try:
                status = (self.path / "meta.json").stat()
            except FileNotFoundError:
                self._let_go()
                return None
            stamp = (status.st_ino, status.st_mtime_ns)
            with self.damage_told():
                if self._index is None:
                    self._index = self._open()
                elif stamp != self._meta:
                    self._index.reload()
                    self._searcher = None
                self._meta = stamp
                if self._searcher is None:
                    self._searcher = self._index.searcher()
                return self._searcher

    def writer(self) -> tantivy.IndexWriter:
        """The writer, kept until `close`. Raises IndexUnavailable while another process has one."""
        with self.lock:
            if self._writer is None:
                self._make()
                with self.damage_told():
                    self._index = self._index or self._open()
                    try:
                        self._writer = self._index.writer(self._heap_bytes, 1)
                    except ValueError as error:
                        if "LockBusy" not in str(error):
                            raise
                        raise self._busy() from error
            return self._writer

    def forsake_writer(self) -> None:
        """Take back what was not committed and free the lock, once the caller has let go of the writer too."""
        self._writer = None

    def empty(self) -> None:
        """Delete the files, as the only writer."""
        with self.lock:
            self._writer = None
            self._let_go()
            self._make()
            # tantivy's own lock on this file is an flock(2) too
            with (self.path / ".tantivy-writer.lock").open("a") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise self._busy() from error
                for path in self.path.iterdir():
                    if not path.name.endswith(".lock"):
                        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def size(self, ending: str) -> int:
        """Bytes in all files with this ending; 0 where nothing was ever indexed."""
        sizes = 0
        for path in self.path.glob(f"*{ending}"):
            with suppress(FileNotFoundError):  # a merge takes files away
                sizes += path.stat().st_size
        return sizes

    def close(self) -> None:
        """Let merges end, free the lock; idempotent. It may be used again."""
        with self.lock:
            writer, self._writer = self._writer, None
            self._let_go()
            if writer is not None:
                writer.wait_merging_threads()

    @contextmanager
    def damage_told(self) -> Iterator[None]:
        """Raise IndexFailed for what tantivy raises."""
        try:
            yield
        except (IndexFailed, IndexUnavailable):
            raise
        # Rust's panics come as a BaseException of no public type: on a damaged file, tantivy raises either.
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            self._let_go()
            raise IndexFailed(
                f"the search index {self.path} cannot be read ({error}): `presswatch index rebuild` mends it"
            ) from error

    def _let_go(self) -> None:
        """What is asked or written next is opened anew."""
        self._index = self._searcher = None

    def _open(self) -> tantivy.Index:
        index = tantivy.Index(fields.schema(), path=str(self.path), reuse=True)
        index.config_reader("manual", 0)  # reloaded when it is asked, not by a thread
        fields.register(index)
        return index

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexUnavailable(f"the search index {self.path} cannot be made: {error}") from error

    def _busy(self) -> IndexUnavailable:
        return IndexUnavailable(
            f"the search index {self.path} is being written by another process of presswatch"
        )
