"""The name keys of an article: what they hold, their bytes, and that other rules are told by another fingerprint."""

import hashlib
import unicodedata

import pytest

from articles.article import Content
from articles.errors import StoreError
from articles.names import keys, letters, offices, readings, words
from articles.names.article_keys import (
    KEY_RULES,
    TITLED,
    article_keys,
    pack_keys,
    packed_rules,
    unpack_keys,
)
from articles.names.keys import name_keys, word_keys

RECORDED = {"rules": "628388390fdad1c2", "outcome": "014b50f439625478"}
TEXT = """Vladimir Putin met President Aliyev, J. Smith-Jones and Prof. O'Brien in Łódź. Sheikh Khalid al-Thani came.

Президент Володимир Зеленський и Юлия Навальная; дочь Бориса Немцова. Ο Κυριάκος Μητσοτάκης μίλησε.

التقى الرئيس محمود عباس في رام الله. ראש הממשלה בנימין נתניהו. 习近平 및 김정은. Ekrem İmamoğlu, Recep Tayyip Erdoğan'ın."""


def content(text: str) -> Content:
    return Content("Talks in Baku", text, ("Photo: Ann Lee",), ("Bob Roe",))


def outcome() -> str:
    """What becomes of every spelling and letter that the rules know, of titles and of a text."""
    alphabet = {chr(code) for code in range(0x20, 0x600)} | set("".join(keys._SPELLED))
    tried = [f"{before}{some}{behind}" for some in sorted({*alphabet, *keys._SPELLED})
             for before, behind in (("", "an"), ("Ka", "o"), ("Mir", ""))]  # fmt: skip
    parts = (
        [(word, word_keys(word)) for word in tried],
        [sorted(table.items()) for table in (letters._CYRILLIC, letters._GREEK, letters._ABJAD)],
        sorted(readings._table().items()),
        sorted(words._TITLE_WORDS),
        sorted(words._TITLE_STEMS),
        [sorted(some) for some in (words._SHORTENED, words._INITIALS, words._COMPOUNDS, words._BEFORE)],
        [sorted(some) for some in (offices._OF_WORDS, offices._OF_STEMS, offices._LINKS)],
        article_keys(content(TEXT)),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def test_it_holds_the_keys_of_names_in_every_field() -> None:
    found = set(article_keys(content(TEXT)))
    for name in ("Putin", "Zelensky", "Netanyahu", "Abbas", "Lee", "Roe", "Baku"):
        assert name_keys(name) & found, name


def test_a_name_behind_an_office_is_there_as_titled_too() -> None:
    found = article_keys(Content("", "President Aliyev met Lukas Brandt."))
    assert {f"{TITLED}{key}" for key in word_keys("Aliyev")} <= set(found)
    assert not {f"{TITLED}{key}" for key in word_keys("Brandt")} & set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["", "no names here", TEXT])
def test_packed_and_read_again(text: str) -> None:
    there = article_keys(Content("", text))
    packed = pack_keys(there)
    assert packed_rules(packed) == KEY_RULES
    assert unpack_keys(packed) == there


@pytest.mark.parametrize("cut", [0, 10, 16, 30])
def test_damaged_bytes_are_told(cut: int) -> None:
    with pytest.raises(StoreError, match="name keys cannot be read"):
        unpack_keys(pack_keys(article_keys(content(TEXT)))[:cut])


@pytest.mark.skipif(
    unicodedata.unidata_version != "14.0.0", reason="recorded with another interpreter's tables"
)
def test_another_outcome_needs_other_rules() -> None:
    """If this fails, raise RULES in articles/names/article_keys.py and record both values here."""
    assert {"rules": KEY_RULES, "outcome": outcome()} == RECORDED
