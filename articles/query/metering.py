"""How much work judging one version may take: counted in places looked at, not in time, so that it is the same everywhere."""

from typing import Final

from articles.errors import TooMuchWork

EACH: Final = 1_000_000  # places for one query, some seconds of a slow machine
IN_ALL: Final = 5_000_000  # and for all queries that a version is judged by


class Meter:
    """What judging a version may still cost; the judge spends, and `begin` opens the account of the next query."""

    def __init__(self, each: int = EACH, in_all: int = IN_ALL) -> None:
        self._each = each
        self._in_all = in_all
        self._left = min(each, in_all)

    def begin(self) -> None:
        """The next query is judged."""
        self._left = min(self._each, self._in_all)

    def spend(self, places: int) -> None:
        """Raises TooMuchWork, now and for every further question until `begin`, once it is used up."""
        self._left -= places
        self._in_all -= places
        if self._left < 0:
            which = "for all watches together" if self._in_all < 0 else f"{self._each:,} places"
            raise TooMuchWork(f"judging it would take more work than it may ({which})")
