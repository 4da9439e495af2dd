"""A part that names an entity and is not met says what stands there and what keeps it from counting."""

import pytest

from articles.article import Content
from articles.entities import Entity
from articles.query import parse
from articles.query.verdicts import verdicts
from tests.articles.query.test_judge import NOON, judged


def note(entity: Entity, text: str, query: str = "entity:x", title: str = "News") -> str:
    doc = judged(Content(title, text, language="en"), entities={"x": entity})
    told = verdicts(parse(query, zone="UTC", entities={"x"}), doc, NOON)
    assert told.met is False
    return told.note


MAY = Entity("x", "Theresa May")
FAR = " and so on" * 40


@pytest.mark.parametrize(
    ("entity", "text", "said"),
    [
        (Entity("x", "Theresa May", without=("month*", "rugby")), "Theresa May plays rugby.",
         "“Theresa May” is there, but near “rugby”, which must not be near it"),
        (Entity("x", "Theresa May", context=("brexit", "london")), "Theresa May came.",
         "“Theresa May” is there, but not near a word of its context (“brexit”, “london”)"),
        (Entity("x", "Theresa May", context=("brexit",)), f"Theresa May came{FAR} brexit.",
         "“Theresa May” is there, but not near a word of its context (“brexit”)"),
        (Entity("x", "Ramzan Kadyrov", rejected=("Рамзана Кадырова",)), "Видели Рамзана Кадырова.",
         "“Рамзана Кадырова” is there, but rejected (“not this one”)"),
        (Entity("x", "Theresa May", without=("rugby",), context=("brexit",)), "Theresa May plays rugby.",
         "“Theresa May” is there, but near “rugby”, which must not be near it and not near a word of its context (“brexit”)"),
        (Entity("x", "Theresa May", without=("rugby",), rejected=("Teresa May",)),
         f"Theresa May plays rugby.{FAR} Teresa May sings.",
         "“Theresa May”, “Teresa May” are there, but kept out by its reject and not"),
        (Entity("x", "Donald Trump"), "Donald Trump Jr. came.", "“Donald Trump Jr” is there, but as another’s name"),
        (Entity("x", "Donald Trump"), "Вот: Дональд Трамп-младший.",
         "“Дональд Трамп-младший” is there, but as another’s name"),
        (Entity("x", "Donald Trump"), "Ivanka Trump came.", "“Ivanka Trump” is there, but as another’s name"),
        (Entity("x", "Maxim Lapunov"), "They met Lapunov.",
         "only the family name is there (“Lapunov”), which does not count by itself"),
        (Entity("x", "Maxim Lapunov", off=("transliterated",)), "Видели: Максим Лапунов.",
         "“Максим Лапунов” is there, but switched off (transliterated)"),
        (Entity("x", "Gazprom", "organisation", without=("bank",)), "Gazprom bank.",
         "“Gazprom” is there, but near “bank”, which must not be near it"),
        (Entity("x", "Maxim Lapunov"), "Nobody came.", "its name is not there"),
        (Entity("x", "Maxim Lapunov", aliases=("M*m Lapunov",)), "Nobody came.", "none of its 2 spellings is there"),
    ],
)  # fmt: skip
def test_what_keeps_a_name_from_counting(entity: Entity, text: str, said: str) -> None:
    assert note(entity, text) == said


def test_within_a_field_it_is_said_of_that_field() -> None:
    barred = Entity("x", "Theresa May", without=("rugby",))
    assert note(barred, "Theresa May plays rugby.", "title:entity:x") == "its name is not there"
    told = note(barred, "x", "title:entity:x", "Theresa May plays rugby")
    assert told == "“Theresa May” is there, but near “rugby”, which must not be near it"
    assert note(MAY, "x", "title:entity:x", "Brian May plays") == (
        "“Brian May” is there, but as another’s name"
    )
    assert note(MAY, "x", "author:entity:x") == "its name is not there"


def test_what_is_not_like_enough_says_how_like_it_is() -> None:
    told = note(Entity("x", "Maxim Lapunov", precision="strict"), "It was M. Lapunov.")
    assert told.startswith("“M. Lapunov” (whole name, 0.") and "initial" in told
    assert told.endswith(" is there, but not like enough where precision is strict")
