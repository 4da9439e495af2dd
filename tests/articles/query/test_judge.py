"""The judge against a plain one, and on what readers ask."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.analysis import analyse
from articles.article import TEXT_FIELDS, Content, Origin, Published, Span, Version, field_text
from articles.entities import Entity
from articles.errors import QueryError
from articles.query import Judged, entity_tree, evaluate, expand, negation_at_leaves, parse, show, why
from articles.query.nodes import Node, Or, Phrase, Term, Wildcard
from tests.articles.query import naive, trees
from tests.examples import examples

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


def judged(
    content: Content,
    *,
    entities: dict[str, Entity] | None = None,
    source: str = "wire",
    name: str = "The Wire",
    seen: datetime = NOON,
) -> Judged:
    origin = Origin(source, name, "RU", ("Human Rights", "courts"))
    version = Version(
        1, 1, 1, "https://example.org/a", "example.org", content, origin, seen, seen, True, False, "new"
    )
    return Judged(version, analyse(content), entities or {})


_words = st.sampled_from([*trees.WORDS, "bat", "acat", "adaa", "cot", "Ada.", "Bob."])
_paragraphs = st.lists(st.lists(_words, min_size=1, max_size=7).map(tuple), max_size=3).map(tuple)
_moments = st.integers(0, 20 * 24 * 60).map(
    lambda m: datetime(2026, 10, 28, tzinfo=UTC) + timedelta(minutes=m)
)
_published = st.none() | st.tuples(_moments, st.sampled_from([1, 60, 1440])).map(
    lambda pair: (pair[0], pair[0] + timedelta(minutes=pair[1]))
)
plain_articles = st.builds(
    naive.Plain,
    title=_paragraphs.map(lambda found: found[:1]),
    body=_paragraphs | st.just((("ada",) * 59 + ("bob", "cat", "cat"), ("cat",))),
    caption=_paragraphs,
    author=_paragraphs,
    source=st.sampled_from([("wire",), ("times", "the daily")]),
    lang=st.sampled_from(["en", "de"]),
    seen=_moments,
    published=_published,
)


def as_judged(doc: naive.Plain) -> Judged:
    published = doc.published and Published(*doc.published, "time", "meta")
    captions = tuple(" ".join(words) for words in doc.caption)
    authors = tuple(" ".join(words) for words in doc.author)
    content = Content(doc.text("title"), doc.text("body"), captions, authors, published, doc.lang)
    return judged(content, source=doc.source[0], name=doc.source[-1], seen=doc.seen)


def letters(spans: tuple[Span, ...], doc: Judged) -> set[naive.Letter]:
    content = doc.version.content
    return {
        (span.field, offset)
        for span in spans
        for offset in range(span.start, span.end)
        if field_text(content, span.field)[span.start : span.end]
    }


@settings(max_examples=examples(400), deadline=None)
@given(trees.trees(), plain_articles, _moments)
def test_the_judge_agrees_with_a_plain_one(tree: Node, doc: naive.Plain, at: datetime) -> None:
    expected, marked = naive.judge(tree, doc, at)
    article = as_judged(doc)
    found = evaluate(tree, article, at)
    assert (found is not None) == (expected is True)
    reasons = why(tree, article, at)
    if found is not None:
        assert letters(found, article) == marked
        assert letters(tuple(span for reason in reasons for span in reason.spans), article) == marked
        assert list(found) == sorted(found, key=lambda span: (TEXT_FIELDS.index(span.field), span.start))
        assert all(a.end < b.start for a, b in pairwise(found) if a.field == b.field)
    else:
        assert reasons == ()


@settings(deadline=None)
@given(trees.trees(), plain_articles, _moments)
def test_negation_at_the_leaves_asks_the_same(tree: Node, doc: naive.Plain, at: datetime) -> None:
    article = as_judged(doc)
    moved = negation_at_leaves(tree)
    assert (evaluate(moved, article, at) is None) == (evaluate(tree, article, at) is None)


ARTICLE = Content(
    title="Kadyrov’s men deny it",
    text="Human Rights Watch spoke of a secret\n\nprison in Grozny. 人权观察 나는 카디로프를 WHO who",
    captions=("Ramzan Kadyrov (left)", "Putin"),
    authors=("Ann Putina",),
    published=Published(NOON - timedelta(days=2), NOON - timedelta(days=1), "day", "meta"),
    language="en",
)
KADYROV = Entity("kadyrov", "Ramzan Kad?rov", aliases=("Рамзан Кадыров*", "카디로프"))


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("kadyrov", ["title:Kadyrov", "caption:Kadyrov"]),
        ("kadyrov's", ["title:Kadyrov’s"]),
        ("kadyr", None),
        ("putin", ["caption:Putin"]),
        ("putina", None),
        ("author:putin*", ["author:Putina"]),
        ('"secret prison"', None),
        ('"kadyrov putin"', None),
        ("secret prison", ["body:secret", "body:prison"]),
        ('"rights watch" OR grozny', ["body:Rights Watch", "body:Grozny"]),
        ("人权", ["body:人权"]),
        ("人?观", ["body:人权观"]),
        ("人 OR 权", ["body:人权"]),
        ("카디로프", ["body:카디로프"]),
        ("=who", ["body:who"]),
        ("=WHO", ["body:WHO"]),
        ("who", ["body:WHO", "body:who"]),
        ("grozny -putina", ["body:Grozny"]),
        ("grozny -putin", None),
        ("title:(men NOT putin)", ["title:men"]),
        ("lead:secret", ["body:secret"]),
        ("lead:prison", None),
        ("source:wire", []),
        ('source:"the wire" tag:human-rights country:RU lang:en site:www.example.org', []),
        ("tag:courts grozny", ["body:Grozny"]),
        ("source:wired OR lang:de", None),
        ("entity:kadyrov", ["body:카디로프", "caption:Ramzan Kadyrov"]),
        ("title:(entity:kadyrov)", None),
        ("caption:entity:kadyrov", ["caption:Ramzan Kadyrov"]),
        ("published:2026-11-08", []),
        ("published:2026-11-06", None),
        ("published:..2026-11-07T11:59Z", None),
        ("published:2d seen:today", []),
        ("published:20h", None),
        ("seen:..yesterday", None),
        ("human NEAR/2 spoke", ["body:Human", "body:spoke"]),
        ("human NEAR/1 spoke", None),
        ("spoke ONEAR/2 human", None),
        ("secret NEAR/5 prison", None),
        ("grozny SENTENCE prison", ["body:prison", "body:Grozny"]),
        ("prison SENTENCE 人", None),
        ("人权 NEAR/1 察", ["body:人权", "body:察"]),
        ("entity:kadyrov NEAR/0 left", ["caption:Ramzan Kadyrov", "caption:left"]),
        ("kadyrov{2,}", ["title:Kadyrov", "caption:Kadyrov"]),
        ("kadyrov{3,}", None),
        ("(ramzan OR kadyrov){3,}", ["title:Kadyrov", "caption:Ramzan", "caption:Kadyrov"]),
        ("entity:kadyrov{3,}", None),
        ("(who NEAR/3 who) OR who{3,}", ["body:WHO", "body:who"]),
    ],
)
def test_what_readers_ask(query: str, matched: list[str] | None) -> None:
    doc = judged(ARTICLE, entities={"kadyrov": KADYROV})
    found = evaluate(parse(query), doc, NOON)
    shown = found and [f"{s.field}:{field_text(ARTICLE, s.field)[s.start : s.end]}" for s in found]
    assert (list(shown) if shown is not None else None) == matched


def test_no_date_meets_neither_a_filter_nor_its_negation() -> None:
    doc = judged(Content("word", ""))
    assert evaluate(parse("word published:2026"), doc, NOON) is None
    assert evaluate(parse("word NOT published:2026"), doc, NOON) is None
    assert evaluate(parse("word NOT (published:2026 source:other)"), doc, NOON) is not None
    assert evaluate(parse("word OR published:2026"), doc, NOON) is not None


def test_relative_times_count_from_the_moment_of_judging() -> None:
    doc = judged(Content("word", ""))
    ask: Callable[[timedelta], bool] = lambda later: evaluate(parse("seen:7d"), doc, NOON + later) is not None  # noqa: E731
    assert ask(timedelta(days=7))
    assert not ask(timedelta(days=7, seconds=1))


def test_why_names_part_and_field() -> None:
    doc = judged(ARTICLE, entities={"kadyrov": KADYROV})
    reasons = why(parse("(putin OR moscow) source:wire -sport"), doc, NOON)
    assert [(show(reason.part), reason.field) for reason in reasons] == [
        ("putin", "caption"),
        ("source:wire", None),
    ]
    named = why(parse("entity:kadyrov"), doc, NOON)
    assert [(show(reason.part), reason.field) for reason in named] == [
        ("entity:kadyrov", "body"),
        ("entity:kadyrov", "caption"),
    ]


def test_entities() -> None:
    assert entity_tree(KADYROV) == Or(
        (
            Phrase((Term("ramzan"), Wildcard("kad?rov"))),
            Phrase((Term("рамзан"), Wildcard("кадыров*"))),
            Phrase(tuple(map(Term, "카디로프"))),
        )
    )
    assert entity_tree(Entity("x", "Żółć", aliases=("Zolc", "zolc"))) == Term("zolc")
    assert show(expand(parse("a -entity:kadyrov"), {"kadyrov": KADYROV})).startswith(
        'a AND NOT ("ramzan kad?rov" OR'
    )
    with pytest.raises(QueryError, match="Entity “x”, spelling “\\*r”: A word with wildcards"):
        entity_tree(Entity("x", "*r"))
    with pytest.raises(QueryError, match="no letter or digit"):
        entity_tree(Entity("x", "!"))
    with pytest.raises(QueryError, match="no entity “gone”"):
        evaluate(parse("entity:gone"), judged(ARTICLE), NOON)


def test_wildcards_that_could_go_back_for_ever() -> None:
    doc = judged(Content("a" * 128, " ".join("a" * n for n in range(1, 128))))
    query = " ".join(f"{'a*' * n}ab" for n in range(2, 30))
    assert evaluate(parse(query), doc, NOON) is None
    assert evaluate(parse("a*a*a*a*a*a*a*a*a*a*a*a*a*a"), doc, NOON)
