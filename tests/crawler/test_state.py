from dataclasses import replace
from datetime import datetime

import pytest

from crawler import frontier, readings
from crawler.outcomes import Outcome
from crawler.parsed import ParsedList, Validators
from crawler.silence import is_silent, rhythm
from crawler.state import SourceState, page_troubles, source_states
from tests.crawler.installation import DAY, HOUR, MINUTE, NOON, Installation, named, source


def read(
    installation: Installation,
    *paths: str,
    now: datetime = NOON,
    kind: str = "rss",
    fails: Outcome | None = None,
) -> None:
    """Take every list that is due through a reading that names these pages, or fails."""
    installation.due(now)
    for task in installation.claim(now):
        if task.kind == "list":
            with installation.db.write() as conn:
                if fails is not None:
                    readings.list_failed(conn, task, fails, now)
                else:
                    parsed = ParsedList(kind, "", named(*paths, title="T"), (), f"hash of {paths}")
                    readings.list_read(conn, task, parsed, Validators(), now)
        else:
            with installation.db.write() as conn:
                frontier.put_back(conn, task, now)


def test_the_configuration_is_what_the_table_says(installation: Installation) -> None:
    installation.sync(source(tags=("a", "b"), country="DE", read_every=HOUR, timezone="Europe/Berlin"))
    row = installation.source("one")
    assert (row.name, row.country, row.tags, row.read_every, row.timezone) == (
        "One",
        "DE",
        ["a", "b"],
        3600,
        "Europe/Berlin",
    )
    installation.sync(source(name="Eins", read_every=MINUTE))
    row = installation.source("one")
    assert (row.name, row.country, row.tags, row.read_every) == ("Eins", None, [], 60)
    assert len(installation.lists()) == 1


def test_a_renamed_source_keeps_what_was_read(installation: Installation) -> None:
    installation.sync(source())
    read(installation, "/a")
    key = installation.source("one").key
    installation.sync(source("uno", was="one"))
    assert installation.source("uno").key == key
    assert installation.source("uno").last_success == NOON
    with installation.db.read() as conn:
        assert [s.id for s in source_states(conn, NOON)] == ["uno"]


def test_was_takes_nothing_from_a_source_that_is_still_there(installation: Installation) -> None:
    installation.sync(source())
    installation.sync(source(), source("two", "https://two.example/", was="one"))
    assert installation.source("one").url == "https://one.example/feed"
    assert installation.source("two").key != installation.source("one").key


def test_a_reading_puts_the_next_one_after_the_interval(installation: Installation) -> None:
    installation.sync(source(), source("two", "https://two.example/feed", read_every=2 * HOUR))
    assert installation.due(NOON - MINUTE) == []
    read(installation, "/a")
    assert installation.due(NOON + 29 * MINUTE) == []
    assert installation.due(NOON + 30 * MINUTE) == ["one"]
    assert installation.due(NOON + 2 * HOUR) == ["one", "two"]


def test_a_shorter_interval_holds_at_once(installation: Installation) -> None:
    installation.sync(source(read_every=DAY))
    read(installation, "/a")
    installation.sync(source(read_every=HOUR), now=NOON + MINUTE)
    assert installation.due(NOON + HOUR + MINUTE) == ["one"]


def test_a_clock_that_was_ahead_holds_up_no_reading(installation: Installation) -> None:
    installation.sync(source())
    read(installation, "/a", now=NOON + 30 * DAY)  # set back after it
    assert installation.due(NOON - MINUTE) == ["one"]
    read(installation, "/a", "/b", now=NOON)
    assert installation.due(NOON + 29 * MINUTE) == [] and installation.due(NOON + 30 * MINUTE) == ["one"]


def test_what_was_queued_by_a_clock_that_was_ahead_and_not_read_is_read_once_it_is_right(
    installation: Installation,
) -> None:
    installation.sync(source(), source("two", "https://two.example/feed"))
    read(installation, "/a", now=NOON - HOUR)
    installation.due(
        NOON + HOUR
    )  # queued while the clock is an hour ahead, and killed before any of it is read
    installation.sync(source("new", "https://new.example/feed"), source(), now=NOON + HOUR)
    installation.due(NOON)
    assert {task.url for task in installation.claim(NOON)} == {
        "https://new.example/feed",
        "https://one.example/feed",
        "https://one.example/a",
    }


def test_a_page_that_was_named_by_a_clock_that_was_ahead_is_read_once_it_is_right(
    installation: Installation,
) -> None:
    installation.sync(source())
    read(installation, "/a", now=NOON + HOUR)
    installation.due(NOON)
    assert "https://one.example/a" in {task.url for task in installation.claim(NOON)}


def test_a_source_that_leaves_rests_and_its_return_is_a_first_reading(installation: Installation) -> None:
    installation.sync(source())
    read(installation, "/a")
    installation.sync(now=NOON + MINUTE)
    assert installation.due(NOON + DAY) == [] and installation.claim(NOON + DAY) == []
    with installation.db.read() as conn:
        assert source_states(conn, NOON) == []
    back = NOON + HOUR
    installation.sync(source(), now=back)
    assert installation.lists()[0].past
    assert installation.due(back) == ["one"]
    assert {task.kind for task in installation.claim(back)} == {"list", "page"}  # what waited is read now
    assert [row.past for row in installation.frontier() if row.kind == "page"] == [True]


def test_a_new_address_of_a_source_is_a_new_list_with_a_past(installation: Installation) -> None:
    installation.sync(source())
    read(installation, "/a")
    installation.sync(source(url="https://one.example/new"), now=NOON + MINUTE)
    assert [(row.url, row.active, row.past) for row in installation.lists()] == [
        ("https://one.example/feed", False, False),
        ("https://one.example/new", True, True),
    ]
    installation.sync(source(), now=NOON + 2 * MINUTE)  # and back again
    assert [(row.active, row.past) for row in installation.lists()] == [(True, True), (False, True)]


@pytest.mark.parametrize(("pause", "past"), [(DAY, False), (3 * DAY, True)])
def test_a_reading_after_a_pause_is_a_first_one(
    installation: Installation, pause: object, past: bool
) -> None:
    installation.sync(source())
    read(installation, "/a")
    assert [row.past for row in installation.frontier()] == [False, True]
    read(installation, "/a", "/b", now=NOON + pause)  # type: ignore[operator]
    assert installation.frontier()[-1].url_key == "one.example/b"
    assert installation.frontier()[-1].past is past
    read(installation, "/c", now=NOON + 5 * DAY)
    assert installation.frontier()[-1].past is (not past)


def test_how_a_source_fares(installation: Installation) -> None:
    def state(now: datetime) -> str:
        with installation.db.read() as conn:
            return source_states(conn, now)[0].state

    installation.sync(source())
    assert state(NOON) == "new"
    read(installation, fails=Outcome("not found", "the site says that there is no such page (404)"))
    assert state(NOON) == "failing"
    with installation.db.read() as conn:
        (fares,) = source_states(conn, NOON)
    assert fares.last_error == "the site says that there is no such page (404)"
    assert fares.failing_since == NOON and fares.last_success is None
    read(installation, fails=Outcome("timeout", "gave no whole answer", retry=True), now=NOON + HOUR)
    with installation.db.read() as conn:
        (fares,) = source_states(conn, NOON)
    assert fares.failing_since == NOON and fares.last_error == "gave no whole answer"
    read(installation, "/a", now=NOON + 2 * HOUR)
    with installation.db.read() as conn:
        (fares,) = source_states(conn, NOON + 2 * HOUR)
    assert (fares.state, fares.last_error, fares.failing_since) == ("well", None, None)
    assert fares.last_success == fares.last_new == NOON + 2 * HOUR
    read(installation, "/a", now=NOON + 9 * DAY)
    assert state(NOON + 9 * DAY) == "silent"


def test_silent_is_longer_than_three_times_the_longest_gap(installation: Installation) -> None:
    def fares(now: datetime) -> SourceState:
        with installation.db.read() as conn:
            return source_states(conn, now)[0]

    installation.sync(source())
    moment = NOON
    for number, hours in enumerate((0, 4, 4, 10, 4, 3)):
        moment += hours * HOUR
        read(installation, *(f"/{n}" for n in range(number + 1)), now=moment)
    last = moment
    read(installation, "/5", now=last + 30 * HOUR)
    assert fares(last + 30 * HOUR).state == "well", "three times the longest gap of ten hours"
    read(installation, "/5", now=last + 31 * HOUR)
    silent = fares(last + 31 * HOUR)
    assert (silent.state, silent.last_new, silent.usual) == ("silent", last, 4 * HOUR)
    assert fares(last + 60 * DAY).state == "silent"
    read(installation, "/5", "/6", now=last + 32 * HOUR)
    assert fares(last + 32 * HOUR).state == "well"


def test_who_was_not_read_is_not_called_silent(installation: Installation) -> None:
    installation.sync(source())
    read(installation, "/a", now=NOON)
    read(installation, "/a", "/b", now=NOON + HOUR)
    with installation.db.read() as conn:
        assert source_states(conn, NOON + 9 * DAY)[0].state == "well", "the machine was off"


@pytest.mark.parametrize(
    ("gaps", "quiet", "silent"),
    [
        ([1, 1, 1], 23, False),  # a day at least
        ([1, 1, 1], 25, True),
        ([1, 20, 1], 60, False),
        ([1, 20, 1], 61, True),
        ([], 7 * 24, False),  # nothing is known
        ([], 7 * 24 + 1, True),
    ],
)
def test_the_rule_of_silence(gaps: list[int], quiet: int, silent: bool) -> None:
    moments = [NOON]
    for gap in gaps:
        moments.append(moments[-1] + gap * HOUR)
    assert is_silent(quiet * HOUR, rhythm(moments), 30 * MINUTE) is silent


def test_articles_and_troubles_are_counted_by_source(installation: Installation) -> None:
    installation.sync(source())
    read(installation, "/a", "/b", "/c", "/d")
    a, b, c, d = installation.claim()
    old, new = NOON, NOON + 8 * DAY
    with installation.db.write() as conn:
        frontier.finish(conn, a, Outcome("kept", ""), old, article_id=1, fetched_at=old)
        frontier.finish(conn, b, Outcome("kept", ""), new, article_id=2, fetched_at=new)
        frontier.finish(conn, c, Outcome("wall", "behind a wall"), new, article_id=3, fetched_at=new)
        frontier.fail(conn, d, Outcome("gone", "taken down (410)"), new, None)
    with installation.db.read() as conn:
        (fares,) = source_states(conn, new)
        troubles = page_troubles(conn)
        recent = page_troubles(conn, since=new)
    assert (fares.articles, fares.articles_7d, fares.problems) == (3, 2, {"wall": 1})
    assert {(t.outcome, t.reason, t.article_id, t.given_up) for t in troubles} == {
        ("wall", "behind a wall", 3, False),
        ("gone", "gave up: taken down (410)", None, True),
    }
    assert [t.outcome for t in recent] == ["wall"]
    assert troubles[0].source_id == "one" and troubles[0].title == "T"


def test_two_sources_may_name_one_address(installation: Installation) -> None:
    one = source()
    installation.sync(one, replace(one, id="two"))
    read(installation, "/a")
    assert [row.kind for row in installation.frontier()] == ["list", "list", "page"]
