"""Why a version met a watch: the judge's reasons in the words that are kept with the match and shown to the reader."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alerts.contents import Part
from articles.article import Content, Span, TextField, field_text
from articles.entities import Entity
from articles.query import Reason, show
from articles.query.nodes import EntityRef
from articles.snippets import shown_end

FOUND_LIMIT = 4  # different spellings named for a part
FOUND_LENGTH = 80
SPAN_LIMIT = 200  # kept with a match


def parts(reasons: Iterable[Reason], content: Content, entities: Mapping[str, Entity]) -> tuple[Part, ...]:
    """The parts of the query that were met, in its order, each once with the different words that met it."""
    told: dict[str, tuple[Reason, dict[str, str], dict[TextField, None]]] = {}
    for reason in reasons:
        _, words, fields = told.setdefault(show(reason.part, typed=True), (reason, {}, {}))
        if reason.field is not None:
            fields[reason.field] = None
            _collect(words, field_text(content, reason.field), reason.spans)
    return tuple(
        Part(name, tuple(words.values()), tuple(fields), _label(reason, entities))
        for name, (reason, words, fields) in told.items()
    )


def spans_as_json(spans: Sequence[Span]) -> list[list[Any]]:
    """Spans as they are kept: [field, start, end], the first 200."""
    return [[span.field, span.start, span.end] for span in spans[:SPAN_LIMIT]]


def spans_from_json(kept: Iterable[list[Any]]) -> tuple[Span, ...]:
    """The other way."""
    return tuple(Span(field, start, end) for field, start, end in kept)


def _label(reason: Reason, entities: Mapping[str, Entity]) -> str | None:
    return entities[reason.part.id].name if isinstance(reason.part, EntityRef) else None


def _collect(words: dict[str, str], text: str, spans: Iterable[Span]) -> None:
    # Different spellings, without regard to case, in the order in which they stand.
    for span in spans:
        if len(words) >= FOUND_LIMIT:
            return
        end = shown_end(text, span.start, span.end)
        found = " ".join(text[span.start : end].split())[:FOUND_LENGTH]
        words.setdefault(found.casefold(), found)
