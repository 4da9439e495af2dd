"""The samples that people are shown of what an entity finds: a name is in one gender and case throughout."""

import pytest

from articles.entities import Entity, EntityType, Source
from articles.names.mentions import mentions
from articles.names.scanning import scan
from articles.names.sought import sought
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
    assert variants(Entity("x", "Наталья Поклонская"))["transliterated"][0] == "Natalya Poklonskaya"


@pytest.mark.parametrize(
    ("name", "transliterated", "inflected", "spelling"),
    [
        ("Aleksandar Vučić", "Александар Вучич", "Александара Вучича", "Aleksandar Vucic"),
        ("Jarosław Kaczyński", "Ярослав Качиньский", "Ярослава Качиньского", "Jaroslaw Kaczynski"),
        ("Janez Janša", "Янез Янша", "Janeza Janšy", "Janez Jansa"),
        ("Viktor Orbán", "ביקטור אורבן", "Viktorem Orbánem", "Viktor Orban"),
        ("Recep Tayyip Erdoğan", "ريجيب تاييب إردوغان", "Recepa Tayyipa Erdoğana", "Recep Tayyip Erdogan"),
        ("Gabriel García Márquez", "Габриел Гарсия Маркез", "Gabrielem Garciou Márquezem", "Gabriel Garcia Marquez"),
        ("Ramzan Kadyrov", "رامزان كاديروف", "Рамзана Кадирова", "Ramzan Kadirov"),
        ("Maxim Lyapunov", "Μαξιμ Λιαπουνοβ", "Максима Ляпунова", "Maksim Lyapunov"),
        ("Xi Jinping", "Си Цзиньпин", "Си Цзиньпином", "Hsi Jinping"),
        ("习近平", "Xi Jinping", "", ""),
        ("Αλέξης Τσίπρας", "Алексис Ципрас", "", ""),
    ],
)  # fmt: skip
def test_a_name_of_any_letters_has_samples(
    name: str, transliterated: str, inflected: str, spelling: str
) -> None:
    told = variants(Entity("x", name))
    wanted = {"transliterated": transliterated, "inflected": inflected, "spelling": spelling}
    missing = [(kind, one, told[kind]) for kind, one in wanted.items() if one and one not in told[kind]]
    assert missing == []


NAMES: list[tuple[str, EntityType]] = [
    *((name, "person") for name in (
        "Aleksandar Vučić", "Jarosław Kaczyński", "Janez Janša", "Viktor Orbán", "Recep Tayyip Erdoğan", "Gabriel García Márquez",
        "Ramzan Kadyrov", "Donald Trump", "Bashar al-Assad", "Xi Jinping", "习近平", "Αλέξης Τσίπρας", "Светлана Тихановская",
        "Володимир Зеленський", "Søren Kierkegaard", "Iga Świątek", "Jean-Claude Juncker", "François Hollande", "محمد بن سلمان",
        "Karel Havlíček", "Szijjártó Péter", "Lech Wałęsa", "George H. W. Bush", "Donald Trump Jr.",
    )),
    ("Łódź", "place"), ("München", "place"), ("Чечня", "place"), ("Gazprom", "organisation"), ("Škoda Auto", "organisation"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "type_"), NAMES)
@pytest.mark.parametrize("off", [(), ("inflected",), ("transliterated", "spelling")])
def test_every_sample_is_found_in_a_text(name: str, type_: EntityType, off: tuple[Source, ...]) -> None:
    entity = Entity("x", name, type_, off=off)
    told = variants(entity)
    samples = [one for kind in ("transliterated", "inflected", "spelling") for one in told[kind]]
    missed = []
    for sample in samples:
        for text in (sample, f"of it: {sample}.", f"then “{sample}” said", f"one\n\n{sample}\n\nmore"):
            found = mentions(sought(entity), [scan(text)])
            if not any(sample in text[one.start : one.end + 1] for one in found):
                missed.append((sample, text))
    assert missed == []
