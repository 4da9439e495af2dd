"""All watches compiled at once answer as the judge does for each; edits leave the others as they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.filing import filed
from alerts.watchlist import MOST_APART, Watchlist
from articles.analysis import skim
from articles.article import Content, Origin, Version
from articles.errors import QueryError
from articles.query import Judged, evaluate, parse, show
from articles.query.nodes import EntityRef, Node
from articles.query.sheet import Sheet
from tests.alerts.desk import at
from tests.articles.query import naive, trees
from tests.articles.query.test_judge import ARTICLE, KADYROV, as_judged, plain_articles
from tests.examples import examples

NOON = at(2026, 11, 9, 12)
ENTITIES = {"kadyrov": KADYROV}
_trees = st.lists(
    trees.trees(others=trees.labels | trees.dates)
    | trees.trees(trees.any_script | trees.exact | trees.close, others=st.just(EntityRef("kadyrov"))),
    min_size=1,
    max_size=6,
)


def judged(content: Content) -> Judged:
    version = Version(
        1,
        1,
        1,
        "https://a.example/",
        "a.example",
        content,
        Origin("wire", "W"),
        NOON,
        NOON,
        True,
        False,
        "new",
    )
    return Judged(version, skim(content), ENTITIES)


@settings(max_examples=examples(400), deadline=None)
@given(_trees, plain_articles)
def test_plain_articles(queries: list[Node], plain: naive.Plain) -> None:
    check(queries, as_judged(plain))


@settings(max_examples=examples(300), deadline=None)
@given(
    _trees,
    st.lists(st.sampled_from(["WHO", "who", "Ärzte", "人权", "카디로프", "aé", "Ada.", "Bob", "\n\n", "bob"]), max_size=9),
    st.lists(st.sampled_from(["Ramzan", "Kadyrov", "ada", "cat", "น้ำ", "ß"]), max_size=4),
)  # fmt: skip
def test_articles_in_many_scripts(queries: list[Node], text: list[str], title: list[str]) -> None:
    check(
        queries, judged(Content(" ".join(title), " ".join(text), ("ade bob cat",), ("Ada",), language="en"))
    )


def check(queries: list[Node], doc: Judged) -> None:
    seen = doc.version.seen
    doc = Judged(doc.version, doc.analysed, ENTITIES)
    expected = [n for n, tree in enumerate(queries) if evaluate(tree, doc, seen) is not None]
    for apart in (0, MOST_APART):  # in the table and by the large automaton, or beside them
        assert Watchlist(enumerate(queries), ENTITIES, apart=apart).match(doc, seen) == expected


_edits = st.lists(st.tuples(st.integers(0, 9), st.none() | trees.trees()), min_size=1, max_size=30)


@settings(max_examples=examples(200), deadline=None)
@given(_edits, st.lists(plain_articles, min_size=1, max_size=3), st.sampled_from([0, 1, 3]))
def test_after_any_edits_as_if_compiled_anew(
    edits: list[tuple[int, Node | None]], articles: list[naive.Plain], apart: int
) -> None:
    compiled: Watchlist[int] = Watchlist(apart=apart)
    there: dict[int, Node] = {}
    for number, (key, tree) in enumerate(edits):
        there.pop(key, None)
        if tree is None:
            compiled.discard(key)
        else:
            compiled.add(key, tree)
            there[key] = tree
        if number % 4 == 0 or number == len(edits) - 1:
            doc = as_judged(articles[number % len(articles)])
            seen = doc.version.seen
            expected = [name for name, query in there.items() if evaluate(query, doc, seen) is not None]
            assert compiled.match(doc, seen) == expected
    assert compiled.compiled == sum(tree is not None for _, tree in edits)
    assert len(compiled) == len(there)


def test_only_what_may_match_is_judged() -> None:
    queries = {
        "a": "kadyrov court",
        "b": "groz*",
        "c": "minsk OR brest",
        "d": "lang:en",
        "f": "grozny NOT kadyrov",
        "e": '"secret court"',
    }
    compiled = Watchlist((name, parse(query)) for name, query in queries.items())
    found = [key for key, _ in compiled.candidates(Sheet(judged(ARTICLE), NOON))]
    assert found == ["b", "d"]
    assert compiled.match(judged(ARTICLE), NOON) == ["b", "d"]


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        ("court", [{"court"}]),
        ("detain*", [{"detain*"}]),
        ("k?dyrov", [{"*dyrov"}]),
        ("*gate", [{"*gate"}]),
        ('"*gate affair"', [{"*gate affair"}]),
        ("x NEAR/3 *gat*", [{"*gat*"}, {"x"}]),
        ("*gate{2,}", [{"*gate"}]),
        ('"secret detain* camp"', [{"secret detain*"}, {"camp"}]),
        ("the kadyrov NOT putin", [{"kadyrov"}, {"the"}]),
        ("minsk OR brest", [{"minsk", "brest"}]),
        ("(minsk OR brest) lukashenko", [{"lukashenko"}, {"minsk", "brest"}]),
        ('a NEAR/3 "human rights"', [{"human rights"}, {"a"}]),
        ("title:court{3,}", [{"court"}]),
        ("author:ann", [{"@ann"}]),
        ("author:ann OR title:(court camp)", [{"@ann", "court"}]),
        ("人权", [{"人 权"}]),
        ("lang:en OR court", [{"lang:en", "court"}]),
        ("published:7d", []),
        ("court OR published:7d", []),
    ],
)
def test_filing(query: str, needs: list[set[str]]) -> None:
    assert [set(need) for need in filed(parse(query)).needs] == needs


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("court", None),
        ('(a OR "b c" OR de*) lang:en author:ann', None),
        ("court NOT camp NOT (guard OR lang:en)", None),
        ("court NOT (camp guard)", "NOT (camp AND guard)"),
        ("court NOT title:camp NOT published:7d", "NOT title:camp AND NOT published:7d"),
        ("court title:camp seen:7d", "title:camp AND seen:7d"),
        ("court camp{2,}", "camp{2,}"),
        ("court OR (camp guard)", "court OR camp AND guard"),
    ],
)
def test_what_is_left_to_decide(query: str, rest: str | None) -> None:
    left = filed(parse(query)).rest
    assert (left and show(left)) == rest


@pytest.mark.parametrize(
    ("query", "denied"),
    [
        ("court", set()),
        ("court -camp", {"camp"}),
        ('court NOT (camp OR "secret guard") -author:ann', {"camp", "secret guard", "@ann"}),
        ("court NOT (camp guard) NOT (camp{2,} OR lang:en) NOT entity:kadyrov", {"entity:kadyrov"}),
    ],
)
def test_what_is_denied(query: str, denied: set[str]) -> None:
    assert set(filed(parse(query)).denied) == denied


def test_edits_touch_only_what_changed() -> None:
    doc = judged(Content("", " ".join(f"w{n}" for n in range(0, 2_000, 2))))
    compiled: Watchlist[int | str] = Watchlist((n, parse(f"w{n}")) for n in range(2_000))
    assert compiled.match(doc, NOON) == list(range(0, 2_000, 2))
    compiled.add(1, parse("w0"))
    compiled.add("new", parse("w0 NOT w3"))
    compiled.discard(0)
    compiled.discard("never there")
    assert compiled.match(doc, NOON) == [*range(2, 2_000, 2), 1, "new"]
    for n in range(2, 2_000):
        compiled.discard(n)
    assert (compiled.match(doc, NOON), len(compiled)) == ([1, "new"], 2)
    for n in range(3_000, 3_000 + 2 * MOST_APART):
        compiled.add(n, parse("w4" if n % 2 else "w5"))
        if n % 100 == 0:
            assert 1 in compiled.match(doc, NOON)
    assert compiled.match(doc, NOON) == [1, "new", *range(3_001, 3_000 + 2 * MOST_APART, 2)]
    assert 1 in compiled and 0 not in compiled


def test_an_unknown_entity_is_refused_and_nothing_is_lost() -> None:
    compiled = Watchlist([("a", parse("kadyrov"))])
    with pytest.raises(QueryError):
        compiled.add("a", EntityRef("nobody"))
    assert compiled.match(judged(ARTICLE), NOON) == ["a"]
