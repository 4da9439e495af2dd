"""Snippets: the right stretch, marked in the right place, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.analysis import analyse_field
from articles.article import Span
from articles.snippets import Piece, mark, pieces_of, sentence_around, sentence_snippet, snippet


def span(text: str, word: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(word, start + 1)
    return Span("body", start, start + len(word))


def sentence(text: str, word: str, nth: int = 0) -> str:
    start, end = sentence_around(analyse_field(text), text, span(text, word, nth))
    return text[start:end]


def test_a_short_text_is_shown_whole() -> None:
    text = "The court sat.\n\nNobody came."
    shown = snippet(text, [span(text, "court")])
    assert shown.text == "The court sat. Nobody came."
    assert [piece.text for piece in shown.pieces if piece.marked] == ["court"]


def test_a_long_text_is_cut_at_words_around_the_most_matches() -> None:
    text = "court " + "word " * 200 + "the court and the judge met " + "word " * 200
    spans = [span(text, "court"), span(text, "court", 1), span(text, "judge")]
    shown = snippet(text, spans, 80)
    assert [piece.text for piece in shown.pieces if piece.marked] == ["court", "judge"]
    assert shown.cut_before and shown.cut_after
    assert len(shown.text) <= 90
    assert set(shown.text.split()) == {"…", "word", "the", "court", "and", "judge", "met"}


def test_without_a_match_it_is_the_beginning() -> None:
    shown = snippet("first " + "word " * 100, [], 40)
    assert shown.text.startswith("first word")
    assert shown.text.endswith("word …")
    assert not shown.cut_before


def test_a_script_without_spaces_is_cut_anywhere() -> None:
    text = "警方" * 200 + "人权律师" + "法院" * 200
    shown = snippet(text, [span(text, "人权律师")], 60)
    assert [piece.text for piece in shown.pieces if piece.marked] == ["人权律师"]
    assert len(shown.text) <= 64


def test_overlapping_matches_are_one_mark() -> None:
    text = "a b c d"
    spans = [Span("body", 0, 3), Span("body", 2, 5), Span("body", 5, 5)]
    assert mark(text, spans) == (Piece("a b c", True), Piece(" d", False))


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("Мост «Пустельга» закрыт", "Мост «Пустельга", "Мост «Пустельга»"),
        ("the (old) bridge", "the (old", "the (old)"),
        ("die „alte“ Brücke", "die „alte", "die „alte“"),
        ("(the old) bridge", "old", "old"),
        ("the (old bridge) fell", "old bridge", "old bridge"),
        ("l’“old” bridge", "old", "old"),
        ("the (old", "the (old", "the (old"),
    ],
)
def test_a_mark_closes_what_it_opens(text: str, word: str, marked: str) -> None:
    assert [piece.text for piece in mark(text, [span(text, word)]) if piece.marked] == [marked]


def test_the_sentence_keeps_its_quotation_marks_and_full_stop() -> None:
    text = (
        "He came at 3.15 p.m. yesterday. “We were beaten,” she said. Then they left.\n\n— Нет, — сказал он."
    )
    assert sentence(text, "beaten") == "“We were beaten,” she said."
    assert sentence(text, "left") == "Then they left."
    assert sentence(text, "сказал") == "— Нет, — сказал он."


def test_a_match_across_sentences_shows_both() -> None:
    text = "One came. Two left. Three stayed."
    start, end = sentence_around(analyse_field(text), text, Span("body", 4, 13))
    assert text[start:end] == "One came. Two left."


def test_a_sentence_snippet_is_on_one_line_and_never_too_long() -> None:
    text = "First one. The  court sat long. Last one."
    shown = sentence_snippet(analyse_field(text), text, [span(text, "court")])
    assert shown.text == "The court sat long."
    long = "and so on " * 200 + "until the court sat " + "and so on " * 200
    shown = sentence_snippet(analyse_field(long), long, [span(long, "court")], 100)
    assert [piece.text for piece in shown.pieces if piece.marked] == ["court"]
    assert len(shown.text) < 120


spans_of = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=8)


@given(st.text(max_size=80), spans_of)
def test_marking_changes_no_letter(text: str, found: list[tuple[int, int]]) -> None:
    spans = [Span("body", start, start + length) for start, length in found]
    assert "".join(piece.text for piece in mark(text, spans)) == text
    inside = {at for one in spans for at in range(one.start, min(one.end, len(text)))}
    marked, at = set(), 0
    for piece in mark(text, spans):
        marked |= set(range(at, at + len(piece.text))) if piece.marked else set()
        at += len(piece.text)
    assert marked == inside
    assert "\n" not in "".join(piece.text for piece in pieces_of(text, spans))


@given(st.text(max_size=200), spans_of, st.integers(10, 60))
def test_a_snippet_never_fails(text: str, found: list[tuple[int, int]], width: int) -> None:
    spans = [Span("body", start, start + length) for start, length in found]
    snippet(text, spans, width)
    if text:
        field = analyse_field(text)
        for one in spans:
            if one.end <= len(text):
                start, end = sentence_around(field, text, one)
                assert 0 <= start <= end <= len(text)


def test_a_sentence_keeps_the_closing_marks_that_stand_apart() -> None:
    text = "La préfecture parle de « refus\u00a0».\u00a0Onze hommes jeûnent. « Assez\u00a0! » crie-t-on."
    field = analyse_field(text)
    where = text.index("refus")
    start, end = sentence_around(field, text, Span("body", where, where + 5))
    assert text[start:end] == "La préfecture parle de « refus\u00a0»."
