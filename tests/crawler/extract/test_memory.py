"""A bound on memory counts what a page takes, whatever a library has mapped before it."""

import subprocess
import sys

import pytest

_READ = """
import mmap
from crawler.extract.memory import bound_memory
reserved = mmap.mmap(-1, {mapped} << 20, prot=mmap.PROT_READ)
bound_memory(512 << 20)
try:
    print(len(bytearray({wanted} << 20)) >> 20)
except MemoryError:
    print("too much")
"""


@pytest.mark.parametrize("mapped", [1, 3000])
@pytest.mark.parametrize(("wanted", "said"), [(256, "256"), (1024, "too much")])
def test_a_page_may_take_so_much_and_no_more(mapped: int, wanted: int, said: str) -> None:
    read = _READ.format(mapped=mapped, wanted=wanted)
    done = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said
