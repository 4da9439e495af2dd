"""The verdict on every part of a query says what the judge says, with the three values of an unknown date."""

from hypothesis import given, settings

from articles.article import Content
from articles.entities import Entity
from articles.query import evaluate, parse
from articles.query.nodes import And, Node, Not, Or
from articles.query.verdicts import Verdict, failed, verdicts
from tests.articles.query import naive, trees
from tests.articles.query.test_judge import NOON, as_judged, judged, plain_articles


def _tell(query: str, content: Content) -> Verdict:
    orlov = Entity("orlov", "Anton Orlov*", aliases=("Орлов*",))
    tree = parse(query, zone="UTC", entities={"orlov"})
    return verdicts(tree, judged(content, entities={"orlov": orlov}), NOON)


COURT = Content(
    "Court in Grozny",
    "The court rose. Kadyrov spoke in Grozny.\n\nPolice came late.",
    ("A street",),
    language="en",
)


def test_each_part_says_where_it_stands_or_why_it_fails() -> None:
    told = _tell(
        "grozny title:(police OR court) kadyrov NEAR/2 police published:7d -street lang:ru grozny{9,} entity:orlov",
        COURT,
    )
    assert told.met is False
    by_part = {part.part: part for part in told.parts}
    assert [(part.met, part.note) for part in by_part.values()] == [
        (True, ""),
        (True, ""),
        (False, "all of it is there, but not so close"),
        (None, "its publisher gives no date, so that nothing can be said"),
        (False, "what must not be there is there"),
        (False, "it is lang:en"),
        (False, "it is there 2 times of 9"),
        (False, "none of its 2 spellings is there"),
    ]
    grozny = by_part["grozny"]
    assert grozny.words == ("Grozny",) and [span.field for span in grozny.spans] == ["title", "body"]
    title = by_part["title:(police OR court)"]
    assert [(part.part, part.met) for part in title.parts] == [("title:police", False), ("title:court", True)]
    assert [part.part for part in failed(told)] == [
        "kadyrov NEAR/2 police",
        "published:7d",
        "NOT street",
        "lang:ru",
        "grozny{9,}",
        "entity:orlov",
    ]


def test_an_unknown_date_is_neither_met_nor_failed() -> None:
    for query in ("grozny published:7d", "grozny -published:7d"):
        told = _tell(query, COURT)
        assert told.met is None
        assert [part.met for part in failed(told)] == [None]
    assert _tell("moscow published:7d", COURT).met is False, "it fails anyhow"
    assert _tell("grozny OR published:7d", COURT).met is True


def test_an_entity_is_told_with_how_it_is_mentioned() -> None:
    told = _tell(
        "entity:orlov", Content("Антон Орлов", "Антону Орлову отказали. Орлов ждёт.", (), language="ru")
    )
    assert [one.surface for one in told.mentions][:1] == ["Орлов"]
    maxim = Entity("lapunov", "Maxim Lapunov")
    text = Content("", "Максима Лапунова судят. Лапунов ждёт.", (), language="ru")
    whole, alone = verdicts(
        parse("entity:lapunov", entities={"lapunov"}), judged(text, entities={"lapunov": maxim}), NOON
    ).mentions
    assert whole.told.startswith("“Максима Лапунова” (whole name, 0.")
    assert alone.told == f"“Лапунов” (family name, {alone.score:.2f}: behind a whole mention)"


def _agrees(verdict: Verdict, tree: Node) -> None:
    values = [part.met for part in verdict.parts]
    if isinstance(tree, And):
        assert verdict.met is (False if False in values else None if None in values else True)
    elif isinstance(tree, Or):
        assert verdict.met is (True if True in values else None if None in values else False)
    elif isinstance(tree, Not):
        assert verdict.met is (None if values[0] is None else not values[0])
    if isinstance(tree, And | Or):
        for part, inner in zip(verdict.parts, tree.parts, strict=True):
            _agrees(part, inner)


@settings(deadline=None)
@given(trees.trees(), plain_articles)
def test_every_part_agrees_with_the_judge(tree: Node, plain: naive.Plain) -> None:
    doc = as_judged(plain)
    told = verdicts(tree, doc, NOON)
    assert told.met is naive.judge(tree, plain, NOON)[0]
    assert (told.met is True) == (evaluate(tree, doc, NOON) is not None)
    _agrees(told, tree)
    if told.met is not True:
        assert list(failed(told)), "something is named that failed"
        assert all(part.met is not True for part in failed(told))
