"""What `entity:` means on a version: spellings as given, mentions, and the words that must or must not be near."""

import pytest

from articles.analysis import analyse
from articles.article import Content
from articles.entities import Entity
from articles.names.variants import variants
from articles.query.mentioning import Reading


def surfaces(entity: Entity, text: str, title: str = "") -> list[str]:
    content = Content(title, text)
    reading = Reading(content, analyse(content))
    return [one.surface for field in ("title", "body") for one in reading.mentions(entity, field)]


MAY = Entity("may", "Theresa May")


def test_mentions_have_spans_scores_and_reasons() -> None:
    text = "Терезу Мэй спросили. Мэй ушла. theresa may"
    content = Content("", text)
    found = Reading(content, analyse(content)).mentions(MAY, "body")
    assert [(one.surface, one.variant) for one in found] == [
        ("Терезу Мэй", "full"),
        ("Мэй", "family name"),
        ("theresa may", "given"),
    ]
    assert [one.run for one in found] == [(0, 2), (3, 4), (5, 7)]
    assert all(
        text[one.span.start : one.span.end] == one.surface and 0 < one.score <= 1 and one.reasons
        for one in found
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("UN", "Il est un homme. The UN said.", ["UN"]),
        ("WHO", "Who came? The WHO.", ["WHO"]),
        ("NATO", "Nato said.", ["Nato"]),
        ("Memorial", "At a memorial service MEMORIAL spoke for Memorial.", ["MEMORIAL", "Memorial"]),
        ("Human Rights Watch", "A human rights watch.", ["human rights watch"]),
        ("Human Rights Watch", "Human, Rights, Watch.", []),
        ("Al-Qaida", "Members of al-Qaida fled; al-qaida.", ["al-Qaida"]),
        ("L'Oréal", "Parfums de l'Oréal.", ["l'Oréal"]),
        ("San Giovanni", "San Juan. San Giovanni.", ["San Giovanni"]),
        ("Johnson & Johnson", "She thanked Boris. Johnson & Johnson fell.", ["Johnson & Johnson"]),
        ("St. Petersburg", "In St. Petersburg.", ["St. Petersburg"]),
        ("Red Cross", "It was red. Cross people came; red, cross. The Red Cross.", ["Red Cross"]),
    ],
)
def test_as_given_by_its_signs_and_capital_letters(name: str, text: str, expected: list[str]) -> None:
    entity = Entity("x", name, "organisation")
    assert surfaces(entity, text) == expected
    content = Content("", text)
    quick = Reading(content, analyse(content)).stands_as_given(entity)
    assert quick <= bool(expected), "what is seen quickly is a mention"


def test_no_spelling_is_seen_quickly_that_is_no_mention() -> None:
    entity = Entity("t", "Donald Trump")
    for text in (
        "Her husband Donald. Trump said.",
        "McDonald Trump",
        "Donald Trump Jr.",
        "Donald Trump-Kushner",
        "Donald Trumpův",
        "Donald Trump’s",
    ):
        content = Content("", text)
        reading = Reading(content, analyse(content))
        assert not reading.stands_as_given(entity) or reading.mentions(entity, "body"), text


@pytest.mark.parametrize(
    ("entity", "text", "told"),
    [
        (MAY, "Theresa May", "“Theresa May” (as it is given, 1.00)"),
        (MAY, "May, Theresa", "“May, Theresa” (whole name, 1.00: the same words)"),
        (Entity("l", "Maxim Lyapunov"), "Maxim Lapunov", "(whole name, 1.00: Lyapunov ~ Lapunov: spelled otherwise)"),
        (Entity("w", "Łukasz Wójcik"), "Wojcik, Lukasz", "(whole name, 1.00: the same words)"),
        (Entity("g", "Газпром", "organisation"), "В Газпроме", "(whole name, 0.98: Газпром ~ Газпроме: inflected (– → e))"),
        (Entity("g", "Germany", "place"), "Deutschland", "(whole name, 1.00: Deutschland: the name in another language)"),
    ],
)  # fmt: skip
def test_every_mention_says_why(entity: Entity, text: str, told: str) -> None:
    content = Content("", text)
    (found,) = Reading(content, analyse(content)).mentions(entity, "body")
    assert found.told.endswith(told)
    assert len(str(found.as_json()["score"])) <= len("0.000")


@pytest.mark.parametrize(
    ("more", "text", "expected"),
    [
        ({"context": ("brexit*",)}, "Тереза Мэй уехала.", []),
        ({"context": ("brexit*",)}, "Тереза Мэй и Brexit.", ["Тереза Мэй"]),
        ({"context": ("brexit",)}, "Brexit. Мэй уехала.", ["Мэй"]),
        ({"without": ("актриса",)}, "Актриса Тереза Мэй. " + "и " * 30 + "Тереза Мэй", ["Тереза Мэй"]),
        ({"without": ("актриса",)}, "Актриса Тереза Мэй. " + "и " * 30 + "Мэй ушла.", []),
        ({"rejected": ("тереза мэй",)}, "Тереза Мэй и Терезу Мэй", ["Терезу Мэй"]),
        ({"rejected": ("тереза мэй",)}, "Тереза Мэй. Мэй ушла. Premier May.", []),
        (
            {"rejected": ("тереза мэй",)},
            "Тереза Мэй. Мэй ушла. Theresa May. May left.",
            ["Theresa May", "May"],
        ),
        ({"precision": "strict"}, "Тереза Мэй. Мэй ушла. Premier May.", ["Тереза Мэй"]),
        ({"off": ("transliterated",)}, "Тереза Мэй. Theresy May", ["Theresy May"]),
        ({"off": ("inflected",)}, "Theresy May. Theresa May", ["Theresa May"]),
        ({"off": ("transliterated", "inflected", "spelling")}, "Тереза Мэй. theresa may", ["theresa may"]),
    ],
)
def test_settings(more: dict[str, object], text: str, expected: list[str]) -> None:
    assert surfaces(Entity("may", "Theresa May", **more), text) == expected  # type: ignore[arg-type]


def test_a_person_entered_in_chinese_is_found_as_other_languages_write_the_name() -> None:
    text = "President Xi Jinping met 习近平. Си Цзиньпин. Then Xi left; Xu Jinping stayed."
    assert surfaces(Entity("x", "习近平"), text) == ["Xi Jinping", "习近平", "Си Цзиньпин", "Xi"]
    assert surfaces(Entity("x", "习近平", off=("transliterated",)), text) == ["习近平"]
    assert "Xi Jinping" in variants(Entity("x", "习近平"))["transliterated"]


def test_names_with_wildcards_are_as_they_were() -> None:
    entity = Entity("l", "Maxim Lapunov*", aliases=("Максим* Лапунов*",))
    assert surfaces(entity, "Максима Лапунову и maxim lapunovin, Лапунов") == [
        "Максима Лапунову",
        "maxim lapunovin",
    ]


def test_a_whole_name_of_a_son_is_not_the_father_s() -> None:
    assert surfaces(Entity("t", "Donald Trump"), "Donald Trump Jr. came.") == []
    assert surfaces(Entity("t", "Donald Trump Jr."), "Donald Trump Jr. came.") == ["Donald Trump Jr"]
