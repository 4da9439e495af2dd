"""`story:` over a real index: the story of today, under every number that it ever had."""

from pathlib import Path

from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
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
