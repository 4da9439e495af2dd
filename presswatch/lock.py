"""One `presswatch run` a data folder: a lock that the system lets go of when its process ends, however it ends."""

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from presswatch.errors import AlreadyRunning, NotWritable

HALVES = ("crawl", "alerts")


@contextmanager
def running(data: Path, halves: Sequence[str] = HALVES) -> Iterator[None]:
    """Hold the lock of each half ("crawl", "alerts") in the data folder, which is made if it is missing.

    Raises AlreadyRunning, naming the process that holds it, and NotWritable.
    """
    make_folder(data)
    with ExitStack() as held:
        for half in halves:
            held.enter_context(_one(data / f"{half}.lock", half, data))
        yield


@contextmanager
def _one(path: Path, half: str, data: Path) -> Iterator[None]:
    try:
        handle = path.open("a+", encoding="ascii")
    except OSError as error:
        raise NotWritable(f"{path}: the lock cannot be taken: {error.strerror}") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise NotWritable(f"{path}: the lock cannot be taken: {error.strerror}") from None
            handle.seek(0)
            holder = handle.read(20).strip()
            who = f" (process {holder})" if holder.isdigit() else ""
            raise AlreadyRunning(
                f"another presswatch{who} already runs {half} on {data}: stop it first, or use another data folder"
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield  # closing lets go of it; the file stays, so that two can never hold two files of one name


def make_folder(data: Path) -> None:
    """The data folder, for its owner only: articles of a newsroom are its own affair. Raises NotWritable."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(f"{data}: the data folder cannot be made: {error.strerror}") from None
