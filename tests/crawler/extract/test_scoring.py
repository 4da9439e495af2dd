"""The benchmark's own arithmetic, since every figure rests on it."""

from datetime import UTC, datetime

from articles.article import Published
from benchmarks.scoring import Score, local_day, mean, right_days, same_title, score, words


def test_words_are_characters_where_words_are_not_spaced() -> None:
    assert words("Ein Wör\u00adterbuch, 2. Teil") == ["ein", "wörterbuch", "2", "teil"]
    assert words("大桥 bridge") == ["大", "桥", "bridge"]


def test_score_counts_repeats_once_if_stated_once() -> None:
    assert score("a b c d", "a b a b") == Score(0.5, 0.5, 0.5)
    assert score("a b", "") == Score(0.0, 0.0, 0.0)
    assert score("", "") == Score(1.0, 1.0, 1.0)


def test_every_page_counts_the_same() -> None:
    assert mean([Score(1.0, 0.5, 0.6), Score(0.0, 0.5, 0.0)]) == Score(0.5, 0.5, 0.3)


def test_title_is_right_whatever_its_punctuation() -> None:
    assert same_title("‘Closed’ – for good", "'Closed' - for GOOD")
    assert not same_title("Closed", None)


def test_day_is_right_in_its_own_zone_or_in_utc() -> None:
    assert right_days("2024-03-05") == {"2024-03-05"}
    assert right_days("2024-03-05 00:30:00+02:00") == {"2024-03-05", "2024-03-04"}
    moment = datetime(2024, 3, 4, 22, 30, tzinfo=UTC)
    assert local_day(Published(moment, moment, "time", "json-ld", "+02:00")) == "2024-03-05"
