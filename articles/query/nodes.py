"""The query tree: frozen nodes between the parser and everything that asks or judges.

Words are already analysed here: a `Term` is one folded term of the analyser, and a typed word of several
terms (`O'Brien`, `人权`) is a `Phrase`. How they were typed is kept beside them (`typed`, "" where nobody typed them)
for people to read; it makes no other tree. Times stay as they were typed and are resolved by the judge's `at`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

FieldName = Literal["title", "lead", "body", "caption", "author"]
LabelName = Literal["source", "site", "tag", "lang", "country", "story"]
DateName = Literal["published", "seen"]


@dataclass(frozen=True, slots=True)
class Term:
    """One folded term. `exact` is the surface that must stand there letter for letter (`=WHO`), or None."""

    text: str
    exact: str | None = None
    typed: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """One term by pattern, folded: `*` any run of characters, `?` exactly one."""

    pattern: str
    typed: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow one another in one paragraph of one field."""

    parts: tuple["Term | Wildcard", ...]
    typed: str = field(default="", compare=False, repr=False)


Words = Term | Wildcard | Phrase


@dataclass(frozen=True, slots=True)
class And:
    """All of them, anywhere in the article."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever the part does not match; never alone in a query."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """All of them in one paragraph of one field, at most `distance` terms between each and the next.

    They do not overlap; `ordered` says that they come as they are listed. Parts are words, phrases, entities or
    an OR of these; and also a Near and an OR with one, which stands from the start of its first part to the end of its last.
    """

    parts: tuple["Node", ...]
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """All of them in one sentence of one field; the parts are as in `Near`, each whole in that sentence."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The part at no fewer than `times` places that do not overlap, in all fields looked at together."""

    part: "Node"
    times: int


@dataclass(frozen=True, slots=True)
class In:
    """The part, looked for in one field only. `lead` is the first paragraph's first 60 words at most."""

    field: FieldName
    part: "Node"


@dataclass(frozen=True, slots=True)
class Label:
    """A fact of the version: its source (id or name), site (host), tag, language or country, which are frozen, or its story."""

    name: LabelName
    value: str  # folded


@dataclass(frozen=True, slots=True)
class EntityRef:
    """A mention of a configured entity, as `articles.query.mentioning` finds it."""

    id: str


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Versions with a word under one of these keys of `articles.names.keys`; `titled` behind an office or form of address."""

    keys: tuple[str, ...]
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as engines are asked for it: `tree` matches at least where the judge finds it. Never in a parsed query."""

    id: str
    tree: "Node"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day of the query's zone."""

    value: date


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment with the minute or second it was typed to; aware. Covers [value, value + width)."""

    value: datetime
    width: timedelta


@dataclass(frozen=True, slots=True)
class Ago:
    """A moment before the judge's `at`."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class DaysBack:
    """The calendar day so many days before the judge's `at`, in the query's zone: 0 is today, 1 yesterday."""

    days: int


Moment = Day | Instant | Ago | DaysBack


@dataclass(frozen=True, slots=True)
class DateRange:
    """Overlaps [start of `low`, end of `high`); None is open. Days are days of `zone` (an IANA name)."""

    name: DateName
    low: Moment | None
    high: Moment | None
    zone: str


Node = (
    Term
    | Wildcard
    | Phrase
    | Near
    | Sentence
    | AtLeast
    | And
    | Or
    | Not
    | In
    | Label
    | EntityRef
    | Named
    | NameKeys
    | DateRange
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right inside a node, whatever it is: for those who look through a tree."""
    if isinstance(node, Term):  # most are
        return ()
    if isinstance(node, _OF_PARTS):
        return node.parts
    if isinstance(node, Named):
        return (node.tree,)
    return (node.part,) if isinstance(node, _OF_ONE) else ()


# Tuples, for a union of types would be made anew at every question.
_OF_PARTS: Final = (And, Or, Phrase, Near, Sentence)
_OF_ONE: Final = (Not, In, AtLeast)
