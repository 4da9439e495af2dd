"""Whole names, and what is a part of a stranger's, or of two people's."""

import pytest

from tests.articles.names.test_mentions import surfaces


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kim Jong-un", "Then Kim Jong-il died."),
        ("Kim Jong-un", "Then Kim Jong Il died."),
        ("Kim Jong-un", "Вчера Ким Чен Ир и Ким Чен Нам."),
        ("Kim Jong-un", "Včera Kim Čong-il."),
        ("Moon Jae-in", "Then Moon Jae-ho came."),
        ("John F. Kennedy", "Robert F. Kennedy said. Then Joseph P. Kennedy."),
        ("Fred Kennedy", "Robert F. Kennedy said."),
        ("George W. Bush", "So Jeb W. Bush and Neil W. Bush said."),
        ("Samuel L. Jackson", "Michael L. Jackson said."),
        ("Vladimir Kara-Murza", "Сергей Кара-Мурза сказал."),
        ("Vladimir Kara-Murza", "Вчера Кара-Мурза сказал."),
        ("Martin Luther King", "Bernice Luther King said."),
        ("Gabriel García Márquez", "Ayer Juan García Márquez dijo."),
        ("Nataša Pirc Musar", "Tudi Aleš Pirc Musar je tam."),
        ("Hillary Rodham Clinton", "Then Chelsea Rodham Clinton spoke."),
        ("Alexandria Ocasio-Cortez", "So Maria Ocasio-Cortez said."),
        ("Antonio Muñoz Molina", "Ayer José Antonio Molina dijo."),
        ("Donald Trump", "Donald Trump‐junior, Donald Trump-junior."),
        ("Wang Yi", "Пришёл Ван И. Сидоров."),
    ],
)
def test_a_stranger_who_shares_a_part_is_nobody(name: str, text: str) -> None:
    assert surfaces(text, name) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ramzan Kadyrov", "Приехали Ахмат Кадыров, Рамзан Цицулаев."),
        ("Boris Johnson", "With Lyndon Johnson, Boris Yeltsin said."),
        ("Boris Nemtsov", "Были Жанна Немцова, Борис Акунин."),
        ("Ivan Petrov", "Были Мария Петрова, Иван Сидоров и Сергей Петров, Иванов."),
        ("Vladimir Putin", "Президент Путин, Владимир Зеленский."),
    ],
)
def test_words_of_two_people_in_a_list_are_no_name(name: str, text: str) -> None:
    assert all("," not in surface for surface in surfaces(text, name))


@pytest.mark.parametrize(
    ("name", "text", "surface"),
    [
        ("Kim Jong-un", "Leader Kim Jong-un met.", "Kim Jong-un"),
        ("Kim Jong-un", "Лидера Ким Чен Ына ждут.", "Ким Чен Ына"),
        ("Vladimir Kara-Murza", "В. Кара-Мурза сказал.", "В. Кара-Мурза"),
        ("Vladimir Kara-Murza", "Это Кара-Мурза, Владимир.", "Кара-Мурза, Владимир"),
        ("Ramzan Kadyrov", "Kadyrov, Ramzan Akhmatovich, born in", "Kadyrov, Ramzan"),
        ("John F. Kennedy", "President John Kennedy Monday said.", "John Kennedy"),
        ("Nataša Pirc Musar", "Slovenka Nataša Musar je tam.", "Nataša Musar"),
        ("Vladimir Putin", "Вот Путина В.В. допросили.", "Путина В.В."),
        ("Ivan Petrov", "Пришёл Петров И. И. вчера.", "Петров И. И."),
        ("Wang Yi", "Министр Ван И сказал.", "Ван И"),
        ("Xi Jinping", "Leader Xi Jin‐ping said.", "Xi Jin‐ping"),
    ],
)
def test_a_whole_name_is_found_as_far_as_it_goes(name: str, text: str, surface: str) -> None:
    assert surfaces(text, name) == [surface]


def test_a_double_family_name_alone_counts_behind_a_whole_name() -> None:
    text = "Владимир Кара-Мурза сказал. Потом Кара-Мурза ушёл, а Кара-Мурзы нет."
    assert surfaces(text, "Vladimir Kara-Murza") == ["Владимир Кара-Мурза", "Кара-Мурза", "Кара-Мурзы"]
    text = "Владимир Кара-Мурза сказал. Потом Сергей Кара-Мурза ушёл."
    assert surfaces(text, "Vladimir Kara-Murza") == ["Владимир Кара-Мурза"]


def test_a_patronymic_of_the_configuration_tells_people_apart() -> None:
    told = {"patronymic": "Sergeyevich"}
    for other in ("Иван Андреевич Петров", "И. А. Петров", "Петров И. К."):
        assert surfaces(f"Пришёл {other} вчера.", "Ivan Petrov", **told) == []
        assert surfaces(f"Пришёл {other} вчера.", "Ivan Petrov") == [other]
    for his in ("Иван Сергеевич Петров", "И. С. Петров", "Иван Петров", "Петров И. С."):
        assert surfaces(f"Пришёл {his} вчера.", "Ivan Petrov", **told) == [his]
