"""The prefilter never keeps a watch from an article that the judge would match."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.prefilter import Prefilter, needs
from articles.analysis import analyse
from articles.article import Content, Origin, Version
from articles.query import Judged, evaluate, parse
from tests.articles.arriving import MONDAY

_WORDS = ["grozny", "kadyrov", "kadyrova", "court", "北京", "法院", "o'brien"]
_LEAVES = st.sampled_from(
    [*_WORDS, "kad*", "k?dyrov", "?ourt", '"kadyrov court"', "title:court", "lang:en", "北京*"]
)
_QUERIES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} NOT {pair[1]})"),
    ),
    max_leaves=6,
)


@given(_QUERIES, st.lists(st.sampled_from(_WORDS), max_size=5), st.lists(st.sampled_from(_WORDS), max_size=2))
def test_upper_bound(query: str, text: list[str], title: list[str]) -> None:
    content = Content(" ".join(title), " ".join(text), language="en")
    version = Version(
        1,
        1,
        1,
        "https://a.example/",
        "a.example",
        content,
        Origin("a", "A"),
        MONDAY,
        MONDAY,
        True,
        False,
        "new",
    )
    analysed = analyse(content)
    tree = parse(query)
    terms = {term for field in analysed.fields.values() for term in field.terms}
    if evaluate(tree, Judged(version, analysed, {}), MONDAY) is not None:
        assert Prefilter([("w", tree)]).candidates(terms) == {"w"}


def test_it_leaves_out_what_cannot_match() -> None:
    watches = {"a": "kadyrov court", "b": "grozn*", "c": "minsk OR brest", "d": "lang:en"}
    prefilter = Prefilter((name, parse(query)) for name, query in watches.items())
    assert prefilter.candidates({"the", "court", "of", "grozny"}) == {"b", "d"}
    told = needs(parse("a OR bb*"))
    assert told is not None and (set(told.terms), set(told.prefixes)) == ({"a"}, {"bb"})
