"""A back-test of a window gives what live matching gave in it, and says what other forms would have given."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.backtest import BackTest, back_test, mails, narrower_forms, wider_forms, without_nots
from alerts.changed import SourceFacts, changed_since, note_analyser
from alerts.schedule import parse_send
from articles.analysis import FINGERPRINT
from articles.entities import Entity
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.query import parse, show
from articles.store.changes import remove
from articles.store.database import Database
from articles.store.versions import load_versions
from articles.stories.following import StoryFollower
from tests.alerts.desk import Desk
from tests.articles.arriving import day

ORLOV = Entity("orlov", "Anton Orlov*", aliases=("Орлов*",))
WORDS = ["Orlov", "Anton", "bridge", "court", "sport", "WHO", "who", "Орлова", "river", "the", "football"]
QUERIES = {
    "word": "bridge",
    "not": "bridge NOT (sport OR football)",
    "near": "(anton NEAR/1 orlov) NEAR/4 court NOT =WHO",
    "entity": "entity:orlov",
    "recent": "court published:2d",
    "undated": "court NOT published:2d",
    "always": "river seen:1h",
    "never": "river seen:30d..7d",
    "label": "title:(court OR river) source:paper -lang:ru",
    "often": "orlov{2,} OR who SENTENCE river",
    "ending": "*tball NOT *ver",
}


class Large(EmbeddedIndex):
    """An engine that knows so many words that none can be compared with all of them."""

    def dictionary(self) -> int:
        return 4_200_000


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    with EmbeddedIndex(tmp_path / "index") as opened:
        yield opened


def test_a_back_test_gives_what_live_matching_gave(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    desk.configure(QUERIES, entities=[ORLOV])
    chance = random.Random(7)
    begin = desk.clock.at
    for number in range(160):
        desk.wait(minutes=chance.randrange(300))
        text = " ".join(
            chance.choice(WORDS) + chance.choice(["", "", ".", "\n\n"])
            for _ in range(chance.randrange(2, 14))
        )
        published = day(desk.clock.at - timedelta(days=chance.randrange(5))) if number % 3 else None
        desk.keep(
            text,
            chance.choice(WORDS),
            f"https://paper.example/{chance.randrange(120)}",  # some come again, edited
            published=published,
            language=chance.choice(["en", "ru"]),
        )
        if number == 130:
            catch_up(db, index)  # the rest is not indexed yet
        if number % 40 == 0:
            desk.match()
    desk.match()
    for start in (begin, begin + timedelta(days=5)):
        end = start + timedelta(days=9)
        live = desk.matches()
        for name, query in QUERIES.items():
            tested = back_test(db, index, parse(query), {"orlov": ORLOV}, start=start, end=end, forms=False)
            changes = {match.stored.version.change for match in tested.matches}
            assert changes == {
                change for watch, change in live if watch == name and start <= seen_of(db, change) < end
            }, name
            assert (len(changes) > 0) == (name != "never"), name


def test_a_watch_on_an_ending_is_tried_out_whatever_the_archive_holds(
    desk: Desk, db: Database, index: EmbeddedIndex, tmp_path: Path
) -> None:
    kept = [desk.keep(text, "paper").change for text in ("Watergate", "navigation", "the gate", "gates")]
    catch_up(db, index)
    start = desk.clock.at
    with Large(tmp_path / "index") as large:
        tested = back_test(
            db, large, parse("paper *gate NOT ???igation"), {}, start=start, end=start + timedelta(hours=1)
        )
    assert [match.stored.version.change for match in tested.matches] == [kept[0], kept[2]]


def seen_of(db: Database, change: int) -> datetime:
    with db.read() as conn:
        return load_versions(conn, [change])[0].seen


@pytest.fixture
def tested(desk: Desk, db: Database, index: EmbeddedIndex) -> BackTest:
    start = desk.clock.at
    for text in ("bridge court", "bridge x x x x court", "bridge court sport", "bridge", "court"):
        desk.keep(text, url=f"https://paper.example/{text.replace(' ', '-')}")
        desk.wait(hours=13)
    desk.keep("bridge court again", url="https://paper.example/bridge-court")
    desk.wait(hours=1)
    catch_up(db, index)
    query = parse("bridge NEAR/2 court NOT sport")
    return back_test(db, index, query, {}, start=start, end=desk.clock.at)


def test_other_forms_are_tried(tested: BackTest) -> None:
    assert (tested.articles, len(tested.matches)) == (1, 2)
    assert tested.parts == {"bridge NEAR/2 court": 1}
    assert tested.words == {"bridge": 1, "court": 1}
    (without,) = tested.without
    assert (without.what, without.articles, without.more) == ("without NOT sport", 2, 1)
    assert [match.stored.version.content.text for match in without.samples] == ["bridge court sport"]
    assert [(form.query, form.articles, form.more) for form in tested.wider] == [
        ("bridge NEAR/4 court AND NOT sport", 2, 1)
    ]
    assert [(form.what, form.articles) for form in tested.narrower] == [
        ("in the headline", 0), ("in headline or lead", 1), ("words up to 1 apart", 1),
    ]  # fmt: skip


def test_mails_are_those_with_something_new(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    start = desk.clock.at  # Monday, 08:00 UTC
    for minutes, past in ((0, False), (0, False), (30, False), (60 * 24, True), (60 * 48, False)):
        desk.clock.at = start + timedelta(minutes=minutes)
        desk.keep("court", past=past)
    desk.keep("court again", url="https://paper.example/news/1")
    end = desk.clock.at + timedelta(minutes=1)
    matches = back_test(db, index, parse("court"), {}, start=start, end=end, forms=False).matches
    assert len(matches) == 6
    for send, number in (
        ("as read", 3),
        ("hourly", 2),
        ("daily at 12:00", 2),
        ("weekly on friday at 12:00", 1),
    ):
        assert mails(matches, parse_send(send), "UTC") == number


def test_what_was_removed_is_not_found(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    kept = desk.keep("court")
    with db.write() as conn:
        remove(conn, kept.article_id, desk.clock.at, "test")
    start = desk.clock.at
    tested = back_test(db, index, parse("court"), {}, start=start, end=start + timedelta(hours=1))
    assert tested.matches == ()


@pytest.mark.parametrize(
    "query",
    [
        *QUERIES.values(),
        "a",
        "a SENTENCE b",
        "(a NOT b) OR (c -tag:x)",
        "title:(a NOT (b OR c)) lang:en",
        "a{3,} source:x published:2d",
    ],
)
def test_other_forms_can_be_typed(query: str) -> None:
    tree = parse(query)
    for _, form in (*narrower_forms(tree), *wider_forms(tree), *without_nots(tree)):
        assert parse(show(form)) == form
        assert form != tree


def test_what_live_matching_had_otherwise_is_said(desk: Desk, db: Database) -> None:
    start = desk.clock.at
    desk.wait(hours=1)
    desk.configure({"w": "court entity:orlov tag:north"}, entities=[ORLOV])
    begun = desk.clock.at
    desk.keep("court Orlov", tags=("north",))
    desk.wait(days=2)
    desk.configure({"w": "court entity:orlov tag:north"}, entities=[Entity("orlov", "Orlov")])
    desk.wait(days=2)
    query = "(court OR bridge) entity:orlov tag:north"
    desk.configure({"w": query}, entities=[Entity("orlov", "Orlov")])
    with db.write() as conn:
        note_analyser(conn, desk.clock.at, "other rules")
        note_analyser(conn, desk.clock.at, "other rules")
    tree = parse(query)
    facts = {"paper": SourceFacts("The Paper", "GB", ("South",))}

    def told(watch: str | None, since: datetime, query: str = query) -> list[tuple[str, str]]:
        with db.read() as conn:
            return [(one.what, one.name) for one in changed_since(conn, watch, tree, facts, since, query)]

    others = [("source", "paper.tag"), ("analyser", "other rules"), ("analyser", FINGERPRINT)]
    assert told("w", start) == [("watch", "w"), ("entity", "orlov"), ("query", "w"), *others]
    assert told("w", begun + timedelta(days=3)) == [("query", "w"), *others[1:]]
    assert told(None, start) == [("entity", "orlov"), *others]
    assert told("new", desk.clock.at + timedelta(1)) == [("watch", "new"), others[2]]
    assert told("w", desk.clock.at + timedelta(1), "court") == [("query", "w"), others[2]]
    with db.read() as conn:
        assert changed_since(conn, None, parse("court"), facts, desk.clock.at + timedelta(1))[:-1] == []


def test_articles_of_one_story_are_one_story(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    start = desk.clock.at
    sentence = "The court of appeal in Tolmen set the reporter free on Monday after a night in custody, his lawyer said. "
    for host in ("one", "two"):
        desk.keep(
            sentence * 1 + "Nobody knew why he had been held, and the police would not say. " + sentence,
            "Reporter free",
            f"https://{host}.example/a",
        )
    desk.keep("court bridge", "Another")
    StoryFollower(db).catch_up()
    catch_up(db, index)
    tested = back_test(
        db, index, parse("court"), {}, start=start, end=start + timedelta(hours=1), forms=False
    )
    assert (tested.articles, tested.stories) == (3, 2)
