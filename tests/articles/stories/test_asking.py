"""`story:` over a real index: the story of today, under every number that it ever had."""

from pathlib import Path

from articles.counting import Tally, tally
from articles.deciding import Budget, Purse, Question
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.index.port import Scope
from articles.query import parse
from articles.search import search
from articles.store.database import Database
from articles.stories.following import StoryFollower
from tests.articles.arriving import MONDAY
from tests.articles.stories.test_following import arrive
from tests.articles.stories.texts import text


def test_a_merged_story_is_found_under_each_of_its_numbers(db: Database, tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    follower = StoryFollower(db)
    agency = text(paragraphs=9)

    def found(query: str) -> list[int]:
        follower.catch_up()
        catch_up(db, index)
        answer = search(db, index, parse(query), at=MONDAY)
        assert answer.total.exact and answer.total.high == len(answer.hits)
        return [hit.version.change for hit in answer.hits]

    begin, end = arrive(db, 1, agency[:4]), arrive(db, 2, agency[5:])
    assert found(f"story:{begin}") == [begin]
    assert found(f"story:{end}") == [end]
    whole, other = arrive(db, 3, agency), arrive(db, 4, text(seed=3))
    for number in (begin, end, whole):
        assert found(f"story:{number}") == [whole, end, begin]
        assert found(f"(court OR judge) -story:{number}") == [other]
    assert found("story:99") == []
    index.close()


def test_counts_in_stories(db: Database, tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    for number in range(1, 5):
        arrive(db, number, text())
    arrive(db, 5, text(seed=5))
    arrive(db, 1, text(seed=6))  # the article says something else from now on, and tells another story
    StoryFollower(db).catch_up()
    catch_up(db, index)

    def count(query: str, **more: object) -> Tally:
        return tally(db, index, parse(query), at=MONDAY, unit="stories", **more)  # type: ignore[arg-type]

    for query in ("court OR judge OR police", "=Court OR =court OR judge OR police"):  # exact and judged
        found = count(query)
        assert (found.total.low, found.total.high, found.undated.high) == (3, 3, 3)
        by_source = count(query, by="source")
        assert by_source.total.by == {f"outlet-{number}": 1 for number in range(1, 6)}
        assert by_source.valueless is None
    assert count("nothing").total.high == 0
    assert tally(db, index, parse("court OR judge OR police"), at=MONDAY).total.high == 5
    index.close()


def test_a_bound_count_in_stories_says_between(db: Database, tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    for number in range(1, 6):
        arrive(db, number, text())
    StoryFollower(db).catch_up()
    catch_up(db, index)
    purse = Purse(Budget(candidates=2, seconds=None))
    tree = parse("=court OR =Court OR =judge OR =Judge OR =police OR =Police")
    found = Question(db, index, tree, MONDAY, {}, purse).stories(Scope(10**6))
    assert found.low <= 1 <= found.high and not found.exact
    index.close()
