"""What a digest shows of an article, its sentence, paragraph or text, with what matched marked; between spans and the item."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.contents import Piece, Place
from alerts.manner import Excerpt
from articles.analysis import Analysed
from articles.article import PARAGRAPH_BREAK, Content, Span, TextField, field_text
from articles.snippets import Snippet, mark, sentence_around, snippet

LONGEST = 420  # characters of a sentence; a longer one is cut around its marks
PARAGRAPH = 2500  # characters of a paragraph, likewise
WHOLE = 40_000  # characters of a whole text; what is longer ends with an ellipsis
LEAD = 260
_LOOKED_AT = 60  # spans that compete for the sentence
_FIELDS: tuple[tuple[TextField, Place], ...] = (("body", "body"), ("caption", "caption"))


@dataclass(frozen=True, slots=True)
class Cut:
    """Pieces of one paragraph, those of the paragraphs behind it, and where they stand."""

    pieces: tuple[Piece, ...]
    place: Place
    more: tuple[tuple[Piece, ...], ...] = ()


NOTHING = Cut((), "nothing")


def excerpt(content: Content, analysed: Analysed, spans: Sequence[Span], how: Excerpt = "sentence") -> Cut:
    """The sentence that holds most of the different words that matched, the earliest of equals, or its paragraph.

    From the text, else from a caption, else (only the title or a fact matched) the text's beginning, unmarked. Of
    "full" it is the whole text, behind the caption's sentence where that alone matched.
    """
    if how == "full" and content.text.strip():
        return _whole(content, analysed, spans)
    for field, place in _FIELDS:
        inside = [span for span in spans if span.field == field]
        text = field_text(content, field)
        if inside:
            start, end = _best(analysed, field, text, inside)
            if how == "paragraph":
                start, end = _paragraph_around(text, start, end)
            longest = LONGEST if how == "sentence" else PARAGRAPH
            return Cut(_pieces(snippet(text[start:end], _moved(inside, start, end), longest)), place)
    lead = content.text.split(PARAGRAPH_BREAK, 1)[0]
    if not lead.strip():
        return NOTHING
    return Cut(_pieces(snippet(lead, (), LEAD if how == "sentence" else PARAGRAPH)), "lead")


def _whole(content: Content, analysed: Analysed, spans: Sequence[Span]) -> Cut:
    inside = [span for span in spans if span.field == "body"]
    made: list[tuple[Piece, ...]] = []
    start, left = 0, WHOLE
    for paragraph in content.text.split(PARAGRAPH_BREAK):
        end = start + len(paragraph)
        if paragraph.strip():
            if left <= 0:
                made.append((Piece("…", False),))
                break
            made.append(_pieces(snippet(paragraph, _moved(inside, start, end), min(left, len(paragraph)))))
            left -= len(paragraph)
        start = end + len(PARAGRAPH_BREAK)
    caption = [span for span in spans if span.field == "caption"]
    if caption and not inside:
        cut = excerpt(content, analysed, caption)
        return Cut(cut.pieces, cut.place, tuple(made))
    return Cut(made[0], "body", tuple(made[1:]))


def _paragraph_around(text: str, start: int, end: int) -> tuple[int, int]:
    before = text.rfind(PARAGRAPH_BREAK, 0, start)
    after = text.find(PARAGRAPH_BREAK, end)
    return (0 if before < 0 else before + len(PARAGRAPH_BREAK)), (len(text) if after < 0 else after)


def _moved(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [Span(s.field, s.start - start, s.end - start) for s in spans if start <= s.start < end]


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
