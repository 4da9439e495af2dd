"""One runner a half: a lock file in the data folder that the kernel lets go of when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.errors import AlreadyRunning


@contextmanager
def hold(data_dir: Path, half: str) -> Iterator[None]:
    """Hold the lock of `half` ("crawl" or "alerts") while the block runs.

    Raises AlreadyRunning, naming the folder and the process that holds it. The lock is flock(2): it ends
    with the process, so a kill leaves nothing to clean up.
    """
    path = data_dir / f"{half}.lock"
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise AlreadyRunning(
                f"{data_dir}: presswatch already runs its {half} half here (process {holder}); "
                "stop it first, or use another data folder"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
