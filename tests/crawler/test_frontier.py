from collections import Counter

from crawler import frontier
from crawler.outcomes import Outcome
from tests.crawler.installation import DAY, HOUR, MINUTE, NOON, Installation, named, source

KEPT = Outcome("kept", "")


def start(installation: Installation, *paths: str, **options: bool) -> None:
    """A source whose list was read and named these pages."""
    installation.sync(source())
    installation.due()
    (task,) = installation.claim()
    with installation.db.write() as conn:
        frontier.finish(conn, task, KEPT, NOON)
        frontier.add_pages(
            conn,
            task.source,
            task.list or 0,
            named(*paths, title="T"),
            past=options.get("past", False),
            now=NOON,
        )


def test_a_page_is_queued_once_however_often_it_is_named(installation: Installation) -> None:
    start(installation, "/a", "/b", "/a")
    with installation.db.write() as conn:
        assert frontier.add_pages(conn, 1, 1, named("/b", "/c"), past=False, now=NOON) == 1
    assert [row.url_key for row in installation.frontier()[1:]] == [
        "one.example/a",
        "one.example/b",
        "one.example/c",
    ]


def test_many_pages_of_one_list(installation: Installation) -> None:
    start(installation, *(f"/{n}" for n in range(1500)))
    with installation.db.write() as conn:
        assert (
            frontier.add_pages(conn, 1, 1, named(*(f"/{n}" for n in range(1600))), past=False, now=NOON)
            == 100
        )


def test_claims_are_spread_over_hosts_and_exclude_busy_ones(installation: Installation) -> None:
    start(installation, *(f"/{n}" for n in range(500)))
    with installation.db.write() as conn:
        for host in ("two.example", "three.example"):
            pages = named(*(f"/{n}" for n in range(5)), host=host)
            frontier.add_pages(conn, 1, 1, pages, past=False, now=NOON)
    first = installation.claim(want=10, per_host=2)
    assert Counter(task.host for task in first) == {"one.example": 2, "two.example": 2, "three.example": 2}
    second = installation.claim(want=10, per_host=2, busy={"one.example", "two.example"})
    assert {task.host for task in second} == {"three.example"}
    assert not {task.id for task in first} & {task.id for task in second}


def test_lists_and_pages_are_mixed_and_second_looks_come_last(installation: Installation) -> None:
    start(installation, "/old", "/new")
    old, new = installation.claim()
    with installation.db.write() as conn:
        frontier.finish(conn, old, KEPT, NOON, article_id=7, recheck_at=NOON + HOUR)
        frontier.put_back(conn, new, NOON)
    later = NOON + 2 * HOUR
    assert installation.due(later) == ["one"]
    claimed = installation.claim(later)
    assert [(t.kind, t.url.rpartition("/")[2], t.rechecks) for t in claimed] == [
        ("list", "feed", 0),
        ("page", "new", 0),
        ("page", "old", 1),
    ]
    assert claimed[2].article_id == 7


def test_what_was_in_flight_is_queued_again_after_a_kill_and_nothing_else(installation: Installation) -> None:
    start(installation, "/a", "/b", "/c")
    a, _, _ = installation.claim()
    with installation.db.write() as conn:
        frontier.finish(conn, a, KEPT, NOON, article_id=1)
        assert frontier.release(conn) == 2
    assert [task.url[-1] for task in installation.claim()] == ["b", "c"]


def test_a_run_releases_only_its_own(installation: Installation) -> None:
    start(installation, "/a")
    installation.claim()
    with installation.db.write() as conn:
        assert frontier.release(conn, "another run") == 0
        assert frontier.release(conn, "run") == 1


def test_a_failed_page_waits_and_is_given_up_with_its_reason(installation: Installation) -> None:
    start(installation, "/a")
    (task,) = installation.claim()
    slow = Outcome("timeout", "gave no whole answer in 60 seconds", retry=True)
    with installation.db.write() as conn:
        frontier.fail(conn, task, slow, NOON, NOON + HOUR)
    assert installation.claim(NOON + 59 * MINUTE) == []
    (again,) = installation.claim(NOON + HOUR)
    assert again.attempts == 1
    with installation.db.write() as conn:
        frontier.fail(conn, again, slow, NOON, None)
    row = installation.frontier()[-1]
    assert (row.state, row.outcome, row.attempts) == ("gave up", "timeout", 2)
    assert row.reason == "gave up: gave no whole answer in 60 seconds (2 tries)"
    with installation.db.read() as conn:
        assert frontier.counts(conn) == {"done": 1, "gave up": 1}


def test_second_looks_are_chosen_by_age_alone(installation: Installation) -> None:
    ages = (HOUR, 6 * HOUR, DAY)
    assert frontier.next_recheck(0, NOON, ages, NOON) == NOON + HOUR
    assert frontier.next_recheck(1, NOON, ages, NOON + HOUR) == NOON + 6 * HOUR
    assert frontier.next_recheck(3, NOON, ages, NOON + DAY) is None
    assert frontier.next_recheck(0, NOON, ages, NOON + 2 * HOUR) == NOON + 6 * HOUR  # we were away meanwhile
    assert frontier.next_recheck(0, NOON, (), NOON) is None


def test_a_list_is_queued_once_at_a_time(installation: Installation) -> None:
    installation.sync(source())
    assert installation.due() == ["one"] and installation.due() == ["one"]
    (task,) = installation.claim()
    assert installation.due() == ["one"] and installation.claim() == []
    with installation.db.write() as conn:
        frontier.finish(conn, task, KEPT, NOON)
    installation.due()
    assert len(installation.claim()) == 1


def test_a_host_that_asks_for_time_is_left_alone_and_others_are_not(installation: Installation) -> None:
    start(installation, "/a", "/b")
    with installation.db.write() as conn:
        frontier.add_pages(conn, 1, 1, named("/c", host="two.example"), past=False, now=NOON)
        frontier.hold_host(conn, "one.example", NOON + HOUR)
    assert [task.host for task in installation.claim()] == ["two.example"]
    assert len(installation.claim(NOON + HOUR)) == 2


def test_a_clock_that_was_ahead_holds_up_neither_a_retry_nor_a_second_look(
    installation: Installation,
) -> None:
    start(installation, "/a", "/b", "/c")
    ahead = NOON + 30 * DAY
    retried, seen, paused = (task for task in installation.claim() if task.kind == "page")
    with installation.db.write() as conn:
        frontier.fail(conn, retried, Outcome("timeout", "gave no answer", retry=True), ahead, ahead + MINUTE)
        frontier.finish(conn, seen, KEPT, ahead, recheck_at=ahead + HOUR, fetched_at=ahead)
        frontier.put_back(conn, paused, NOON + DAY)  # the longest pause that a site may ask for
    installation.due(NOON)
    assert {task.url for task in installation.claim(NOON) if task.kind == "page"} == {retried.url, seen.url}
