"""Labels compare alike in queries and versions."""

import pytest

from articles.query import fold_label
from articles.query.nodes import LabelName


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("source", "the-moscow-times", "The Moscow Times"),
        ("source", "Süddeutsche", "suddeutsche"),
        ("tag", "Human rights", "human-rights"),
        ("site", "https://www.Example.org/a?b", "example.org"),
        ("site", "xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("lang", "zh-Hant", "ZH_tw"),
        ("country", "DE", "de"),
    ],
)
def test_alike(name: LabelName, one: str, other: str) -> None:
    assert fold_label(name, one) == fold_label(name, other) != ""


def test_a_name_that_is_no_idna_stays_as_it_is() -> None:
    assert fold_label("site", "xn--\ud800.org") == "xn--\ud800.org"
    assert fold_label("site", "xn--99999999.org") == "xn--99999999.org"
