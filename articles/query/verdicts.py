"""A query's verdict part by part: which were met and where, which were not, which cannot be known; told by the judge."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.article import TEXT_FIELDS, Span, TextField, field_text
from articles.entities import Entity
from articles.query.judge import Judged, evaluate, why
from articles.query.mentioning import EntityMention
from articles.query.nodes import And, AtLeast, DateRange, EntityRef, In, Label, Near, Node, Not, Or, Sentence
from articles.query.printer import show
from articles.query.rewriting import entities_in, entity_of
from articles.query.unmet import unmet

MOST_SPANS = 20  # of one part


@dataclass(frozen=True, slots=True)
class Verdict:
    """One part of a query. `met` is None where it cannot be known (a date that the publisher does not give).

    `part` is its text, `spans` are the places that fulfil it (the first 20), `words` what stands there, each spelling
    once; `note` says what there is to say of it in plain words, or is "". `parts` are those that it is made of, and
    `mentions` the different ways in which an entity is mentioned, the surest first.
    """

    part: str
    met: bool | None
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    note: str
    parts: tuple["Verdict", ...]
    mentions: tuple[EntityMention, ...] = ()


def verdicts(tree: Node, doc: Judged, at: datetime) -> Verdict:
    """The verdict on a version with that of every part, as `evaluate` has it at `at`. Raises QueryError, as that does."""
    return _verdict(tree, tree, doc, at)


def failed(verdict: Verdict) -> Iterator[Verdict]:
    """The smallest parts that keep a query from being met: of an AND those that fail, of an OR all of them."""
    if verdict.met is True:
        return
    inner = [part for part in verdict.parts if part.met is not True]
    if not inner:
        yield verdict
    for part in inner:
        yield from failed(part)


def _verdict(node: Node, asked: Node, doc: Judged, at: datetime) -> Verdict:
    # `asked` is the same node within the field that it is looked for in.
    met = _met(asked, doc, at)
    spans = tuple(span for reason in why(asked, doc, at) for span in reason.spans) if met else ()
    return Verdict(
        part=show(node, typed=True),
        met=met,
        spans=spans[:MOST_SPANS],
        words=_words(doc, spans),
        note=_note(node, asked, doc, at, met=met),
        parts=tuple(_verdict(inner, _within(asked, inner), doc, at) for inner in _made_of(node)),
        mentions=_mentions(node, doc, spans) if met and isinstance(node, EntityRef) else (),
    )


def mentioned(tree: Node, doc: Judged) -> dict[str, tuple[EntityMention, ...]]:
    """By the entities that a query names, how a version mentions them: each surface once, the surest first."""
    return {
        id: found
        for id in sorted(entities_in(tree))
        if (found := _ways(entity_of(EntityRef(id), doc.entities), doc, TEXT_FIELDS))
    }


def _mentions(node: EntityRef, doc: Judged, spans: tuple[Span, ...]) -> tuple[EntityMention, ...]:
    fields = tuple(dict.fromkeys(span.field for span in spans))
    return _ways(entity_of(node, doc.entities), doc, fields)[:MOST_SPANS]


def _ways(entity: Entity, doc: Judged, fields: tuple[TextField, ...]) -> tuple[EntityMention, ...]:
    found: dict[str, EntityMention] = {}
    for field in fields:
        for one in doc.reading.mentions(entity, field):
            known = found.get(one.surface)
            if known is None or one.score > known.score:
                found[one.surface] = one
    return tuple(sorted(found.values(), key=lambda one: -one.score))


def _met(asked: Node, doc: Judged, at: datetime) -> bool | None:
    if evaluate(asked, doc, at) is not None:
        return True
    # The judge says no more than "not met"; its negation is met where the part is false, and not where it is unknown.
    return False if evaluate(Not(asked), doc, at) is not None else None


def _within(asked: Node, inner: Node) -> Node:
    # A part of what is looked for in a field is looked for there as well.
    if isinstance(asked, In):
        return inner if isinstance(inner, In) or inner is asked.part else In(asked.field, inner)
    return inner


def _made_of(node: Node) -> tuple[Node, ...]:
    if isinstance(node, And | Or | Near | Sentence):
        return node.parts
    if isinstance(node, In):
        # `title:(a OR b)` is told as its parts within the title.
        return tuple(In(node.field, part) for part in _made_of(node.part))
    return (node.part,) if isinstance(node, Not | AtLeast) else ()


def _note(node: Node, asked: Node, doc: Judged, at: datetime, *, met: bool | None) -> str:
    if isinstance(node, DateRange) and node.name == "published" and met is None:
        return "its publisher gives no date, so that nothing can be said"
    if met is True or met is None:
        return ""
    if isinstance(node, Not):
        return "what must not be there is there"
    if isinstance(node, Near | Sentence) and all(_met(_within(asked, part), doc, at) for part in node.parts):
        return "all of it is there, but not so close"
    if isinstance(node, AtLeast):
        found = sum(len(reason.spans) for reason in why(_within(asked, node.part), doc, at))
        return f"it is there {found} times of {node.times}"
    reference = node.part if isinstance(node, In) else node
    if isinstance(reference, EntityRef):
        return unmet(entity_of(reference, doc.entities), asked, doc, at)
    if isinstance(node, Label):
        return f"it is {_labels(node, doc)}"
    return ""


def _labels(node: Label, doc: Judged) -> str:
    version = doc.version
    has = {
        "source": version.origin.source_id,
        "site": version.site,
        "lang": version.content.language,
        "country": version.origin.country,
        "tag": ", ".join(version.origin.tags),
    }.get(node.name)
    return f"{node.name}:{has}" if has else f"without a {node.name}"


def _words(doc: Judged, spans: tuple[Span, ...]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for span in spans[: 10 * MOST_SPANS]:
        text = " ".join(field_text(doc.version.content, span.field)[span.start : span.end].split())[:80]
        found.setdefault(text.casefold(), text)
    return tuple(found.values())[:MOST_SPANS]
