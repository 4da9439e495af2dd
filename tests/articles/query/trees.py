"""Random queries over a small vocabulary, as trees that the parser could have made."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from articles.errors import QueryError
from articles.query.joining import all_of, any_of, without
from articles.query.nodes import (
    Ago,
    AtLeast,
    DateRange,
    Day,
    DaysBack,
    EntityRef,
    In,
    Instant,
    Label,
    Near,
    Node,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)
from articles.query.words import words

WORDS = ("ada", "ade", "bob", "bo", "cat", "or", "not")
PATTERNS = ("ad*", "ad?", "b?b", "b*ob", "?at", "c*t*", "bo*", "*at", "*da*", "*")


def _typed(text: str, *, exact: bool = False) -> Node:
    """What the parser makes of the words; a lone "?" where it makes nothing, which is then left out."""
    try:
        return words(text, exact=exact) or Wildcard("?")
    except QueryError:
        return Wildcard("?")


terms = st.sampled_from(WORDS).map(Term)
wildcards = st.sampled_from([pattern for pattern in PATTERNS if pattern != "*"]).map(Wildcard)
phrases = st.lists(terms | wildcards, min_size=2, max_size=3).map(lambda parts: Phrase(tuple(parts)))
leaves = terms | wildcards | phrases
any_script = (
    st.text("aé人权ß카Kน้ำи'-?* .", min_size=1, max_size=8)
    .map(_typed)
    .filter(lambda node: node != Wildcard("?"))
)
exact = st.lists(st.sampled_from(["WHO", "Ärzte", "人"]), min_size=1, max_size=2).map(
    lambda surfaces: _typed(" ".join(surfaces), exact=True)
)
entities: st.SearchStrategy[Node] = st.sampled_from(["kadyrov", "ann-b", "Ann B."]).map(EntityRef)
fields = st.sampled_from(["title", "lead", "body", "caption", "author"])
labels = st.builds(Label, st.just("source"), st.sampled_from(["wire", "the daily"])) | st.builds(
    Label, st.just("lang"), st.sampled_from(["en", "ru"])
)

_days = st.dates(date(2026, 11, 1), date(2026, 11, 9))
_day_ranges = st.tuples(_days, _days).map(lambda pair: (Day(min(pair)), Day(max(pair))))
_instants = st.integers(0, 10**6).map(
    lambda minute: Instant(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute), timedelta(minutes=1))
)
_open = st.sampled_from(
    [Ago(timedelta(hours=5)), Ago(timedelta(days=3)), Day(date(2026, 11, 4)), DaysBack(1)]
)
dates = st.one_of(
    st.builds(
        lambda name, ends: DateRange(name, ends[0], ends[1], "UTC"),
        st.sampled_from(["published", "seen"]),
        _day_ranges,
    ),
    st.builds(lambda low: DateRange("published", low, None, "UTC"), _open | _instants),
    st.builds(lambda high: DateRange("published", None, high, "UTC"), _open | _instants),
    st.just(DateRange("seen", Ago(timedelta(days=30)), Ago(timedelta(days=7)), "UTC")),
)


_close_parts: st.SearchStrategy[Node] = st.recursive(
    leaves, lambda inner: st.lists(inner, min_size=2, max_size=3).map(any_of), max_leaves=3
)
_plain_near = st.builds(
    Near, st.lists(_close_parts, min_size=2, max_size=2).map(tuple), st.integers(0, 4), st.booleans()
)
_nested_parts = _close_parts | _plain_near | st.tuples(_plain_near, _close_parts).map(any_of)
_several = st.lists(_close_parts, min_size=2, max_size=3).map(tuple) | st.lists(
    _nested_parts, min_size=2, max_size=2
).map(tuple)
close = st.one_of(
    st.builds(Near, _several, st.integers(0, 4), st.booleans()),
    st.builds(Sentence, _several),
    st.builds(AtLeast, _close_parts, st.integers(2, 4)),
)


def trees(
    leaf: st.SearchStrategy[Node] = leaves | close, *, others: st.SearchStrategy[Node] = labels | dates
) -> st.SearchStrategy[Node]:
    """Trees of words, fields, labels and dates under AND, OR and NOT."""

    def joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3)
        return several.map(all_of) | several.map(any_of) | inner.map(without)

    in_text = st.recursive(leaf, joined, max_leaves=4)
    in_field = st.builds(lambda field, part: In(field, part), fields, in_text)
    return st.recursive(leaf | in_field | others, joined, max_leaves=6)
