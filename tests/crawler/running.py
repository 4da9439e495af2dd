"""A crawl in a process of its own, as the scheduler starts it: run to its end, stopped, or killed."""

import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from crawler.sources import ArchivePolicy, CrawlPolicy


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl; `largest_file` bounds every file that the process writes (bytes), as a full disk does."""

    database: Path
    folder: Path
    policy: CrawlPolicy
    archive: ArchivePolicy
    until_idle: bool
    largest_file: int | None = None


def start(order: Order) -> "subprocess.Popen[bytes]":
    """A process that crawls; its standard error holds the log, and the last line what was raised."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crawler.running"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(order))
    process.stdin.close()
    process.stdin = None
    return process


def main() -> None:
    import logging
    import resource
    import signal

    from crawler.process import crawl
    from tests.crawler.running import Order  # under -m this module is __main__, the pickle names the other

    order: Order = pickle.load(sys.stdin.buffer)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    if order.largest_file is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest_file, order.largest_file))
    crawl(
        order.database,
        order.folder,
        order.policy,
        order.archive,
        until_idle=order.until_idle,
        stop=threading.Event(),
    )


if __name__ == "__main__":
    main()
