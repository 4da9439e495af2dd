"""Names whose inflected forms a watch would miss, and words that are left in peace."""

import pytest

from alerts.forms import forms, missed_by_entity, missed_by_query
from articles.entities import Entity
from articles.query import parse


@pytest.mark.parametrize(
    ("word", "language", "missed", "suggestion"),
    [
        ("Kadyrov", "Slavic", {"Kadyrova", "Kadyrovu", "Kadyrovym"}, "Kadyrov*"),
        ("Кадыров", "Slavic", {"Кадырова", "Кадырову", "Кадыровым"}, "Кадыров*"),
        ("кадыров", "Slavic", {"кадырова"}, "кадыров*"),
        ("Зеленский", "Slavic", {"Зеленского"}, "Зеленск*"),
        ("Лукашенко", "Slavic", {"Лукашенка"}, "Лукашенк*"),
        ("Чечня", "Slavic", {"Чечни", "Чечне", "Чечню"}, "Чечн*"),
        ("Гаага", "Slavic", {"Гааги"}, "Гааг*"),
        ("Zelensky", "Slavic", {"Zelenskogo"}, "Zelensk*"),
        ("Kaczyński", "Slavic", {"Kaczyńskiego"}, "Kaczyńsk*"),
        ("Niinistö", "Finnish", {"Niinistön", "Niinistölle"}, "Niinistö*"),
        ("Virtanen", "Finnish", {"Virtasen"}, "Virta*"),
        ("Haavisto", "Finnish", {"Haaviston"}, "Haavisto*"),
        ("Erdoğan", "Turkish", {"Erdoğanlar"}, "Erdoğan*"),
        ("Kılıçdaroğlu", "Turkish", {"Kılıçdaroğlular"}, "Kılıçdaroğlu*"),
    ],
)
def test_names(word: str, language: str, missed: set[str], suggestion: str) -> None:
    found = forms(word)
    assert found is not None
    assert (found.language, found.suggestion) == (language, suggestion)
    assert missed <= set(found.forms)
    assert all(form.startswith(suggestion.rstrip("*")) for form in found.forms)


@pytest.mark.parametrize(
    "word",
    [
        "protest",
        "committee",
        "office",
        "Merkel",
        "Obama",
        "Berlin",
        "Moscow",
        "village",
        "Schröder",
        "plugin",
        "cousin",
        "法院",
        "محكمة",
        "протест",
        "ООН",
    ],
)
def test_words_left_in_peace(word: str) -> None:
    assert forms(word) is None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Kadyrov", ["Kadyrov"]),
        ("kadyrov* OR Кадыров*", []),
        ('"Ramzan Kadyrov" court', ["Kadyrov"]),
        ("court NOT Kadyrov", []),
        ("=Kadyrov", []),
        ("title:Кадыров AND lang:ru", ["Кадыров"]),
        ("Kadyrov OR Kadyrov*", []),
        ("Niinistö OR Niinistön OR Niinistöä OR Niinistölle OR Niinistöltä", []),
    ],
)
def test_queries(query: str, words: list[str]) -> None:
    assert [found.word for found in missed_by_query(query, parse(query))] == words


def test_entities_are_covered_by_all_their_spellings() -> None:
    entity = Entity("k", "Ramzan Kadyrov", aliases=("Кадыров", "Kadyrov*"))
    assert [str(found) for found in missed_by_entity(entity)] == [
        "“Кадыров” would miss Кадырова, Кадырову, Кадыровым, Кадырове; “Кадыров*” finds them"
    ]
