"""Fathers and sons of one name: live matching, the judge and the mentions give one answer, whatever mark tells them apart."""

from datetime import UTC, datetime

import pytest

from alerts.watchlist import Watchlist
from articles.analysis import skim
from articles.article import Content, Origin, Version
from articles.entities import Entity
from articles.query import Judged, evaluate
from articles.query.nodes import EntityRef

NOW = datetime(2026, 11, 26, tzinfo=UTC)
YOUNGER = "mladší mladsi mladšího ml. Jr Jr. jr JR. jun. junior Junior mlajši młodszy młodszego mlodszy младший младшего младши молодший мл. fils III"
ELDER = "starší starsi staršího st. Sr Sr. sen. senior starejši starszy старший старшего ст. stariji père"
BABIS = Entity("e", "Andrej Babiš")


def answers(entity: Entity, text: str) -> tuple[bool, bool, bool]:
    """What live matching, the judge and the mentions say."""
    content, entities = Content("", text), {"e": entity}
    version = Version(0, 0, 1, "", "", content, Origin("s", "s"), NOW, NOW, True, False, "new")
    doc = Judged(version, skim(content), entities)
    watchlist = Watchlist([("w", EntityRef("e"))], entities)
    return (
        watchlist.match(doc, NOW) == ["w"],
        evaluate(EntityRef("e"), Judged(version, skim(content), entities), NOW) is not None,
        bool(Judged(version, skim(content), entities).reading.mentions(entity, "body")),
    )


@pytest.mark.parametrize("mark", (YOUNGER + " " + ELDER).split())
@pytest.mark.parametrize("before", [" ", ", ", "-"])
def test_a_name_with_a_mark_of_the_generation_is_somebody_else_s(mark: str, before: str) -> None:
    for text in (f"Andrej Babiš{before}{mark} vypovídal", f"Včera vypovídal Andrej Babiš{before}{mark}"):
        assert answers(BABIS, text) == (False, False, False), text
        assert answers(BABIS, f"Andrej Babiš odešel. {text}") == (True, True, True), text


@pytest.mark.parametrize("mark", YOUNGER.split()[:-2])
def test_and_his_whose_name_has_it(mark: str) -> None:
    for name in ("Andrej Babiš ml.", "Andrej Babiš mladší", "Andrej Babiš Jr.", "Andrej Babiš jun."):
        assert answers(Entity("e", name), f"Andrej Babiš {mark} vypovídal") == (True, True, True), name
        assert answers(Entity("e", name), "Andrej Babiš starší vypovídal") == (False, False, False), name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Amartya Sen", "Amartya Sen spoke"),
        ("Kim Jun", "Kim Jun spoke"),
        ("Andrej Babiš", "Andrej Babiš starosta nebyl"),
        ("Andrej Babiš", "Andrej Babiš mluvil"),
    ],
)
def test_other_words_are_no_mark(name: str, text: str) -> None:
    assert answers(Entity("e", name), text) == (True, True, True)
