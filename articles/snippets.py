"""The text around what matched, with the match marked: between the judge's spans and every page, mail and terminal."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.analysis import FieldTerms
from articles.article import PARAGRAPH_BREAK, Span

_REACH = 15  # characters within which a cut looks for the end of a word
_OPENED_BY = {
    "»": "«",
    "«": "»",
    "”": "“„",
    "“": "„",
    "’": "‘‚",
    ")": "(",
    "]": "[",
    "」": "「",
    "』": "『",
    "》": "《",
    "›": "‹",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is wholly marked or wholly not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a field's text on one line; `cut_before` and `cut_after` say that there is more text."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool

    @property
    def text(self) -> str:
        """The stretch without marks, with an ellipsis where it was cut."""
        inner = "".join(piece.text for piece in self.pieces)
        return f"{'… ' if self.cut_before else ''}{inner}{' …' if self.cut_after else ''}"


def snippet(text: str, spans: Iterable[Span], width: int = 240) -> Snippet:
    """The stretch of about `width` characters that holds the most of `spans`, the earliest such; its beginning if none.

    The spans must be of the field that `text` is of.
    """
    merged = _merged(spans, text)
    start, end = _window(text, merged, width)
    pieces = pieces_of(text, merged, start, end)
    return Snippet(pieces, bool(text[:start].strip()), bool(text[end:].strip()))


def sentence_snippet(field: FieldTerms, text: str, spans: Sequence[Span], width: int = 400) -> Snippet:
    """The sentence around the first span, marked; a longer one is cut to `width` around its spans."""
    if not spans:
        return snippet(text, (), width)
    start, end = sentence_around(field, text, min(spans, key=lambda span: span.start))
    if end - start > width:
        inside = [
            Span(s.field, s.start - start, s.end - start) for s in spans if start <= s.start and s.end <= end
        ]
        return snippet(text[start:end], inside, width)
    return Snippet(pieces_of(text, _merged(spans, text), start, end), False, False)


def pieces_of(
    text: str, spans: Iterable[Span] | Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> tuple[Piece, ...]:
    """All of text[start:end] in marked and unmarked pieces, white space made one blank each; for one line."""
    return tuple(
        Piece(_on_one_line(piece.text), piece.marked) for piece in mark(text, spans, start, end) if piece.text
    )


def mark(
    text: str, spans: Iterable[Span] | Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> tuple[Piece, ...]:
    """All of text[start:end] in marked and unmarked pieces, letter for letter."""
    end = len(text) if end is None else end
    marks = _merged(spans, text)
    edges = [start]
    for low, high in marks:
        if high > start and low < end:
            edges += [max(low, start), min(high, end)]
    edges.append(end)
    return tuple(
        Piece(text[low:high], marked=bool(number % 2))
        for number, (low, high) in enumerate(pairwise(edges))
        if high > low
    )


def sentence_around(field: FieldTerms, text: str, span: Span) -> tuple[int, int]:
    """Characters [start, end) of the sentence or sentences that a span lies in, by the analyser's own sentences."""
    first = bisect_right(field.starts, span.start) - 1
    last = bisect_left(field.starts, span.end) - 1
    if first < 0 or last < first:
        return span.start, span.end
    while first > 0 and field.sentences[first - 1] == field.sentences[first]:
        first -= 1
    while last + 1 < len(field.starts) and field.sentences[last + 1] == field.sentences[last]:
        last += 1
    start = 0 if first == 0 else _break(text, field.ends[first - 1], field.starts[first])[1]
    end = (
        len(text)
        if last + 1 == len(field.starts)
        else _break(text, field.ends[last], field.starts[last + 1])[0]
    )
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_CLOSING = ("»", "!", "?", ".", "…", "”", ")", "]")


def _break(text: str, after: int, before: int) -> tuple[int, int]:
    """Where, between the last term of a sentence and the first of the next, the one ends and the other begins.

    A paragraph's end, or the first white space: full stops and closing quotes stand before, opening quotes behind.
    French sets white space before some closing marks (« ainsi ! »): it parts nothing.
    """
    paragraph = text.find(PARAGRAPH_BREAK, after, before)
    if paragraph >= 0:
        return paragraph, paragraph + len(PARAGRAPH_BREAK)
    for at in range(after, before):
        if text[at].isspace() and not text[at:before].lstrip().startswith(_CLOSING):
            return at, at + 1
    return before, before


def shown_end(text: str, start: int, end: int) -> int:
    """Where text[start:end] ends for a reader: behind the mark that closes what it opens, if that comes next («Pustelga»)."""
    after = text[end : end + 1]
    if not after or after not in _OPENED_BY:
        return end
    opened = sum(text.count(mark, start, end) for mark in _OPENED_BY[after]) - text.count(after, start, end)
    return end + 1 if opened > 0 else end


def _merged(spans: Iterable[Span] | Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    pairs = ((span.start, span.end) if isinstance(span, Span) else span for span in spans)
    shown = ((max(0, start), min(end, len(text))) for start, end in pairs)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(
        (start, shown_end(text, start, end) if start < end else end) for start, end in shown
    ):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _window(text: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    best = spans[:1]
    for number in range(len(spans)):
        last = number
        while last + 1 < len(spans) and spans[last + 1][1] - spans[number][0] <= width:
            last += 1
        if last + 1 - number > len(best):
            best = spans[number : last + 1]
    low, high = (best[0][0], best[-1][1]) if best else (0, 0)
    start = max(0, min(low - max(0, width - (high - low)) // 2, len(text) - width))
    end = min(len(text), start + max(width, high - start))
    return _whole_word(text, start, low, forward=True), _whole_word(text, end, high, forward=False)


def _whole_word(text: str, at: int, limit: int, *, forward: bool) -> int:
    """A cut moved to the next white space towards the match, if there is any near; scripts without stay as they are."""
    if at in (0, len(text)):
        return at
    steps = range(at, min(limit, at + _REACH)) if forward else range(at, max(limit, at - _REACH), -1)
    for place in steps:
        if text[place - 1].isspace() if forward else text[place].isspace():
            return place
    return at


def _on_one_line(text: str) -> str:
    """White space, also line and paragraph breaks, as one blank each; blanks at the ends stay blanks."""
    words = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    after = " " if words and text[-1:].isspace() else ""
    return f"{before}{words}{after}"
