"""Stories in a real database: joined, merged, told on the change log, after a restart, an edit and a removal."""

from datetime import timedelta

import pytest

from articles.store import stories
from articles.store.changes import last_change, read_changes, remove
from articles.store.database import Database
from articles.store.versions import Kept, keep, load
from articles.stories.following import StoryFollower
from tests.articles.arriving import MONDAY, arrival
from tests.articles.stories.texts import text


def arrive(db: Database, number: int, paragraphs: list[str], **more: object) -> int:
    """Keep an article of an outlet of its own; its version's change number."""
    made = arrival(
        f"https://outlet-{number}.example/news",
        "\n\n".join(paragraphs),
        f"Headline {number}",
        source=f"outlet-{number}",
        **more,  # type: ignore[arg-type]
    )
    with db.write() as conn:
        kept: Kept = keep(conn, made)
    assert kept.change is not None
    return kept.change


def told(db: Database, *changes: int) -> list[int]:
    with db.read() as conn:
        return [one.version.story for one in load(conn, changes)]


def annotated(db: Database) -> list[int | None]:
    with db.read() as conn:
        return [change.version for change in read_changes(conn, 0, 1000, ["annotation changed"])]


def test_a_copy_joins_the_story_and_is_annotated(db: Database) -> None:
    follower = StoryFollower(db)
    first = arrive(db, 1, text())
    alone = arrive(db, 2, text(seed=5))
    copy = arrive(db, 3, text()[:4])
    assert follower.catch_up().joined == 1
    assert told(db, first, alone, copy) == [first, alone, first]
    assert annotated(db) == [copy]
    with db.read() as conn:
        assert stories.members(conn, first) == [first, copy]
        assert stories.position(conn) == copy
    assert follower.catch_up() == type(follower.catch_up())(0, 0)


def test_a_merge_keeps_the_oldest_number_and_the_others_lead_to_it(db: Database) -> None:
    follower = StoryFollower(db)
    agency = text(paragraphs=9)
    begin = arrive(db, 1, agency[:4])
    end = arrive(db, 2, agency[5:])
    end_copy = arrive(db, 3, agency[5:])
    follower.catch_up()
    assert told(db, begin, end, end_copy) == [begin, end, end]
    whole = arrive(db, 4, agency)
    follower.catch_up()
    assert told(db, begin, end, end_copy, whole) == [begin] * 4
    with db.read() as conn:
        assert [stories.story_of(conn, number) for number in (begin, end, end_copy, whole)] == [begin] * 4
    assert sorted(filter(None, annotated(db)[1:])) == [end, end_copy, whole]


def test_a_restart_goes_on_where_it_stood(db: Database) -> None:
    first = arrive(db, 1, text())
    StoryFollower(db).catch_up()
    copies = []
    for number in range(2, 6):
        copies.append(arrive(db, number, text()[: number + 1]))
        assert StoryFollower(db).catch_up().versions == 1
    assert told(db, first, *copies) == [first] * 5


def test_two_that_follow_do_nothing_twice(db: Database) -> None:
    one, other = StoryFollower(db), StoryFollower(db)
    first = arrive(db, 1, text())
    one.catch_up()
    other.catch_up()
    copy = arrive(db, 2, text())
    assert one.catch_up().joined == 1
    assert other.catch_up().versions == 0
    third = arrive(db, 3, text())
    assert other.catch_up().joined == 1
    assert one.catch_up().versions == 0
    assert told(db, first, copy, third) == [first] * 3
    assert annotated(db) == [copy, third]


def test_the_story_outlives_its_oldest_article(db: Database) -> None:
    follower = StoryFollower(db)
    first = arrive(db, 1, text())
    copy = arrive(db, 2, text())
    follower.catch_up()
    with db.write() as conn:
        remove(conn, 1, MONDAY, "asked for")
    later = arrive(db, 3, text())
    follower.catch_up()
    assert told(db, copy, later) == [first, first]
    with db.read() as conn:
        assert stories.members(conn, first) == [copy, later]


def test_what_was_removed_while_nobody_followed_is_met_no_more(db: Database) -> None:
    arrive(db, 1, text())
    StoryFollower(db).catch_up()
    with db.write() as conn:
        remove(conn, 1, MONDAY, "asked for")
    later = arrive(db, 2, text())
    StoryFollower(db).catch_up()
    assert told(db, later) == [later]


def test_a_changed_text_leaves_the_story_and_the_old_one_stays(db: Database) -> None:
    follower = StoryFollower(db)
    first = arrive(db, 1, text())
    copy = arrive(db, 2, text())
    little = arrive(db, 2, [*text()[:6], *text(seed=7)[:1]])
    other = arrive(db, 2, text(seed=8))
    follower.catch_up()
    assert told(db, first, copy, little, other) == [first, first, first, other]


def test_the_window_is_counted_from_when_each_was_seen(db: Database) -> None:
    first = arrive(db, 1, text())
    late = arrive(db, 2, text(), seen=MONDAY + timedelta(days=4))
    assert StoryFollower(db, window=timedelta(days=3)).catch_up().joined == 0
    assert told(db, first, late) == [first, late]
    again = arrive(db, 3, text(), seen=MONDAY + timedelta(days=5))
    StoryFollower(db, window=timedelta(days=3)).catch_up()
    assert told(db, again) == [late]


def test_an_article_that_only_we_read_anew_keeps_its_story(db: Database) -> None:
    first = arrive(db, 1, text()[:4], response_hash="a")
    copy = arrive(db, 2, text()[:4])
    reread = arrive(db, 1, text(seed=4), response_hash="a", extractor="e2")
    StoryFollower(db).catch_up()
    assert told(db, first, copy, reread) == [first] * 3


@pytest.mark.parametrize("stop_after", [0, 1, 2])
def test_asked_to_stop_it_stops_and_goes_on_later(db: Database, stop_after: int) -> None:
    first = arrive(db, 1, text())
    copy = arrive(db, 2, text())
    asked = iter([False] * stop_after + [True] * 100)
    follower = StoryFollower(db)
    follower.catch_up(lambda: next(asked))
    follower.catch_up()
    assert told(db, first, copy) == [first, first]
    with db.read() as conn:
        assert last_change(conn) == 3


def test_a_version_without_any_text_stands_alone(db: Database) -> None:
    changes = [arrive(db, number, [""]) for number in (1, 2)]
    assert StoryFollower(db).catch_up().joined == 0
    assert told(db, *changes) == changes
