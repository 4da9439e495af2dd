"""Search from the store through the index to the answer, with the judge's word on what the engine is unsure of."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from articles.counting import tally
from articles.entities import Entity
from articles.errors import QueryError
from articles.explaining import advise_from, every_part, explain
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.index.port import Candidates, Count
from articles.query import parse
from articles.search import UNBOUNDED, USUAL, Answer, Budget, count, export, search
from articles.store.changes import remove
from articles.store.database import Database
from articles.store.versions import Arrival, keep
from tests.articles.arriving import MONDAY, arrival, day


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    opened = EmbeddedIndex(tmp_path / "index")
    yield opened
    opened.close()


def fill(db: Database, index: EmbeddedIndex, *arrivals: Arrival) -> None:
    with db.write() as conn:
        for one in arrivals:
            keep(conn, one)
    catch_up(db, index)


def many(count: int, text: str = "WHO met", **options: object) -> list[Arrival]:
    return [arrival(f"https://paper.example/{text}/{n}", text, **options) for n in range(count)]  # type: ignore[arg-type]


class Large(EmbeddedIndex):
    """An engine that knows so many words that none can be compared with all of them."""

    def dictionary(self) -> int:
        return 4_200_000


class Far(EmbeddedIndex):
    """An engine that takes longer to propose than the judge has in all."""

    def find(self, *what: Any, **how: Any) -> Candidates:
        time.sleep(0.25)
        return super().find(*what, **how)

    def count(self, *what: Any, **how: Any) -> Count:
        time.sleep(0.25)
        return super().count(*what, **how)


def ids(answer: Answer) -> list[int]:
    return [hit.version.change for hit in answer.hits]


def test_what_is_found_says_where(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, arrival(text="The court sat.\n\nThe court rose.", title="Court", captions=("No court.",)))
    answer = search(db, index, parse("court"), at=MONDAY)
    (hit,) = answer.hits
    assert [(span.field, span.start) for span in hit.spans] == [
        ("title", 0), ("body", 4), ("body", 20), ("caption", 3),
    ]  # fmt: skip
    assert (answer.total.low, answer.total.exact) == (1, True)
    assert (answer.after, answer.as_of, answer.behind, answer.partial) == (None, 1, 0, False)
    assert answer.undated is None


def test_only_the_current_version_is_shown_and_a_past_moment_can_be_asked_for(
    db: Database, index: EmbeddedIndex
) -> None:
    fill(
        db,
        index,
        arrival(text="The court sat."),
        arrival(text="The judge sat."),
        arrival("https://p.example/2"),
    )
    assert ids(search(db, index, parse("court"), at=MONDAY)) == [3]
    assert ids(search(db, index, parse("judge"), at=MONDAY)) == [2]
    assert ids(search(db, index, parse("court OR judge"), at=MONDAY, as_of=1)) == [1]
    assert count(db, index, parse("court"), at=MONDAY, as_of=1).low == 1


def test_pages_are_of_one_moment(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, *many(5, "court"))
    first = search(db, index, parse("court"), at=MONDAY, limit=2)
    assert ids(first) == [5, 4]
    fill(
        db,
        index,
        arrival("https://paper.example/court/2", "judge", seen=MONDAY + timedelta(hours=1)),
        *many(3, "the court"),
    )
    second = search(db, index, parse("court"), at=MONDAY, limit=2, after=first.after)
    third = search(db, index, parse("court"), at=MONDAY, limit=2, after=second.after)
    assert (ids(second), ids(third)) == ([3, 2], [1])
    assert (second.total.low, third.after) == (5, None)


def test_pages_by_relevance(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, *many(3, "court " + "word " * 50), *many(2, "court court"))
    first = search(db, index, parse("court"), at=MONDAY, limit=3, order="relevance")
    rest = search(db, index, parse("court"), at=MONDAY, limit=3, after=first.after)
    assert ids(first) + ids(rest) == [5, 4, 3, 2, 1]
    assert first.hits[0].score > rest.hits[0].score > 0


def test_the_judge_decides_what_the_engine_cannot(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, *many(3), *many(150, "who met"), *many(3, "WHO met again"))
    for query in ("=WHO", "met =WHO", "met -=who"):
        answer = search(db, index, parse(query), at=MONDAY, limit=4, budget=UNBOUNDED)
        assert ids(answer) == [156, 155, 154, 3]
        assert (answer.total.low, answer.total.high) == (6, 6)
        rest = search(db, index, parse(query), at=MONDAY, limit=4, after=answer.after, budget=UNBOUNDED)
        assert (ids(rest), rest.after) == ([2, 1], None)
    assert [hit.version.change for hit in export(db, index, parse("=WHO"), at=MONDAY, order="oldest")] == [
        1, 2, 3, 154, 155, 156,
    ]  # fmt: skip


def test_beyond_its_bound_an_answer_says_between_what(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, *many(3), *many(150, "who met"), *many(3, "WHO met again"))
    budget = Budget(candidates=20, seconds=None)
    answer = search(db, index, parse("=WHO"), at=MONDAY, limit=2, budget=budget)
    assert ids(answer) == [156, 155]
    assert (answer.total.low, answer.total.high) == (3, 139)
    assert not answer.partial
    answer = search(db, index, parse("=WHO"), at=MONDAY, limit=5, budget=budget)
    assert ids(answer) == [156, 155, 154]
    assert answer.partial
    seen, pages = ids(answer), 0
    while answer.after:
        answer = search(db, index, parse("=WHO"), at=MONDAY, limit=5, after=answer.after, budget=budget)
        seen, pages = seen + ids(answer), pages + 1
    assert seen == [156, 155, 154, 3, 2, 1]
    assert pages > 3
    between = count(db, index, parse("=WHO"), at=MONDAY, budget=budget, by="source")
    assert (between.low, between.high, between.by) == (3, 139, {"paper": 156})
    exact = count(db, index, parse("=WHO"), at=MONDAY, budget=budget, exact=True, by="source")
    assert (exact.low, exact.high, exact.by) == (6, 6, {"paper": 6})


def test_waiting_for_an_engine_is_not_the_judge_s_time(db: Database, tmp_path: Path) -> None:
    index = Far(tmp_path / "index")
    fill(db, index, *many(3), *many(30, "who met"), *many(3, "WHO met again"))
    assert USUAL.seconds is not None and USUAL.seconds < 0.25
    answer = search(db, index, parse("=WHO"), at=MONDAY)
    assert ids(answer) == [36, 35, 34, 3, 2, 1]
    assert answer.total == Count(6, 6) and not answer.partial
    index.close()


def test_the_undated_are_counted(db: Database, index: EmbeddedIndex) -> None:
    fill(
        db,
        index,
        arrival("https://p.example/1", "court", published=day(MONDAY)),
        arrival("https://p.example/2", "court"),
        arrival("https://p.example/3", "WHO court"),
        arrival("https://p.example/4", "judge"),
    )

    def undated(query: str) -> int:
        answer = search(db, index, parse(query), at=MONDAY)
        assert answer.undated is not None and answer.undated.exact
        return answer.undated.low

    assert undated("court published:7d") == 2
    assert undated("published:2026-11-23") == 3
    assert undated("court -published:2026-11-23") == 2
    assert undated("court =WHO published:2026-11-23") == 1
    assert undated("court (judge OR published:7d OR =WHO)") == 1
    assert ids(search(db, index, parse("court published:7d"), at=MONDAY)) == [1]


def test_entities_are_looked_for_by_every_name(db: Database, index: EmbeddedIndex) -> None:
    lapunov = Entity("lapunov", "Maxim Lapunov", aliases=("Максим* Лапунов*",), precision="strict")
    fill(db, index, *many(1, "Mr Lapunov"), *many(1, "maxim LAPUNOV said"), *many(1, "о Максиме Лапунове"))
    entities = {"lapunov": lapunov}
    answer = search(db, index, parse("entity:lapunov"), at=MONDAY, entities=entities)
    assert ids(answer) == [3, 2]
    assert ids(search(db, index, parse("said -entity:lapunov OR mr"), at=MONDAY, entities=entities)) == [1]
    with pytest.raises(QueryError, match="lapunov"):
        search(db, index, parse("entity:lapunov"), at=MONDAY)


def test_an_index_that_is_behind_says_so(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, *many(2, "court"))
    with db.write() as conn:
        keep(conn, arrival("https://p.example/new", "court"))
        remove(conn, 1, MONDAY, "test")
    answer = search(db, index, parse("court"), at=MONDAY)
    assert ids(answer) == [2]  # and never what was removed, even before the index knows
    assert (answer.behind, answer.partial) == (2, True)
    catch_up(db, index)
    answer = search(db, index, parse("court"), at=MONDAY)
    assert (ids(answer), answer.behind, answer.partial) == ([3, 2], 0, False)


@pytest.mark.parametrize(
    "cursor",
    [
        "", "newest", "newest.x.1", "best.1.1", "newest.1", "newest.-1.1", "newest.1.²", "newest.1.1\n",
        f"newest.{'9' * 5000}.1", f"newest.1.{'9' * 5000}", f"newest.{2**64}.1",
    ],
    ids=lambda cursor: cursor[:12],
)  # fmt: skip
def test_a_cursor_that_is_none_is_refused(db: Database, index: EmbeddedIndex, cursor: str) -> None:
    with pytest.raises(QueryError, match="not the place"):
        search(db, index, parse("court"), at=MONDAY, after=cursor)


def test_a_word_that_begins_with_a_wildcard(db: Database, index: EmbeddedIndex, tmp_path: Path) -> None:
    fill(db, index, arrival(text="The Watergate affair."), *many(3, "navigation"))
    assert index.dictionary() > 0
    for query, number in (("*gate", 1), ('"*gate affair"', 1), ("*gat*", 4), ("affair -*gate", 0)):
        assert search(db, index, parse(query), at=MONDAY).total.high == number
    with Large(tmp_path / "index") as large:
        for query in ("*gate", "affair -*gate", 'title:("a ?*gate" OR b)', "???gate"):
            with pytest.raises(QueryError, match=r"compared with the archive’s 4\.2 million words"):
                search(db, large, parse(query), at=MONDAY)
        with pytest.raises(QueryError, match="compared"):
            search(db, large, parse("entity:x"), at=MONDAY, entities={"x": Entity("x", "*gate")})
        assert search(db, large, parse("wat* ?avigation OR ??tergate"), at=MONDAY).total.high == 1
        wild = " OR ".join(f"?{one}{other}tergate" for one in "abcdef" for other in ascii_lowercase)
        with pytest.raises(
            QueryError, match=r"^156 words .* such as \?aatergate, would .* 81\.9 million times"
        ):
            search(db, large, parse(wild), at=MONDAY)
        assert search(db, large, parse(wild.replace("?", "wat")), at=MONDAY).total.high == 0
        told = explain(db, large, parse("affair *gate"), at=MONDAY, entities={})
        assert [part.found for part in every_part(told.root)] == [None, Count(1, 1), None]
        assert told.too_open == "*gate"
        assert [note.message for note in advise_from(replace(told, archive=20))] == [
            "a search with *gate is refused: too much would be compared; a watch can have it"
        ]


@pytest.mark.parametrize(("ending", "most"), [("*", 800), ("?e", 200)])
def test_more_wildcards_than_are_made_ready_in_a_second(
    db: Database, index: EmbeddedIndex, ending: str, most: int
) -> None:
    fill(db, index, arrival(text="A word."))
    many = [f"{a}{b}{c}{ending}" for a in "xyz" for b in ascii_lowercase for c in ascii_lowercase]
    tree = parse(" OR ".join(["word", *many[: most + 1]]))
    with pytest.raises(QueryError, match=rf"^{most + 1} words with wildcards are too many .* 800 .* 200"):
        search(db, index, tree, at=MONDAY)
    told = explain(db, index, tree, at=MONDAY, entities={})
    assert [part.found for part in told.root.parts] == [Count(1, 1), *[None] * (most + 1)]
    assert search(db, index, parse(" OR ".join(["word", *many[:most]])), at=MONDAY).total.high == 1


def test_a_change_that_is_not_there_yet_is_refused(db: Database, index: EmbeddedIndex) -> None:
    fill(db, index, arrival(text="A court."))
    assert search(db, index, parse("court"), at=MONDAY, as_of=1).total.high == 1
    for ask in (search, count, tally):
        with pytest.raises(QueryError, match="no change 2 yet: the archive is at 1"):
            ask(db, index, parse("court"), at=MONDAY, as_of=2)
    with pytest.raises(QueryError, match="no change 2 yet") as caught:
        search(db, index, parse("court"), at=MONDAY, after="newest.1.2")
    assert caught.value.excerpt() == ("newest.1.2", "         ^")
    assert search(db, index, parse("court"), at=MONDAY, after=f"newest.{2**64 - 1}.1").total.high == 1
    with pytest.raises(QueryError, match="no change 2 yet"):
        list(export(db, index, parse("court"), at=MONDAY, as_of=2))
