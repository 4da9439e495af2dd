"""What every search engine must do for presswatch, whichever it is: documents and state of an `ArticleIndex`."""

import pytest

from articles.errors import IndexUnavailable
from articles.index.port import Scope
from articles.query.parser import parse
from tests.articles.arriving import MONDAY
from tests.articles.engines import Engine
from tests.contracts.indexed import document, filled, found, state


def test_new_it_has_no_state_and_no_answers(engine: Engine) -> None:
    index = engine()
    assert index.state() is None
    assert found(index, "court") == []
    index.clear()
    assert index.state() is None


def test_the_state_comes_with_the_documents(engine: Engine) -> None:
    index = filled(engine, document(1, "court"), document(2, "court"))
    assert index.state() == state(2)
    index.apply([], [], state(7))
    assert index.state() == state(7)
    assert index.find(parse("court"), MONDAY).change == 7
    index.clear()
    assert index.state() is None
    assert found(index, "court") == []


def test_applying_again_changes_nothing(engine: Engine) -> None:
    index = filled(engine, document(1, "court"), document(2, "court"))
    index.apply([document(2, "court"), document(1, "judge")], [], state(2))
    assert found(index, "court") == [2]
    index.apply([], [1, 2, 3], state(3))
    assert found(index, "court OR judge") == []


def test_another_reader_sees_what_was_applied(engine: Engine) -> None:
    reader = engine()
    assert found(reader, "court") == []
    index = filled(engine, document(1, "court"))
    assert found(reader, "court") == [1]
    index.apply([document(2, "court")], [], state(2))
    assert found(reader, "court") == [2, 1]
    assert reader.state() == state(2)


def test_there_is_one_writer(engine: Engine) -> None:
    filled(engine, document(1, "court"))
    with pytest.raises(IndexUnavailable, match="another process"):
        engine().apply([document(2, "court")], [], state(2))


def test_search_sees_current_versions_and_a_repeated_search_those_of_then(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "court", superseded=3),
        document(2, "court"),
        document(3, "judge"),
        document(4, "court"),
    )
    assert found(index, "court") == [4, 2]
    assert found(index, "court", scope=Scope(as_of=1)) == [1]
    assert found(index, "court", scope=Scope(as_of=2)) == [2, 1]
    assert found(index, "court", scope=Scope(as_of=3)) == [2]
    assert found(index, "court", scope=Scope(as_of=0)) == []
    assert found(index, "court", scope=Scope(superseded=True)) == [4, 2, 1]
    assert found(index, "court", scope=Scope(as_of=3, superseded=True)) == [2, 1]
