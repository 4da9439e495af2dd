"""How often one client may ask: a bucket of tokens for each, filled by the minute; for the readers' pages."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_CLIENTS = 10_000


class Pace:
    """Lets each client ask `burst` times at once and `per_minute` on the whole, and all together ten times as often.

    For one event loop. `clock` gives seconds that never go back.
    """

    def __init__(
        self, per_minute: int = 60, burst: int = 30, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = float(burst)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: tokens, when counted

    def allows(self, client: str) -> bool:
        """Whether the client may ask once more now; it counts as asked."""
        return self._take(f"c {client}", 1) and self._take("all", 10)

    def _take(self, name: str, times: int) -> bool:
        now = self._clock()
        left, at = self._left.pop(name, (self._burst * times, now))
        left = min(self._burst * times, left + (now - at) * self._per_second * times)
        taken = left >= 1
        self._left[name] = (left - 1 if taken else left, now)
        while len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return taken
