"""The sentence of an article that a digest shows, with what matched marked; between a match's spans and the item."""

from collections.abc import Sequence

from alerts.contents import Piece, Place
from articles.analysis import Analysed
from articles.article import PARAGRAPH_BREAK, Content, Span, TextField, field_text
from articles.snippets import Snippet, mark, sentence_around, snippet

LONGEST = 420  # characters of an excerpt; a longer sentence is cut around its marks
LEAD = 260
_LOOKED_AT = 60  # spans that compete for the sentence
_FIELDS: tuple[tuple[TextField, Place], ...] = (("body", "body"), ("caption", "caption"))


def excerpt(content: Content, analysed: Analysed, spans: Sequence[Span]) -> tuple[tuple[Piece, ...], Place]:
    """The sentence that holds most of the different words that matched, the earliest of equals.

    From the text, else from a caption, else (only the title or a fact matched) the text's beginning, unmarked.
    """
    for field, place in _FIELDS:
        inside = [span for span in spans if span.field == field]
        text = field_text(content, field)
        if inside:
            start, end = _best(analysed, field, text, inside)
            moved = [Span(field, s.start - start, s.end - start) for s in inside if start <= s.start < end]
            return _pieces(snippet(text[start:end], moved, LONGEST)), place
    lead = content.text.split(PARAGRAPH_BREAK, 1)[0]
    return (_pieces(snippet(lead, (), LEAD)), "lead") if lead.strip() else ((), "nothing")


def title(content: Content, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The title, with what matched in it marked."""
    return mark(content.title, [span for span in spans if span.field == "title"])


def _best(analysed: Analysed, field: TextField, text: str, spans: Sequence[Span]) -> tuple[int, int]:
    found: dict[tuple[int, int], set[str]] = {}
    for span in spans[:_LOOKED_AT]:
        sentence = sentence_around(analysed.fields[field], text, span)
        found.setdefault(sentence, set()).add(text[span.start : span.end].casefold())
    return max(found, key=lambda sentence: (len(found[sentence]), -sentence[0]))


def _pieces(cut: Snippet) -> tuple[Piece, ...]:
    before = (Piece("… ", False),) if cut.cut_before else ()
    after = (Piece(" …", False),) if cut.cut_after else ()
    return (*before, *cut.pieces, *after)
