"""The lock of a half: one holder at a time, free again when its process dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.errors import AlreadyRunning
from scheduler.lock import hold

HOLDER = """
import sys, time
from pathlib import Path
from scheduler.lock import hold
with hold(Path(sys.argv[1]), "crawl"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_is_told_who_holds_it_and_where(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning) as caught, hold(tmp_path, "crawl"):
            pass
        assert str(tmp_path) in str(caught.value)
        assert str(process.pid) in str(caught.value)
        with hold(tmp_path, "alerts"):
            pass  # the other half is free
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    with hold(tmp_path, "crawl"):
        pass  # killed, it holds nothing


def test_it_can_be_held_again_and_again(tmp_path: Path) -> None:
    for _ in range(3):
        with hold(tmp_path, "alerts"):
            assert (tmp_path / "alerts.lock").read_text("ascii").isdigit()
