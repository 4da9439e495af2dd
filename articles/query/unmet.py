"""Why an entity is not met where its name, or a part of it, stands in a version: asked again with less; between the judge and `verdicts`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from articles.article import Span, TextField, field_text
from articles.entities import Entity
from articles.names.compare import compare
from articles.names.letters import HYPHENS
from articles.names.scanning import Scan
from articles.names.sought import Name, sought
from articles.query.judge import Judged, why
from articles.query.mentioning import READ, as_written
from articles.query.nodes import In, Node
from articles.query.rewriting import entity_tree

_MOST: Final = 3  # surfaces that are named
_ALIKE: Final = 0.85  # a family name
_JOINED: Final = re.compile(rf"(?:[{HYPHENS}]\w+)*")


def unmet(entity: Entity, asked: Node, doc: Judged, at: datetime) -> str:
    """In plain words what keeps it from counting; `asked` is the reference, or that within a field."""
    bare = replace(entity, context=(), without=(), rejected=())
    if found := _standing(bare, asked, doc, at):
        return f"{_there(found)}, but {_rule(entity, bare, asked, doc, at)}"
    if entity.off and (found := _standing(replace(bare, off=()), asked, doc, at)):
        return f"{_there(found)}, but switched off ({', '.join(entity.off)})"
    tree = entity_tree(entity)
    spelled = why(In(asked.field, tree) if isinstance(asked, In) else tree, doc, at)
    if spans := [span for reason in spelled for span in reason.spans]:
        if not any(as_written(_text(doc, span), entity.spellings) for span in spans):
            return f"{_there(_text(doc, span) for span in spans)}, but written otherwise, by its capital letters or signs"
        return f"{_there(_around(doc, span) for span in spans)}, but as another’s name"
    wide = replace(bare, off=(), precision="wide")
    if loose := [one for field in _fields(asked) for one in doc.reading.mentions(wide, field)]:
        enough = "enough" if loose[0].variant in ("family name", "title", "context") else "like enough"
        return f"{loose[0].told} is there, but not {enough} where precision is {entity.precision}"
    others, alone = _families(entity, asked, doc)
    if others:
        return f"{_there(others)}, but as another’s name"
    if alone:
        return f"only the family name is there ({_quoted(_each(alone))}), which does not count by itself"
    number = len(entity.spellings)
    return f"none of its {number} spellings is there" if number > 1 else "its name is not there"


def _standing(entity: Entity, asked: Node, doc: Judged, at: datetime) -> list[str]:
    """What stands in the version of an entity as it is given here."""
    other = replace(doc, entities={**doc.entities, entity.id: entity})
    return [_text(doc, span) for reason in why(asked, other, at) for span in reason.spans]


def _rule(entity: Entity, bare: Entity, asked: Node, doc: Judged, at: datetime) -> str:
    def keeps(**rule: tuple[str, ...]) -> bool:
        return not _standing(replace(bare, **rule), asked, doc, at)  # type: ignore[arg-type]

    told = []
    if entity.rejected and keeps(rejected=entity.rejected):
        told.append("rejected (“not this one”)")
    if entity.without and keeps(without=entity.without):
        near = [word for word in entity.without if keeps(without=(word,))] or entity.without
        told.append(f"near {_quoted(near)}, which must not be near it")
    if entity.context and keeps(context=entity.context):
        told.append(f"not near a word of its context ({_quoted(entity.context)})")
    rules = (("reject", entity.rejected), ("not", entity.without), ("context", entity.context))
    return " and ".join(told) or f"kept out by its {' and '.join(key for key, words in rules if words)}"


def _families(entity: Entity, asked: Node, doc: Judged) -> tuple[list[str], list[str]]:
    """Where the family name stands, with other names beside it or alone."""
    others: list[str] = []
    alone: list[str] = []
    for name in sought(entity).names if entity.type == "person" else ():
        if not name.alone:
            continue
        for text in doc.reading.scans(_fields(asked)):
            for place in _places(name, text):
                run = text.run_of(place)
                whole = _whole(text, text.starts[run.start], text.ends[run.stop - 1])
                (others if len(run) > 1 else alone).append(whole)
    return others, alone


def _fields(asked: Node) -> tuple[TextField, ...]:
    if isinstance(asked, In):
        return ("body" if asked.field == "lead" else asked.field,)
    return READ


def _places(name: Name, text: Scan) -> list[int]:
    places = {place for key in name.family_keys for place in text.at.get(key, ())}
    return [
        place
        for place in sorted(places)
        if name.family and compare(name.family.text, text.surfaces[place]).score >= _ALIKE
    ]


def _around(doc: Judged, span: Span) -> str:
    """What stands at a span, with the name words that it stands together with: Donald Trump, of Donald Trump Jr."""
    (text,) = doc.reading.scans((span.field,))
    inside = range(bisect_right(text.ends, span.start), bisect_left(text.starts, span.end))
    if not inside:
        return _text(doc, span)
    first, last = text.run_of(inside[0]).start, text.run_of(inside[-1]).stop - 1
    return _whole(text, min(span.start, text.starts[first]), max(span.end, text.ends[last]))


def _whole(text: Scan, start: int, end: int) -> str:
    """Characters with what a hyphen joins to them: Трамп-младший."""
    joined = _JOINED.match(text.text, end)
    return text.text[start : joined.end() if joined else end]


def _text(doc: Judged, span: Span) -> str:
    return field_text(doc.version.content, span.field)[span.start : span.end]


def _there(surfaces: Iterable[str]) -> str:
    each = _each(surfaces)
    return f"{_quoted(each)} {'are' if len(each) > 1 else 'is'} there"


def _each(surfaces: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(surface.split())[:80] for surface in surfaces))


def _quoted(words: Sequence[str]) -> str:
    more = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return ", ".join(f"“{word}”" for word in words[:_MOST]) + more
