"""An article's story at the doors: who else tells it, for `presswatch show` and the page of an article."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.store.database import Database
from articles.stories.following import StoryFollower
from presswatch.cli.article_text import article_lines
from presswatch.library import Library
from presswatch.web import views
from tests.articles.arriving import MONDAY
from tests.articles.stories.test_following import arrive
from tests.articles.stories.texts import text


def test_the_other_articles_of_a_story_are_told(tmp_path: Path) -> None:
    with Database.open(tmp_path / "presswatch.db") as db:
        first, copy, alone = arrive(db, 1, text()), arrive(db, 2, text()), arrive(db, 3, text(seed=3))
        StoryFollower(db).catch_up()
        index = EmbeddedIndex(tmp_path / "index")
        catch_up(db, index)
        library = Library(db, index, {})
        found, other = library.version(copy), library.version(alone)
        assert found is not None and other is not None
        others = library.story(found.version)
        assert [one.change for one in others] == [first]
        assert library.story(other.version) == []

        console = Console(width=100, record=True, file=StringIO())
        console.print(article_lines(found.version, (), [found.version], others, "UTC", MONDAY))
        shown = console.export_text()
        assert f"The same story ({first}), also in" in shown
        assert "outlet-1.example" in shown
        page = views.article(library, found.version.article_id, None, "")
        assert page is not None
        assert [(one["title"], one["link"]) for one in page["others"]] == [("Headline 1", "/article/1")]
        index.close()
