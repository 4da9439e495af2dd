"""The marks that are seen in a version are those whose stretches its scanned text holds, and at these places."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.marks import Marks
from articles.analysis import skim
from articles.article import Content
from articles.query import Judged
from articles.query.sheet import Sheet, needle
from tests.alerts.desk import at
from tests.alerts.test_watchlist import judged
from tests.examples import examples

_WORDS = st.sampled_from(
    ["a", "ab", "abc", "abcdef", "abcdefg", "abcdefgh", "bcdefgh", "人", "权", "𝒳y", "سجن", "court", "courts"]
)
_TEXT = st.lists(_WORDS | st.sampled_from(["\n\n", ".", "é"]), max_size=14).map(" ".join)


@st.composite
def _marks(draw: st.DrawFn) -> str:
    words = draw(st.lists(_WORDS, min_size=1, max_size=5))
    if draw(st.booleans()) and len(words[0]) > 1:
        words[0] = f"*{words[0][draw(st.integers(0, len(words[0]) - 2)) :]}"
    if draw(st.booleans()) and len(words[-1].strip("*")) > 1:
        words[-1] += "*"
    return skim_words(" ".join(words))


def skim_words(mark: str) -> str:
    """With its words as the analyser gives them; each of these is one already but for the fancy letter."""
    return mark.replace("𝒳", "x")


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(st.lists(_marks(), max_size=12), min_size=1, max_size=3), st.lists(_TEXT, min_size=3, max_size=3)
)
def test_what_is_there_is_seen(added: list[list[str]], texts: list[str]) -> None:
    title, body, caption = texts
    content = Content(title, body, (caption,))
    marks = Marks()
    for some in added:  # the later ones come beside those that are filed
        marks.add(some, some)
        doc = judged(content)
        sheet = Sheet(Judged(doc.version, skim(content), {}), at(2026, 11, 9, 12))
        marks.mark(sheet)
        text = sheet.text_of(None)
        asked = {mark for some in added[: added.index(some) + 1] for mark in some}
        there = {mark for mark in asked if needle(mark) in text}
        assert there <= sheet.marks
        assert all(needle(mark) in text for mark in sheet.marks)
        for mark in asked:
            assert sheet.count((mark,), None) >= bool(mark in there)
            assert sheet.count((mark,), None) <= len(re.findall(f"(?={re.escape(needle(mark))})", text))


def test_nothing_is_asked_for() -> None:
    sheet = Sheet(judged(Content("", "")), at(2026, 11, 9, 12))
    assert Marks().mark(sheet).tolist() == []
