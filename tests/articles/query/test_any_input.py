"""Nothing that a person can type crashes or hangs: it is refused with a place and a reason, or understood, judged and shown truly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.watchlist import Watchlist
from articles.article import Content
from articles.entities import Entity
from articles.errors import QueryError
from articles.index.asked import asked
from articles.query import Judged, advise, advise_watch, evaluate, expand, parse, show, why
from articles.query.nodes import Node
from articles.query.verdicts import verdicts
from tests.articles.query.test_judge import NOON, judged
from tests.examples import examples

ENTITIES = {"kadyrov": Entity("kadyrov", "Kadyrov", aliases=("Кадыров*",))}
SAVED = {
    "taken": "detain* OR arrest*",
    "quiet": "NOT sport",
    "near": "a NEAR/2 b",
    "bad": "((",
    "self": "@self",
}
DOC: Judged = judged(
    Content(
        "Who did it? a b c",
        "O’Brien met Al-Assad. 习近平 人权观察 카디로프는 ภาษา Кадырова a b a b.\n\nThe end, and a ab abc {3,} //",
        ("caption a",),
        ("Ann B.",),
        None,
        "en",
    ),
    entities=ENTITIES,
)
_CHARACTERS = st.one_of(
    st.sampled_from("ab*?\" ()-−–:=.,\n\t/{}3“”„«»'’@^~!|&#$%[]<>\\_…"),
    st.sampled_from(
        "\x00\x1b\x7f\ud800\udfff\u200b\u200c\u200d\u200e\u202e\u2066\u2069\ufeff\u00ad\u0301\u0345\u20dd"
    ),
    st.sampled_from('人权习é́נ"ߘทย์한각ﷺﬁßİıſΣς²①〇々ーｆ؟،ـ۩🏳️‍🌈🇩🇪'),
    st.characters(exclude_categories=()),
)
_PIECES = [
    "a", "b*", "*c", "?b", '"c d"', '"a* *b ?c"', "人?权", "O'Brien", "AND", "OR", "NOT", "-", "!", "+", "(", ")", "((", "))",
    "title:", "lead:", "author:", "source:x", "site:", "tag:", "lang:ru", "country:DE", "entity:kadyrov", "entity:x",
    "story:12", "published:7d", "published:", "seen:", "seen:>=2026-11-01", "2026-11-01..", "..", "yesterday", "99999999w",
    "0001-01-01", "9999-12-31T23:59+14:00", "=", "=WHO", '="Women in Black"', "NEAR/3", "ONEAR/0", "NEAR", "NEAR/250",
    "SENTENCE", "{2,}", "{1000,}", "{", "}", "@taken", "@quiet", "@near", "@bad", "@self", "@", "// note\n", "\n", "“", "„",
    "»", "«", '"', "near/5", "~3", "^2", "https://example.org/a?b=c", "\u202e", "\x00",
]  # fmt: skip


def taken(text: str) -> Node | None:
    """Everything that is done with a query as it is typed; its tree, None where it was refused."""
    try:
        tree = parse(text, zone="Europe/Berlin", entities=ENTITIES, saved=SAVED)
    except QueryError as error:
        assert error.text == text
        assert 0 <= error.column <= len(text) and error.length >= 1
        told = str(error)
        assert error.message and len(told) < 1_000
        told.encode()
        assert not set("\x00\x1b\u202e\u2066") & set(told.split("\n")[1])
        return None
    for shown in (show(tree), show(tree, typed=True)):
        assert parse(shown, zone="Europe/Berlin", entities=ENTITIES, saved=SAVED) == tree
    for note in [*advise(tree, text), *advise_watch(tree)]:
        assert note.message and 0 <= note.column <= len(text)
    asked(expand(tree, ENTITIES))
    spans = evaluate(tree, DOC, NOON)
    assert Watchlist([(0, tree)], ENTITIES).match(DOC, NOON) == ([] if spans is None else [0])
    assert (spans is not None) == (verdicts(tree, DOC, NOON).met is True)
    assert spans is not None or why(tree, DOC, NOON) == ()
    return tree


@settings(max_examples=examples(1_000), deadline=None)
@given(st.text(_CHARACTERS, max_size=60))
def test_any_characters(text: str) -> None:
    taken(text)


@settings(max_examples=examples(1_000), deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES) | st.text(_CHARACTERS, max_size=4), max_size=25),
    st.sampled_from([" ", "", "\n"]),
)
def test_any_pieces_of_the_language(pieces: list[str], between: str) -> None:
    taken(between.join(pieces))


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(_PIECES), st.sampled_from([" ", ""]), st.integers(10, 30_000))
def test_any_piece_thousands_of_times(piece: str, between: str, times: int) -> None:
    text = between.join([piece] * min(times, 30_001 // (len(piece) + len(between)) + 1))
    taken(text)


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(f"word{n}" for n in range(10_000)),
        " OR ".join(f"w{n}*" for n in range(999)),
        "(" * 1_000 + "a" + ")" * 1_000,
        "(a OR " * 39 + "b" + ")" * 39,
        "-(" * 1_000 + "a" + ")" * 1_000,
        "NOT " * 7_000 + "a",
        "(" * 38 + "a" + " NEAR/1 b)" * 38,
        " ".join("((a NEAR/50 b NEAR/50 c) NEAR/5 a)" for _ in range(150)),
        " OR ".join(f"(a{n} NEAR/250 b)" for n in range(400)),
        "ab" + "*a" * 14_000,
        "ab" + "?" * 29_000,
        "a" * 30_000,
        "a" + "\u0301" * 29_000,
        "{3,}".join(["a"] * 7_000),
        "title:" * 4_900 + "a",
        "published:" + "9" * 20_000 + "d",
        "@taken " * 4_000,
    ],
    ids=lambda text: f"{text[:12]!r}, {len(text)}",
)
def test_what_is_long_or_deep(text: str) -> None:
    taken(text)
