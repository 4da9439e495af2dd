"""The samples that people are shown of what an entity finds: a name is in one gender and case throughout."""

import pytest

from articles.entities import Entity
from articles.names.variants import variants


def inflected(name: str, type_: str = "person") -> str:
    return ", ".join(variants(Entity("x", name, type_))["inflected"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Светлана Тихановская", "Светланы Тихановской, Светлане Тихановской, Светлану Тихановскую, Светланой Тихановской"),
        ("Світлана Тихановська", "Світлани Тихановської, Світлані Тихановській, Світлану Тихановську, Світланою Тихановською"),
        ("Анна Каренина", "Анны Карениной, Анне Карениной, Анну Каренину, Анной Карениной"),
        ("Максим Ляпунов", "Максима Ляпунова, Максиму Ляпунову, Максимом Ляпуновым, Максиме Ляпунове"),
        ("Илья Яшин", "Ильи Яшина, Илье Яшину, Илью Яшина, Ильей Яшиным, Илье Яшине"),
        ("Ольга Коваль", "Ольги Коваль, Ольге Коваль, Ольгу Коваль, Ольгой Коваль"),
        ("Саша Белый", "Саши Белого, Саше Белому, Сашу Белого, Сашей Белым, Саше Белом"),
        ("Петро Порошенко", "Петра Порошенко, Петру Порошенко, Петром Порошенко, Петре Порошенко"),
        ("Олег Лукашевич", "Олега Лукашевича, Олегу Лукашевичу, Олегом Лукашевичем, Олеге Лукашевиче"),
        ("Лев Толстой", "Льва Толстого, Льву Толстому, Львом Толстым, Льве Толстом"),
        ("习近平", ""),
    ],
)  # fmt: skip
def test_a_name_is_inflected_as_a_whole(name: str, expected: str) -> None:
    assert inflected(name) == expected


@pytest.mark.parametrize(
    ("name", "cyrillic", "some", "none"),
    [
        ("Anna Karenina", "Анны Карениной, Анне Карениной, Анну Каренину, Анной Карениной", "Annou Kareninou", "ová"),
        ("Maxim Lyapunov", "Максима Ляпунова, Максиму Ляпунову, Максимом Ляпуновым, Максиме Ляпунове", "Maximem Lyapunovem", "ová"),
        ("Volodymyr Zelensky", "Володимира Зеленского, Володимиру Зеленскому, Володимиром Зеленским, Володимире Зеленском", "Volodymyra Zelenského", "ho Zel"),
        ("Theresa May", "Тересы Май, Тересе Май, Тересу Май, Тересой Май", "Theresu Mayovou", "Maho"),
    ],
)  # fmt: skip
def test_a_latin_name_is_inflected_in_both_scripts(name: str, cyrillic: str, some: str, none: str) -> None:
    told = inflected(name)
    assert told.endswith(f", {cyrillic}") and f"{some}, " in told and none not in told


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("Газпром", "organisation", "Газпрома, Газпрому, Газпромом, Газпроме"),
        ("Чечня", "place", "Чечни, Чечне, Чечню, Чечней"),
        ("Комитет гражданских инициатив", "organisation", ""),
    ],
)
def test_of_a_thing_one_word_is_inflected(name: str, type_: str, expected: str) -> None:
    assert inflected(name, type_) == expected


def test_a_cyrillic_name_is_shown_in_latin_letters() -> None:
    assert variants(Entity("x", "Наталья Поклонская"))["transliterated"] == ("Natalya Poklonskaya",)
