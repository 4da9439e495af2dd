"""Why a version met a watch: the parts of the query that it fulfils, told while matching and kept with the match."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from alerts.contents import Part
from articles.article import Span, field_text
from articles.query import Judged, evaluate, show
from articles.query.nodes import And, EntityRef, Node, Not, Or

FOUND_LIMIT = 4  # different spellings named for a part
SPAN_LIMIT = 200  # kept with a match


def parts(tree: Node, doc: Judged, at: datetime) -> list[Part]:
    """The parts of a matching query that the version fulfils, in the query's order, each once.

    All of an AND, those of an OR that are there, nothing of a NOT.
    """
    told: dict[str, Part] = {}
    for node in _leaves(tree):
        spans = evaluate(node, doc, at)
        name = show(node)
        if spans is None or name in told:
            continue
        label = doc.entities[node.id].name if isinstance(node, EntityRef) else None
        told[name] = Part(name, _words(doc, spans), tuple(dict.fromkeys(s.field for s in spans)), label)
    return list(told.values())


def spans_as_json(spans: Iterable[Span]) -> list[list[Any]]:
    return [[span.field, span.start, span.end] for span in list(spans)[:SPAN_LIMIT]]


def spans_from_json(kept: Iterable[list[Any]]) -> tuple[Span, ...]:
    return tuple(Span(field, start, end) for field, start, end in kept)


def _leaves(tree: Node) -> Iterable[Node]:
    if isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _leaves(part)
    elif not isinstance(tree, Not):
        yield tree


def _words(doc: Judged, spans: Iterable[Span]) -> tuple[str, ...]:
    # Different spellings, without regard to case, in the order in which they stand.
    found: dict[str, str] = {}
    for span in spans:
        text = " ".join(field_text(doc.version.content, span.field)[span.start : span.end].split())
        found.setdefault(text.casefold(), text[:80])
        if len(found) == FOUND_LIMIT:
            break
    return tuple(found.values())
