"""An index that is not of what the database keeps never shows what does not match, though it calls itself exact."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from articles.analysis import FINGERPRINT, analyse
from articles.article import Span
from articles.errors import StoreError
from articles.index.documents import WRITTEN_BY, to_index
from articles.index.indexer import catch_up
from articles.index.port import ArticleIndex, IndexState
from articles.query import parse
from articles.search import search
from articles.store.database import Database
from articles.store.tables import version_terms
from articles.store.versions import Stored, keep, load
from tests.articles.arriving import MONDAY, arrival
from tests.articles.engines import ENGINES, opening


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path, db: Database) -> Iterator[ArticleIndex]:
    with opening(request.param, tmp_path, request) as opened:
        made = opened()
        with db.write() as conn:
            keep(conn, arrival(text="The court sat."))
            keep(conn, arrival("https://paper.example/2", text="The court rose."))
        catch_up(db, made)
        yield made


def shown(db: Database, index: ArticleIndex, query: str) -> list[int]:
    return [hit.version.change for hit in search(db, index, parse(query), at=MONDAY).hits]


def mistaken(db: Database) -> Stored:
    """The second article as if it said something else."""
    with db.read() as conn:
        (there,) = load(conn, [2])
    content = replace(there.version.content, text="The parliament met.")
    return Stored(replace(there.version, content=content), analyse(content))


def test_a_document_of_another_content_is_judged(db: Database, index: ArticleIndex) -> None:
    index.apply([to_index(mistaken(db), None)], [], IndexState(db.lineage, WRITTEN_BY, 3))
    assert shown(db, index, "parliament") == []
    assert shown(db, index, "court") == [1]


def test_documents_by_other_rules_are_judged(db: Database, index: ArticleIndex) -> None:
    with db.read() as conn:
        (there,) = load(conn, [2])
    other = replace(there, analysed=mistaken(db).analysed)  # its own content, cut in another way
    index.apply([to_index(other, None)], [], IndexState(db.lineage, f"{FINGERPRINT}-of-old", 3))
    assert shown(db, index, "parliament") == []


def test_what_is_sure_is_judged_when_its_places_are_asked_for(db: Database, index: ArticleIndex) -> None:
    with db.write() as conn:  # whoever reads the terms is told
        conn.execute(sa.update(version_terms).values(terms=b"PT1" + FINGERPRINT.encode() + b"damaged"))
    first = search(db, index, parse("sat"), at=MONDAY).hits[0]
    assert first.version.content.text == "The court sat."
    with pytest.raises(StoreError, match="Packed terms cannot be read"):
        _ = first.spans
    with pytest.raises(StoreError):  # where the engine is not exact, the judge reads them at once
        search(db, index, parse("=Court"), at=MONDAY)


def test_places_are_the_judges(db: Database, index: ArticleIndex) -> None:
    (found,) = search(db, index, parse('"court sat"'), at=MONDAY).hits
    assert found.spans == (Span("body", 4, 13),)
    assert found.analysed == analyse(found.version.content)
