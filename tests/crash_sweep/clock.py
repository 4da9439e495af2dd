"""The machine's clock as the swept program sees it: true time, which may pass at once, and by how much the machine is wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

MACHINE = Path(__file__).parent / "machine"  # what every process of the program loads first


class Clock:
    """Written to a file that every process of the program follows (`machine/sitecustomize.py`), also while it runs.

    Only the time of day is turned. What waits (timeouts, pauses between two looks) goes by the monotonic clock, as it does
    when a real machine's clock is set.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._passed = timedelta()
        self.wrong = timedelta()
        self._write()

    def environment(self) -> dict[str, str]:
        """The variables with which a program sees this clock."""
        return {"CRASH_SWEEP_CLOCK": str(self._file)}

    def now(self) -> datetime:
        """True time."""
        return datetime.now(UTC) + self._passed

    def passes(self, span: timedelta) -> None:
        """So much time passes at once, as for a machine that slept."""
        self._passed += span
        self._write()

    def jumps(self, wrong: timedelta) -> None:
        """The machine's clock is wrong by so much from now on; zero mends it."""
        self.wrong = wrong
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{(self._passed + self.wrong).total_seconds():.3f}", "ascii")
        new.replace(self._file)  # never half written for a program that reads it
