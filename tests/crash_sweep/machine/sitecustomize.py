"""Loaded by every Python process of a swept program before anything else: turns its time of day to what a file says, while it runs."""

import os
import sys
import threading
import time

_EVERY = 0.05  # seconds between two looks at the file


def _turn() -> None:
    file = os.environ.get("CRASH_SWEEP_CLOCK")
    if file is None:
        return
    sys.modules["pytest"] = None  # type: ignore[assignment]  # time_machine would load it for its own fixtures
    import time_machine

    del sys.modules["pytest"]

    def offset() -> float:
        with open(file, encoding="ascii") as said:  # noqa: PTH123 (before anything else is loaded)
            return float(said.read())

    shown = offset()
    clock = time_machine.travel(time.time() + shown, tick=True).start()

    def follow() -> None:
        nonlocal shown
        while True:
            time.sleep(_EVERY)
            new = offset()
            if new != shown:
                clock.shift(new - shown)
                shown = new

    def begin() -> None:
        threading.Thread(target=follow, name="clock", daemon=True).start()

    begin()
    os.register_at_fork(after_in_child=begin)


_turn()
