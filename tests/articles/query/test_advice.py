"""Notes on what is legal and surely not meant: what can never match, a site's path, a time behind its day, an address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.query import advise, evaluate, parse
from articles.query.contradictions import contradictions
from articles.query.joining import all_of, any_of, without
from articles.query.nodes import And, DateRange, In, Label, Node, Not, children
from tests.articles.query import trees
from tests.articles.query.naive import Plain
from tests.articles.query.test_judge import as_judged, plain_articles
from tests.examples import examples


def told(query: str) -> list[tuple[str, int, int]]:
    return [(note.message, note.column, note.length) for note in advise(parse(query), query)]


@pytest.mark.parametrize(
    ("query", "operator", "column"),
    [
        ("ship or bridge", "OR", 5),
        ("船 ＯＲ 桥", "OR", 2),
        ("a Ｎｏｔ b", "NOT", 2),
        ("a NEAR／５ b", "NEAR/5", 2),
    ],
)
def test_an_operator_that_is_written_otherwise_is_named(query: str, operator: str, column: int) -> None:
    ((message, at, _),) = told(query)
    assert message.endswith(f"the operator is written {operator}") and at == column


def test_wildcards_of_full_width_are_named() -> None:
    assert told("ship kest＊") == [("“kest＊” holds ＊, which parts words; the wildcard is written *", 5, 5)]
    assert told("kes？rel")[0][0].endswith("written ?")
    assert told("人权？") == told("kest*") == []


@pytest.mark.parametrize(
    ("query", "path", "column"),
    [
        ("site:bbc.co.uk/news", "/news", 14),
        ("a Site:https://bbc.co.uk/news/uk", "/news/uk", 24),
        ('site:(tass.ru OR "x.org/n") a/b', "/n", 23),
    ],
)
def test_the_path_of_a_site_is_not_looked_at(query: str, path: str, column: int) -> None:
    ((message, at, _),) = told(query)
    assert (message, at) == (f"site: is a host, and the path {path} is not looked at", column)


@pytest.mark.parametrize(
    "query", ["site:bbc.co.uk", "site:bbc.co.uk/ a/b", "site:https://bbc.co.uk", "source:a/b"]
)
def test_a_host_is_no_path(query: str) -> None:
    assert told(query) == []


@pytest.mark.parametrize(
    ("query", "time", "meant"),
    [
        ("published:2026-11-01 12:00", "12:00", "published:2026-11-01T12:00"),
        ("a seen:>=2026-11-01  9:30:10Z b", "9:30:10Z", "seen:>=2026-11-01T9:30:10Z"),
        (
            "published:2026-11-01 12:00..2026-11-02 13:00",
            "12:00..2026-11-02",
            "published:2026-11-01T12:00..2026-11-02T13:00",
        ),
    ],
)
def test_a_time_is_written_with_its_day(query: str, time: str, meant: str) -> None:
    message = f"“{time}” is looked for as a word; a time is written with T: {meant}"
    assert told(query) == [(message, query.index(time), len(time))]
    assert told(meant) == [] and parse(meant)


@pytest.mark.parametrize(
    "query",
    [
        "published:7d 12:00",
        "published:2026-11-01 kadyrov 12:00",
        'seen:"2026-11-01 12:00"',
        "2026-11-01 12:00",
    ],
)
def test_other_times_are_words(query: str) -> None:
    assert told(query) == []


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("bridge NOT bridge", "bridge"),
        ("-Bridge bridge", "Bridge"),
        ("a -(b OR a)", "b OR a"),
        ("title:a NOT a", "a"),
        ("title:(a b) -title:(a OR c)", "title:(a OR c)"),
        ('"secret prison" -prison', "prison"),
        ("(a NEAR/3 b) -b", "b"),
        ("=WHO -who", "who"),
        ("a{3,} -a", "a"),
        ("x OR (b -b)", "b"),
        ("lang:ru NOT lang:ru", "lang:ru"),
    ],
)
def test_what_can_never_match(query: str, part: str) -> None:
    assert [message for message, _, _ in told(query)] == [
        f"{part} must be there and must not: nothing matches that"
    ]


@pytest.mark.parametrize(
    "query",
    ["a -title:a", "author:a -a", "who -=WHO", "b -(a b)", "a{2,} -a{3,}", "(a OR b) -a", "title:(a -b) b",
     "title:(a OR -b) NOT (a OR -b) c", "prison -\"secret prison\""],
)  # fmt: skip
def test_what_can_match(query: str) -> None:
    assert told(query) == []


def _parts(tree: Node) -> list[Node]:
    return [tree, *(part for inner in children(tree) for part in _parts(inner))]


@st.composite
def _doubtful(draw: st.DrawFn) -> Node:
    """A query beside the NOT of something that it is made of."""
    tree = draw(trees.trees())
    part = draw(st.sampled_from(_parts(tree)))
    if not any(isinstance(one, In | Label | DateRange) for one in _parts(part)):  # these stand in no field
        part = draw(st.just(part) | st.builds(In, trees.fields, st.just(part)))
    other = draw(st.none() | trees.leaves)
    return all_of([tree, without(part if other is None else any_of([part, other]))])


@settings(max_examples=examples(300), deadline=None)
@given(_doubtful(), st.lists(plain_articles, min_size=1, max_size=4))
def test_what_is_said_to_match_nothing_matches_nothing(tree: Node, articles: list[Plain]) -> None:
    denied = {part.part for part in tree.parts if isinstance(part, Not)} if isinstance(tree, And) else set()
    if denied & set(contradictions(tree)):
        assert all(evaluate(tree, as_judged(doc), doc.seen) is None for doc in articles)


@pytest.mark.parametrize(
    "query", ["https://bbc.co.uk/n/4", " www.bbc.co.uk/n/4 ", "почта.рф:8080/новости?a=b"]
)
def test_an_address_is_not_looked_up_here(query: str) -> None:
    ((message, column, length),) = told(query)
    assert "looks an address up" in message and query[column : column + length] == query.strip()


@pytest.mark.parametrize(
    "query", ["and/or", "10/12", "km/h", "1.5/km", "U.S./China", "bbc.co.uk", "bbc.co.uk/n b"]
)
def test_words_with_a_slash_are_words(query: str) -> None:
    assert told(query) == []
