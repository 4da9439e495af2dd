"""The bound on the memory of a process that reads strangers' pages, here and in the crawler's parsing workers."""

import resource
from pathlib import Path

_SIZES = Path("/proc/self/statm")  # proc_pid_statm(5): the first is the address space, in pages


def bound_memory(more_bytes: int) -> None:
    """Let this process take so many bytes of address space beyond what it has mapped by now; then it is MemoryError.

    Counted from here, since a library that was loaded may have mapped any amount without using it: OpenBLAS, which
    comes with numpy, reserves some 40 MB for each core of the machine.
    """
    try:
        mapped = int(_SIZES.read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:  # no such file outside of Linux
        mapped = 0
    resource.setrlimit(resource.RLIMIT_AS, (mapped + more_bytes, mapped + more_bytes))
