"""What a tree of processes costs: memory as proportional set size, processor seconds; for the benchmarks."""

import contextlib
import threading
from dataclasses import dataclass, field

import psutil


@dataclass
class Usage:
    """`pss` is the tree's peak in bytes (shared pages counted once); `cpu` seconds, user and system."""

    pss: int = 0
    cpu: float = 0.0
    by_process: dict[str, int] = field(default_factory=dict)  # at the peak: what it is -> bytes


class Watcher:
    """Samples a process and its descendants until the block ends.

    PSS comes from /proc/PID/smaps_rollup (Linux). The processor seconds of a child that ended between two
    samples are taken from its last sample, so they are a lower bound by at most one interval a process.
    """

    def __init__(self, pid: int, *, interval: float = 0.5, memory: bool = True) -> None:
        self.usage = Usage()
        self._root = psutil.Process(pid)
        self._interval = interval
        self._memory = memory
        self._cpu: dict[tuple[int, float], float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self.usage.cpu = sum(self._cpu.values())

    def _watch(self) -> None:
        while not self._done.wait(self._interval):
            self._sample()

    def _sample(self) -> None:
        sizes: dict[str, int] = {}
        try:
            tree = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for process in tree:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
                times = process.cpu_times()
                self._cpu[(process.pid, process.create_time())] = times.user + times.system
                if self._memory:
                    name = " ".join(process.cmdline()[1:4])[-60:] or process.name()
                    sizes[f"{process.pid} {name}"] = process.memory_full_info().pss
        total = sum(sizes.values())
        if total > self.usage.pss:
            self.usage.pss, self.usage.by_process = total, sizes
