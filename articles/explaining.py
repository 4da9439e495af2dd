"""How a query is understood: its parts, how common each is in the archive, and what the engine leaves to the judge; under the doors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from articles.deciding import USUAL, Budget, Purse, Question, Stop
from articles.entities import Entity
from articles.index.asked import EVERYTHING, Asked
from articles.index.port import ArticleIndex, Count, Scope
from articles.open_words import too_many, too_open
from articles.query import Advice, entity_tree, expand, show
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    EntityRef,
    FieldName,
    In,
    Label,
    Near,
    Node,
    Not,
    Or,
    Sentence,
)
from articles.query.rewriting import entity_of, wildcards
from articles.store.database import Database

_FEWEST = 20  # articles that an archive must have to be a measure


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query. `label` is an operator or the part as it is written; `parts` are those it joins.

    `found` is how many current versions it matches by itself, in the field it is asked for; None for a NOT and where
    the archive is too large to say.
    `exact`: the engine finds exactly these; otherwise a superset, and the judge decides.
    """

    label: str
    node: Node
    found: Count | None
    exact: bool
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A query's parts, what the engine is asked instead, and how many current versions there are in all.

    `expanded` is the query with the names of its entities, which is what engines are asked.
    """

    root: Part
    expanded: Node
    asked: Asked
    archive: int
    as_of: int
    too_open: str | None = None  # a word that the archive is too large to be searched for


def explain(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    *,
    at: datetime,
    entities: Mapping[str, Entity],
    budget: Budget = USUAL,
    stop: Stop | None = None,
) -> Explanation:
    """How `tree` is understood and how common its parts are; the judge's work on all of them is within `budget`.

    It comes to an end when `stop` is set, and counts are ranges from there. Raises QueryError (an entity that is not
    configured), IndexUnavailable, IndexFailed and StoreUnavailable.
    """
    state = index.state()
    scope = Scope(as_of=state.change if state else 0)
    purse = Purse(budget, stop)
    expanded = expand(tree, entities)
    many = too_many(expanded)

    def count(node: Node, field: FieldName | None) -> Count | None:
        placed = node if field is None else In(field, node)
        named = expand(node, entities)
        if isinstance(node, Not) or too_open(named, index) or (many and wildcards(named)):
            return None
        return Question(db, index, placed, at, entities, purse).count(scope)

    def part(node: Node, field: FieldName | None) -> Part:
        inside = node.field if isinstance(node, In) else field
        below = tuple(part(inner, inside) for inner in _joined(node, entities))
        return Part(_label(node), node, count(node, field), index.asked(expand(node, entities)).exact, below)

    return Explanation(
        part(tree, None),
        expanded,
        index.asked(expanded),
        index.count(EVERYTHING, at, scope=scope).high,
        scope.as_of or 0,
        too_open(expanded, index),
    )


def every_part(root: Part) -> Iterator[Part]:
    """A part and all that are in it, from the top."""
    yield root
    for part in root.parts:
        yield from every_part(part)


def advise_from(explained: Explanation) -> list[Advice]:
    """Notes that the archive gives: a query that finds half of it or more, words that stand in as much, and one that it
    is too large for.

    An archive of fewer than 20 articles says nothing.
    """
    if explained.archive < _FEWEST:
        return []
    root, found = explained.root, list(_common(explained.root, explained.archive))
    if word := explained.too_open:
        found.append(
            Advice(f"a search with {word} is refused: too much would be compared; a watch can have it")
        )
    if root.parts and _is_common(root, explained.archive):
        share = _share(root, explained.archive)
        found.insert(0, Advice(f"this finds {share}: it tells little apart"))
    return list(dict.fromkeys(found))


def _common(part: Part, archive: int, *, denied: bool = False) -> Iterator[Advice]:
    if part.parts:
        for inner in part.parts:
            yield from _common(inner, archive, denied=denied != isinstance(part.node, Not))
    elif not isinstance(part.node, DateRange | Label) and _is_common(part, archive):
        effect = "its NOT leaves out as many" if denied else "it hardly narrows what is found"
        yield Advice(f"{part.label} stands in {_share(part, archive)}: {effect}")


def _is_common(part: Part, archive: int) -> bool:
    return part.found is not None and part.found.low * 2 >= archive


def _share(part: Part, archive: int) -> str:
    return f"{part.found.low if part.found else 0:,} of {archive:,} articles"


def _joined(node: Node, entities: Mapping[str, Entity]) -> tuple[Node, ...]:
    if isinstance(node, EntityRef):
        names = entity_tree(entity_of(node, entities))
        return names.parts if isinstance(names, Or) else (names,)
    if isinstance(node, And | Or | Near | Sentence):
        return node.parts
    return (node.part,) if isinstance(node, Not | In | AtLeast) else ()


def _label(node: Node) -> str:
    match node:
        case And():
            return "AND"
        case Or():
            return "OR"
        case Not():
            return "NOT"
        case In(field):
            return f"{field}:"
        case Near(_, distance, ordered):
            return f"{'O' if ordered else ''}NEAR/{distance}"
        case Sentence():
            return "SENTENCE"
        case AtLeast(_, times):
            return f"{{{times},}}"
    return show(node, typed=True)
