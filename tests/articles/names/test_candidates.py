"""What may be a name: nearly that of somebody who is looked for, or of anybody, by how it stands in a text."""

import pytest

from articles.entities import Entity
from articles.names.candidates import names_in, near_misses
from articles.names.mentions import mentions
from articles.names.scanning import scan
from articles.names.sought import sought


def missed(text: str, name: str) -> list[str]:
    looked_for, scans = sought(Entity("e", name)), [scan(text)]
    return [one.surface for one in near_misses(looked_for, scans, mentions(looked_for, scans))]


def test_what_is_much_like_a_name_and_not_taken() -> None:
    text = "Maxim Lapunov spoke. Maxim Lapushkov did not, Maks Laponow neither, nor Maxim Gorki."
    assert "Maxim Lapushkov" in missed(text, "Maxim Lapunov")
    assert "Maxim Gorki" not in missed(text, "Maxim Lapunov")
    assert missed("Maxim Lapunov spoke.", "Maxim Lapunov") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He met Irina Orlova and the minister Marek Novy.", ["Irina Orlova", "Marek Novy"]),
        ("Вчера Иван Петров и Анна-Мария Кох спорили.", ["Иван Петров", "Анна-Мария Кох"]),
        ("Later He left. In London it rained.", []),
        ("Maria Lind came.", ["Maria Lind"]),
        ("The UN Security Council", ["Security Council"]),
        ("President Maria Lind came", ["Maria Lind"]),
        ("He saw UN President there.", []),
        ("", []),
    ],
)
def test_names_by_capital_letters(text: str, names: list[str]) -> None:
    assert [one.surface for one in names_in(scan(text), 0)] == names
