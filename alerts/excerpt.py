"""The sentence of an article that a digest shows, with what matched marked; between a match's spans and the item."""

from collections.abc import Sequence

from alerts.contents import Piece, Place
from articles.analysis import Analysed
from articles.article import PARAGRAPH_BREAK, Content, Span, TextField, field_text
from articles.snippets import sentence_around

LONGEST = 420  # characters of an excerpt; a longer sentence is cut around its first mark
LEAD = 260
_LOOKED_AT = 60  # spans that compete for the sentence


def excerpt(content: Content, analysed: Analysed, spans: Sequence[Span]) -> tuple[tuple[Piece, ...], Place]:
    """The sentence that holds most of the different words that matched, the earliest of equals.

    From the text, else from a caption, else (only the title or a fact matched) the text's beginning, unmarked.
    """
    places: tuple[tuple[TextField, Place], ...] = (("body", "body"), ("caption", "caption"))
    for field, place in places:
        inside = [span for span in spans if span.field == field]
        text = field_text(content, field)
        if not inside or field not in analysed.fields:
            continue
        best: tuple[int, int, int] | None = None
        for span in inside[:_LOOKED_AT]:
            start, end = sentence_around(analysed.fields[field], text, span)
            words = {text[s.start : s.end].casefold() for s in inside if start <= s.start and s.end <= end}
            if best is None or (len(words), -start) > (best[0], -best[1]):
                best = (len(words), start, end)
        assert best is not None
        return _cut(text, best[1], best[2], inside), place
    lead = content.text.split(PARAGRAPH_BREAK, 1)[0]
    return (_cut(lead, 0, len(lead), (), LEAD), "lead") if lead.strip() else ((), "nothing")


def marked(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """Characters [start, end) of a field's text in pieces; spans that overlap are one mark."""
    end = len(text) if end is None else end
    pieces: list[Piece] = []
    at = start
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        low, high = max(span.start, at), min(span.end, end)
        if low >= high:
            continue
        if low > at:
            pieces.append(Piece(text[at:low]))
        if low == at and pieces and pieces[-1].marked:
            pieces[-1] = Piece(pieces[-1].text + text[low:high], True)
        else:
            pieces.append(Piece(text[low:high], True))
        at = high
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)


def _cut(text: str, start: int, end: int, spans: Sequence[Span], longest: int = LONGEST) -> tuple[Piece, ...]:
    low, high = start, end
    if end - start > longest:
        first = min((span.start for span in spans if span.start >= start), default=start)
        low = max(start, min(first - longest // 3, end - longest))
        high = min(end, low + longest)
        low = low if low == start else _word_start(text, low, first)
        high = high if high == end else _word_end(text, high, max(low + 1, first))
    pieces = list(marked(text, spans, low, high))
    if low > start:
        pieces.insert(0, Piece("… "))
    if high < end:
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _word_start(text: str, at: int, latest: int) -> int:
    # The next beginning of a word, but not one behind the mark; scripts without spaces are cut where they are.
    space = text.find(" ", at, min(at + 40, latest))
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int, earliest: int) -> int:
    space = text.rfind(" ", max(earliest, at - 40), at)
    return space if space > earliest else at
