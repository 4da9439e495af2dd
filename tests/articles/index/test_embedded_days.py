"""Days in the embedded engine: those of the zone that an index was begun in, and of any other zone, as the judge counts them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, get_args

from articles.article import Published
from articles.index.days import day_of, middle
from articles.index.embedded import EmbeddedIndex
from articles.index.port import Days, IndexDocument
from articles.query import parse
from articles.query.nodes import DateName
from tests.articles.arriving import MONDAY
from tests.contracts.indexed import document, state

START: Final = datetime(2026, 10, 20, 12, tzinfo=UTC)
ZONES: Final = ("Europe/Berlin", "Asia/Tokyo", "America/St_Johns", "UTC")


def documents(first: int, last: int) -> list[IndexDocument]:
    """One every seven hours, each fourth without a date of publication."""
    made = []
    for number in range(first, last + 1):
        seen = START + timedelta(hours=7 * number)
        published = Published(seen - timedelta(hours=20), seen - timedelta(hours=1), "time", "meta")
        made.append(document(number, "x", seen=seen, published=published if number % 4 else None))
    return made


def counted_as_expected(index: EmbeddedIndex, known: list[IndexDocument]) -> bool:
    for zone in ZONES:
        for name in get_args(DateName):
            moments = [(one.seen, one.seen) if name == "seen" else one.published for one in known]
            seconds = [middle(moment) for moment in moments if moment]
            counted = index.count(parse("x"), MONDAY, by=Days(name, zone))
            assert counted.by == Counter(day_of(at, zone) for at in seconds), (zone, name)
            assert list(counted.by) == sorted(counted.by)
            assert counted.undated == sum(one.published is None for one in known)
    return True


def test_an_index_keeps_the_zone_that_it_was_begun_in(tmp_path: Path) -> None:
    older, newer = documents(1, 60), documents(61, 90)
    with EmbeddedIndex(tmp_path, zone="Asia/Tokyo") as index:
        index.apply(older, [], state(60))
        assert counted_as_expected(index, older)
    with EmbeddedIndex(tmp_path, zone="Europe/Berlin") as index:  # as configured from now on
        assert counted_as_expected(index, older)
        index.apply(newer, [], state(90))
        assert counted_as_expected(index, older + newer)
        index.clear()
        index.apply(newer, [], state(90))
        assert counted_as_expected(index, newer)
