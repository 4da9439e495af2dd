"""Names that are offered for being nobody's yet: what a configured entity is called in any script is not among them."""

from datetime import UTC, datetime

import pytest

from articles.analysis import analyse
from articles.article import Content, Origin, Version
from articles.entities import Entity
from articles.store.versions import Stored
from articles.suggesting import new_names

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TEXT = "Yesterday Светлана Тихановская met Maxim Velmore, 习近平, Xi Jinping and Human Rights Watch; Irina Velmore left."


def names_of(text: str) -> list[tuple[int, int, str]]:
    names = ("Светлана Тихановская", "习近平", "Xi Jinping", "Human Rights Watch", "Irina Velmore")
    return [(text.index(name), text.index(name) + len(name), "person") for name in names if name in text]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Entity("e", "Sviatlana Tsikhanouskaya"), "Светлана Тихановская"),
        (Entity("e", "HRW", "organisation"), "Human Rights Watch"),
        (Entity("e", "Xi Jinping"), "习近平"),
        (Entity("e", "习近平"), "Xi Jinping"),
        (Entity("e", "Somebody Else", rejected=("Iryna Velmore",)), "Irina Velmore"),
    ],
)
def test_what_means_the_same_as_a_name_that_is_known_is_not_offered(known: Entity, told: str) -> None:
    content = Content("", TEXT)
    version = Version(1, 1, 1, "", "", content, Origin("s", "s"), NOW, NOW, True, False, "new")
    stored = [Stored(version, analyse(content))]

    def offered(*entities: Entity) -> set[str]:
        found = new_names(stored, entities, least=1, recognise=names_of)
        return {surface for one in found for surface in (one.surface, *one.other)}

    others = [Entity(f"o{number}", f"Maxim Another{number}") for number in range(3)]
    assert told in offered(*others)
    assert told not in offered(*others, known)
