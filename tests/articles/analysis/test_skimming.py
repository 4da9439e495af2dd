"""Skimming gives what the analyser gives, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.analysis import analyse, analyse_field, skim
from articles.analysis.characters import CLASSES
from articles.analysis.lettering import FIRST_ALONE
from articles.analysis.skimming import SkimmedTerms, skim_field
from articles.article import TEXT_FIELDS, Content

_PIECES = st.sampled_from(
    ["WHO said", "“quoted”", "Kadyrov’s", "é", "e\u0301", "Ё", "ﷺ", "½", "人权", "카디로프", "น้ำ", "soft\u00adly", "a\u200bb",
     " ", "\n", "\n\n", "\n \t\n", "\n.\n", "\u2029", "\x1e", "\x1f", "\r\n\r\n", "ß", "İ", "ΟΔΟΣ", "x" * 130, ". ", "ﬁ", "㎏",
     "हिन्दी", "मानवाधिकार", "ไทย", "ភាសា", "မြန်မာ", "مُحَمَّد", "ـ", "ﻻ\u0654", "か\u3099", "ｶﾞ", "葛\U000e0100", "𠮷", "😀", "𝐀b",
     "й", "и\u0306", "ё", "е\u0308", "שָׁלוֹם", "\ufdd0", "\ufdd1", "\x7f", "\ufeff", "\uffff", "\ufffe", "\x00", "\ud800", "\U0010ffff"]
)  # fmt: skip
texts = st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=40)


@settings(max_examples=500, deadline=None)
@given(texts, st.booleans())
def test_a_field_is_cut_as_by_the_analyser(text: str, plain: bool) -> None:
    if plain:  # mostly ASCII goes another way
        text = "plain words " * 40 + text
    skimmed, whole = skim_field(text), analyse_field(text)
    for name in ("terms", "starts", "ends", "sentences", "paragraphs"):
        assert tuple(getattr(skimmed, name)) == tuple(getattr(whole, name))
    assert skimmed.scan() == whole.scan()
    assert skimmed.index() == whole.index()
    assert skimmed.by_paragraph() == whole.by_paragraph()


@settings(deadline=None)
@given(texts, texts)
def test_an_article_too(title: str, text: str) -> None:
    content = Content(title, text, ("A caption", title), ("Ann",))
    skimmed, whole = skim(content), analyse(content)
    assert skimmed.lead_end == whole.lead_end
    assert skimmed.cut().text == whole.cut().text
    assert skimmed.cut().starts.tolist() == whole.cut().starts.tolist()
    assert [skimmed.fields[name].terms for name in TEXT_FIELDS] == [
        whole.fields[name].terms for name in TEXT_FIELDS
    ]
    assert [skimmed.fields[name].scan() for name in TEXT_FIELDS] == [
        whole.fields[name].scan() for name in TEXT_FIELDS
    ]


def test_no_character_that_is_a_term_by_itself_is_overlooked() -> None:
    assert "h" not in {CLASSES[code] for code in range(FIRST_ALONE)}


@pytest.mark.parametrize(
    ("text", "quick"),
    [("Plain “words” here, café", True), ("人权观察", True), ("e\u0301", True), ("น้ำ", True), ("x" * 129, False), ("a \ufdd0", True), ("a \x7f", False)],
)  # fmt: skip
def test_what_can_be_skimmed_is(text: str, quick: bool) -> None:
    assert isinstance(skim_field(text), SkimmedTerms) == quick
