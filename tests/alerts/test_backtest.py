"""A back-test of a window gives what live matching gave in it, and says what other forms would have given."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts import tables
from alerts.asides import put_aside
from alerts.backtest import BackTest, back_test, mails
from alerts.match import Matching
from alerts.other_forms import narrower_forms, wider_forms, without_nots
from alerts.schedule import parse_send
from alerts.settling import MAX_TERMS
from articles.analysis import FINGERPRINT
from articles.entities import Entity
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.query import parse, show
from articles.query.metering import Meter
from articles.store.changes import remove
from articles.store.database import Database
from articles.store.tables import version_terms
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
    tested = back_test(db, index, parse("court"), {}, start=start, end=end, forms=False)
    assert len(tested.matches) == 6
    for send, number in (
        ("as read", 3),
        ("hourly", 2),
        ("daily at 12:00", 2),
        ("weekly on friday at 12:00", 1),
    ):
        assert mails(tested, parse_send(send), "UTC") == number


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


def test_a_version_that_is_not_grouped_yet_makes_no_story_more(
    desk: Desk, db: Database, index: EmbeddedIndex
) -> None:
    start = desk.clock.at
    sentence = "The court of appeal in Tolmen set the reporter free on Monday after a night in custody, his lawyer said. "
    for host in ("one", "two"):
        desk.keep(sentence * 3, "Reporter free", f"https://{host}.example/a")
    desk.keep("court", "Another", "https://three.example/a")
    StoryFollower(db).catch_up()
    for words in ("again", "once more"):
        desk.keep(f"court {words}", "Another", "https://three.example/a")
        desk.keep(f"{sentence * 3} {words}", "Reporter free", "https://two.example/a")
    catch_up(db, index)
    tested = back_test(
        db, index, parse("court"), {}, start=start, end=start + timedelta(hours=1), forms=False
    )
    assert (len(tested.matches), tested.articles, tested.stories) == (7, 3, 2)


def test_samples_are_of_different_articles(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    start = desk.clock.at
    for number in range(3):
        for words in ("bridge", "bridge again", "bridge once more"):
            desk.keep(f"court {words}", url=f"https://paper.example/{number}")
    desk.keep("court, no river", url="https://paper.example/other")
    desk.keep("court", url="https://paper.example/other")
    catch_up(db, index)
    tested = back_test(
        db, index, parse("court NOT bridge NOT river"), {}, start=start, end=start + timedelta(hours=1)
    )
    bridge, river = tested.without
    assert (bridge.articles, bridge.more) == (4, 3)
    assert len({match.stored.version.article_id for match in bridge.samples}) == 3
    assert (river.articles, river.more, river.samples) == (1, 0, ())  # its later version is found anyway


LONG = "bridge " + "x " * MAX_TERMS


def test_what_live_matching_puts_aside_is_put_aside(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    query = "(minsk NEAR/9 brest) NEAR/9 grozny OR bridge"
    desk.configure({"w": query, "b": "bridge"})
    start = desk.clock.at
    desk.wait(minutes=1)
    costly = desk.keep("Minsk, Brest, Grozny. " * 100, "Too much work", "https://paper.example/costly")
    long = desk.keep(LONG, "Too long")
    short = desk.keep("Minsk, Brest, Grozny. The bridge.")
    catch_up(db, index)
    desk.keep("y " * MAX_TERMS, "Too long, but nothing that is looked for stands in it")
    longer = desk.keep(f"{LONG} x", "Not indexed yet")
    desk.wait(minutes=1)

    def meter() -> Meter:
        return Meter(each=500)

    Matching(db, meter).run(desk.clock.at)
    tested = back_test(db, index, parse(query), {}, start=start, end=desk.clock.at, meter=meter)
    assert {("w", match.stored.version.change) for match in tested.matches} | {("b", short.change)} == (
        desk.matches()
    )
    assert [match.stored.version.change for match in tested.matches] == [short.change]
    (w,) = [row.key for row in desk.rows(tables.watches) if row.id == "w"]
    live = [(row.change, row.title, row.reason) for row in desk.rows(tables.set_aside) if row.watch_key == w]
    assert [(one.change, one.title, one.reason) for one in tested.aside] == live
    assert [change for change, _, _ in live] == [costly.change, long.change, longer.change]
    assert [form.articles for form in tested.wider] == [1] * len(tested.wider)
    assert mails(tested, parse_send("as read"), "UTC") == 1
    only_long = back_test(db, index, parse("x"), {}, start=start, end=desk.clock.at, meter=meter)
    assert not only_long.matches and mails(only_long, parse_send("as read"), "UTC") == 1


def test_what_a_watch_finds_does_not_hang_on_the_watches_beside_it(
    desk: Desk, db: Database, index: EmbeddedIndex
) -> None:
    """What one watch worked out another need not pay for; so nothing may depend on who pays."""
    costly = "minsk SENTENCE brest SENTENCE grozny"
    desk.configure({"a": costly, "b": f"{costly} OR nowhere", "c": f"({costly}) NOT nowhere"})
    start = desk.clock.at
    for times in range(2, 60):
        desk.keep("Minsk and Brest and Grozny. " * times)
    catch_up(db, index)

    def meter() -> Meter:
        return Meter(each=200)

    Matching(db, meter).run(start)
    found = {name: {change for watch, change in desk.matches() if watch == name} for name in "abc"}
    for name, query in (("a", costly), ("b", f"{costly} OR nowhere"), ("c", f"({costly}) NOT nowhere")):
        tested = back_test(
            db, index, parse(query), {}, start=start, end=start + timedelta(hours=1), meter=meter, forms=False
        )
        assert {match.stored.version.change for match in tested.matches} == found[name], name
        assert tested.aside and tested.matches


def test_what_was_put_aside_for_all_watches_together_stays_aside(
    desk: Desk, db: Database, index: EmbeddedIndex
) -> None:
    watches = {"a": "(minsk NEAR/9 brest) NEAR/9 grozny", "b": "minsk SENTENCE grozny"}
    desk.configure(watches)
    start = desk.clock.at
    desk.wait(minutes=1)
    kept = desk.keep("Minsk, Brest, Grozny. " * 100)
    catch_up(db, index)
    Matching(db, lambda: Meter(in_all=1_200)).run(desk.clock.at)
    assert desk.matches() == {("a", kept.change)} or not desk.matches()
    end = desk.clock.at + timedelta(minutes=1)
    with db.read() as conn:
        aside = put_aside(conn, "b", start, end)
        assert [(one.change, one.article_id, one.seen) for one in aside] == [
            (kept.change, kept.article_id, desk.clock.at)
        ]
        assert put_aside(conn, "b", end, end + timedelta(1)) == []
    alone = back_test(db, index, parse(watches["b"]), {}, start=start, end=end)
    assert [match.stored.version.change for match in alone.matches] == [kept.change]
    tested = back_test(db, index, parse(watches["b"]), {}, start=start, end=end, aside=aside)
    assert (tested.matches, list(tested.aside)) == ((), aside)
    desk.wait(minutes=1)
    desk.configure({**watches, "b": "minsk SENTENCE brest"})
    with db.read() as conn:
        assert put_aside(conn, "b", start, end) == []  # another query may judge it


def test_a_version_that_cannot_be_read_is_put_aside(desk: Desk, db: Database, index: EmbeddedIndex) -> None:
    desk.configure({"b": "bridge"})
    start = desk.clock.at
    bad, good = desk.keep("bridge one"), desk.keep("bridge two")
    catch_up(db, index)
    with db.write() as conn:
        of_bad = version_terms.c.change == bad.change
        conn.execute(version_terms.update().where(of_bad).values(terms=b"damaged", fingerprint=FINGERPRINT))
    desk.match()
    tested = back_test(db, index, parse("bridge"), {}, start=start, end=start + timedelta(hours=1))
    assert {("b", match.stored.version.change) for match in tested.matches} == desk.matches()
    assert desk.matches() == {("b", good.change)}
    assert [one.change for one in tested.aside] == [row.change for row in desk.rows(tables.set_aside)]
