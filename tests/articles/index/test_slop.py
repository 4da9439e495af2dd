"""Nearness as the embedded engine is asked for it, against the judge: exact where it says so, and never narrower."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.analysis import analyse
from articles.article import Content, Origin, Version
from articles.index.documents import to_index
from articles.index.embedded import EmbeddedIndex
from articles.index.port import IndexState
from articles.index.slop import FARTHEST
from articles.query import Judged, evaluate, parse
from articles.query.nodes import In, Near, Node, Or, Phrase, Term, Wildcard
from articles.store.versions import Stored
from tests.articles.arriving import MONDAY
from tests.examples import examples

WORDS = ("a", "b", "c", "d", "ab", "abc", "bc", "bcd")
PATTERNS = ("ab*", "bc*", "?c", "?")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedIndex, list[Judged]]]:
    """Short texts of a few words and a filler that only a wildcard asks for, in one paragraph or several."""
    chance = random.Random(20261125)
    kept = []
    for change in range(1, 301):
        words = [chance.choice((*WORDS, "z", "z")) for _ in range(chance.randint(1, 14))]
        if change % 20 == 0:  # far apart: at the gap's width and about it
            words = ["a", *"z" * chance.randint(FARTHEST - 2, FARTHEST + 2), "b"]
        text = "".join(word + chance.choice((" ", " ", " ", " ", "\n\n")) for word in words)
        content = Content(chance.choice(("", "a b", "b z a")), text)
        version = Version(
            change, change, 1, "https://a.example/", "a.example", content, Origin("p", "P"), MONDAY, MONDAY,
            True, False, "new",
        )  # fmt: skip
        kept.append(Stored(version, analyse(content)))
    with EmbeddedIndex(tmp_path_factory.mktemp("slop")) as index:
        index.apply([to_index(one, None) for one in kept], [], IndexState("lineage", "print", 300))
        yield index, [Judged(one.version, one.analysed, {}) for one in kept]


def compared(texts: tuple[EmbeddedIndex, list[Judged]], tree: Node) -> bool:
    """Whether the engine said that it is exact; what it found is held to the judge."""
    index, kept = texts
    expected = {one.version.change for one in kept if evaluate(tree, one, MONDAY) is not None}
    answer = index.find(tree, MONDAY, limit=1_000)
    found = {hit.change for hit in answer.hits}
    assert found >= expected
    if answer.exact:
        assert found == expected
    return answer.exact


word = st.sampled_from(WORDS).map(Term) | st.sampled_from(PATTERNS).map(Wildcard)
distance = st.integers(0, 6) | st.sampled_from([FARTHEST - 1, FARTHEST, FARTHEST + 1])
group = st.lists(word, min_size=2, max_size=3, unique=True).map(lambda words: Or(tuple(words)))
phrase = st.lists(word, min_size=2, max_size=3).map(lambda words: Phrase(tuple(words)))
part = st.one_of(word, word, group, phrase)
inner = st.builds(Near, st.tuples(word, word), st.integers(0, 3), st.booleans())
near = st.builds(Near, st.lists(part, min_size=2, max_size=4).map(tuple), distance, st.booleans())
nested = st.builds(Near, st.tuples(inner, part), st.integers(0, 3), st.booleans())
quick = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@settings(quick, max_examples=examples(200))
@given(st.tuples(word, word), distance, st.booleans())
def test_two_words_are_found_exactly(
    texts: tuple[EmbeddedIndex, list[Judged]], words: tuple[Node, ...], apart: int, ordered: bool
) -> None:
    tree = Near(words, apart, ordered)
    assert compared(texts, tree) is (apart <= FARTHEST)
    assert compared(texts, In("body", tree)) is (apart <= FARTHEST)


@settings(quick, max_examples=examples(200))
@given(near | nested)
def test_no_nearness_is_asked_too_narrowly(texts: tuple[EmbeddedIndex, list[Judged]], tree: Node) -> None:
    compared(texts, tree)


@pytest.mark.parametrize(
    ("query", "exact"),
    [
        ("a NEAR/3 b", True),
        ("a ONEAR/1 b", True),
        ("a ONEAR/2 b", True),
        ("a NEAR/3 a", True),
        ("a ONEAR/3 a", True),
        ("ab* NEAR/3 bc*", True),
        ("ab* NEAR/3 ab", True),
        ("ab* ONEAR/4 b?d", True),
        ("=a NEAR/3 b", False),
        ("(a OR b) NEAR/2 (c OR d)", True),
        ("(a OR bc*) NEAR/2 (bc OR c)", True),
        ('a NEAR/2 "b c"', False),
        ("a NEAR/2 b NEAR/2 c", False),
        ("NOT (a NEAR/3 b) a", True),
        ("NOT (a NEAR/3 a) a", True),
        ("NOT (a ONEAR/2 bc*) a", True),
    ],
)
def test_what_is_exact_and_what_is_for_the_judge(
    texts: tuple[EmbeddedIndex, list[Judged]], query: str, exact: bool
) -> None:
    assert compared(texts, parse(query)) is exact


def test_words_that_meet_narrow_what_the_judge_must_read(texts: tuple[EmbeddedIndex, list[Judged]]) -> None:
    index, _ = texts
    for query, apart in (
        ('"a b" NEAR/1 c', '"a b" c'),
        ("a ONEAR/2 b ONEAR/2 c", "a b c"),
        ("a NEAR/0 b NEAR/0 c", "a b c"),
    ):
        assert index.count(parse(query), MONDAY).high < index.count(parse(apart), MONDAY).high
