"""Documents as the indexer hands them over, and an index with some of them; for the tests of the guarantees of `ArticleIndex`."""

from datetime import datetime, timedelta

from articles.analysis import analyse
from articles.article import Content, Origin, Published, Version
from articles.index.documents import to_index
from articles.index.port import ArticleIndex, IndexDocument, IndexState, Scope
from articles.query.nodes import Node
from articles.query.parser import parse
from articles.store.versions import Stored
from tests.articles.arriving import MONDAY
from tests.articles.engines import Engine

HOUR = timedelta(hours=1)


def document(
    change: int,
    text: str = "",
    title: str = "",
    *,
    captions: tuple[str, ...] = (),
    authors: tuple[str, ...] = (),
    published: Published | None = None,
    language: str | None = "en",
    origin: Origin | None = None,
    seen: datetime = MONDAY,
    superseded: int | None = None,
    site: str = "paper.example",
    story: int = 0,
) -> IndexDocument:
    content = Content(title, text, captions, authors, published, language)
    version = Version(
        change=change,
        article_id=change,
        number=1,
        url=f"https://{site}/{change}",
        site=site,
        content=content,
        origin=origin or Origin("paper", "The Paper", "GB"),
        seen=seen,
        first_seen=seen,
        current=True,
        past=False,
        reason="new",
        story=story,
    )
    return to_index(Stored(version, analyse(content)), superseded)


def state(change: int) -> IndexState:
    return IndexState("lineage", "fingerprint", change)


def filled(engine: Engine, *documents: IndexDocument) -> ArticleIndex:
    index = engine()
    index.apply(documents, [], state(max(one.change for one in documents)))
    return index


def found(index: ArticleIndex, query: str | Node, **options: object) -> list[int]:
    tree = parse(query) if isinstance(query, str) else query
    answer = index.find(tree, MONDAY, **options)  # type: ignore[arg-type]
    assert answer.exact
    scope = options.get("scope", Scope())
    count = index.count(tree, MONDAY, scope=scope)  # type: ignore[arg-type]
    assert count.exact
    if not options.keys() - {"scope"}:
        assert count.high == len(answer.hits)
    return [hit.change for hit in answer.hits]
