"""Query text to the query tree: the only door into the language; syntax.py reads, words, dates and labels interpret."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Final, cast, get_args

from lark import Token, Tree

from articles.errors import QueryError
from articles.query.dates import date_range
from articles.query.labels import LABELS, fold_label
from articles.query.nodes import (
    And,
    DateName,
    EntityRef,
    FieldName,
    In,
    Label,
    LabelName,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
)
from articles.query.syntax import DEEPEST, Syntax, end_of, read, start_of
from articles.query.words import words

MOST_PARTS: Final = 1_000  # words, phrases and filters of one query
FIELDS: Final[tuple[str, ...]] = get_args(FieldName)
DATES: Final[tuple[str, ...]] = get_args(DateName)
NAMES: Final = (*FIELDS, *LABELS, *DATES, "entity")
_OTHER_NAMES: Final = {  # what other search tools call them
    "intitle": "title",
    "headline": "title",
    "text": "body",
    "intext": "body",
    "byline": "author",
    "by": "author",
    "host": "site",
    "domain": "site",
    "language": "lang",
    "date": "published",
    "since": "published",
    "after": "published",
    "before": "published",
    "until": "published",
    "person": "entity",
    "summary": "lead",
    "photo": "caption",
}


def parse(
    text: str, *, zone: str = "UTC", now: datetime | None = None, entities: Collection[str] | None = None
) -> Node:
    """The tree of a query as a reader typed it.

    `zone` (an IANA name) is whose days its dates mean. With `entities`, an unknown `entity:` is refused. Relative
    times stay relative, so `now` decides nothing here. Raises QueryError: what is wrong, the column, what was meant.
    """
    del now
    syntax = read(text)
    tree = _Builder(text, zone, entities).node(syntax, _Place())
    if not selects(tree):
        begin, end = start_of(syntax), end_of(syntax)
        raise QueryError(
            "This would match nearly every article: it only says what must not be there",
            text,
            begin,
            end - begin,
            "Add what must be there, as in: kadyrov NOT sport.",
        )
    return tree


def all_of(parts: Iterable[Node]) -> Node:
    """Their AND in one level; a single part is itself."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """Their OR in one level; a single part is itself."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def without(part: Node) -> Node:
    """Its NOT; of a NOT, what it denies."""
    return part.part if isinstance(part, Not) else Not(part)


def selects(tree: Node) -> bool:
    """Whether something must be there for `tree` to match, so that it is a question about few articles."""
    if isinstance(tree, Not):
        return False
    if isinstance(tree, And):
        return any(map(selects, tree.parts))
    if isinstance(tree, Or):
        return all(map(selects, tree.parts))
    return selects(tree.part) if isinstance(tree, In) else True


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the query a piece stands: behind which name, how deep."""

    name: str | None = None
    depth: int = 0


class _Builder:
    """Turns one query's syntax into nodes, counting its parts."""

    def __init__(self, text: str, zone: str, entities: Collection[str] | None) -> None:
        self._text = text
        self._zone = zone
        self._entities = entities
        self._parts = 0

    def node(self, syntax: Syntax, place: _Place) -> Node:
        if isinstance(syntax, Token):
            return self._leaf(syntax, place)
        build: Callable[[Tree[Token], _Place], Node] = getattr(self, f"_{syntax.data}")
        return build(syntax, place)

    def _any(self, tree: Tree[Token], place: _Place) -> Node:
        return any_of([self.node(part, place) for part in _operands(tree)])

    def _all(self, tree: Tree[Token], place: _Place) -> Node:
        return all_of([self.node(part, place) for part in _operands(tree)])

    def _without(self, tree: Tree[Token], place: _Place) -> Node:
        denied = 0
        part: Syntax = tree
        while isinstance(part, Tree) and part.data == "without":  # NOT NOT NOT … is no nesting
            denied += 1
            part = part.children[-1]
        node = self.node(part, place)
        return without(node) if denied % 2 else node

    def _group(self, tree: Tree[Token], place: _Place) -> Node:
        if place.depth >= DEEPEST:
            raise self._wrong(
                tree.children[0], f"Groups are nested deeper than {DEEPEST} levels", "Take parentheses out."
            )
        return self.node(tree.children[1], replace(place, depth=place.depth + 1))

    def _within(self, tree: Tree[Token], place: _Place) -> Node:
        head = tree.children[0]
        assert isinstance(head, Token)
        name = self._name(head)
        if place.name is not None:
            raise self._wrong(
                head,
                f"{name}: cannot stand inside {place.name}:",
                "Put them side by side, each with its own value.",
            )
        inner = self.node(tree.children[1], replace(place, name=name))
        return In(cast(FieldName, name), inner) if name in FIELDS else inner

    def _exact(self, tree: Tree[Token], place: _Place) -> Node:
        word = tree.children[1]
        assert isinstance(word, Token)
        if place.name is not None and place.name not in FIELDS:
            raise self._wrong(tree.children[0], f"= has no meaning in {place.name}:", "Leave it out.")
        if word.type == "WORD" and set("*?") & set(word):
            raise self._wrong(
                tree, "= asks for exactly these letters, so it takes no wildcard", "Leave out one of them."
            )
        return self._words(word, exact=True)

    def _close(self, tree: Tree[Token], _: _Place) -> Node:
        operator = tree.children[1]
        raise self._wrong(
            operator,
            f"{operator} is not part of the language yet",
            f'To look for the word, write "{str(operator).lower()}".',
        )

    def _times(self, tree: Tree[Token], _: _Place) -> Node:
        raise self._wrong(
            tree.children[1], "Counts in braces are not part of the language yet", "Leave it out."
        )

    def _leaf(self, token: Token, place: _Place) -> Node:
        if place.name is None or place.name in FIELDS:
            if place.name is not None and token[0] in "-−":
                raise self._wrong(
                    token, "A minus stands before the name", f"As in -{place.name}:{token[1:]}."
                )
            return self._words(token)
        value = _value(token)
        column = (token.start_pos or 0) + (token.type == "PHRASE")
        self._count(token)
        if place.name in DATES:
            try:
                return date_range(cast(DateName, place.name), value, self._zone)
            except QueryError as error:
                raise self._moved(error, column) from None
        if place.name == "entity":
            return self._entity(token, value)
        return self._label(token, cast(LabelName, place.name), value)

    def _words(self, token: Token, *, exact: bool = False) -> Node:
        try:
            found = words(_value(token), exact=exact)
        except QueryError as error:
            raise self._moved(error, (token.start_pos or 0) + (token.type == "PHRASE")) from None
        if found is None:
            raise self._wrong(token, f"There is no letter or digit to look for in {token}", _meant(token))
        self._count(token, len(found.parts) if isinstance(found, Phrase) else 1)
        if isinstance(found, Wildcard) and found.pattern == "?":
            raise self._wrong(token, "A wildcard alone would match every article", "Put letters around it.")
        return found

    def _entity(self, token: Token, value: str) -> EntityRef:
        if self._entities is None:
            return EntityRef(value.strip())
        known = {name.casefold(): name for name in self._entities}
        if found := known.get(value.strip().casefold()):
            return EntityRef(found)
        raise self._wrong(
            token, f"There is no entity “{value}”", _did_you_mean(value, self._entities, "entity:")
        )

    def _label(self, token: Token, name: LabelName, value: str) -> Label:
        folded = fold_label(name, value)
        if token.type == "WORD" and "*" in value:
            raise self._wrong(
                token, f"{name}: takes no wildcard", "Write the whole value, several in a group with OR."
            )
        if not folded:
            raise self._wrong(
                token, f"{name}: has no letter or digit in its value", f"As in {name}:{_EXAMPLES[name]}."
            )
        short = len(folded) == 2 or (name == "lang" and len(folded) == 3)
        if name in ("lang", "country") and not (short and folded.isascii() and folded.isalpha()):
            kind = "a language is two or three letters" if name == "lang" else "a country is two letters"
            raise self._wrong(token, f"{name}: {kind}", f"As in {name}:{_EXAMPLES[name]}.")
        return Label(name, folded)

    def _name(self, head: Token) -> str:
        typed = head[:-1]
        name = typed.casefold()
        if name in NAMES:
            return name
        if name == "story":
            raise self._wrong(head, "story: is not part of the language yet", "Leave it out.")
        near = _OTHER_NAMES.get(name) or next(iter(get_close_matches(name, NAMES, n=1)), None)
        hint = f"Did you mean {near}:?" if near else f"There are {', '.join(f'{known}:' for known in NAMES)}."
        raise self._wrong(
            head,
            f"There is no field “{typed}”",
            f'{hint} To look for the words, put them in quotes: "{typed} …".',
        )

    def _count(self, token: Token, parts: int = 1) -> None:
        self._parts += parts
        if self._parts > MOST_PARTS:
            raise self._wrong(
                token,
                f"The query has more than {MOST_PARTS:,} words and filters",
                "Make several watches of it.",
            )

    def _wrong(self, syntax: Syntax, message: str, suggestion: str) -> QueryError:
        begin, end = start_of(syntax), end_of(syntax)
        return QueryError(message, self._text, begin, end - begin, suggestion)

    def _moved(self, error: QueryError, column: int) -> QueryError:
        return QueryError(error.message, self._text, column + error.column, error.length, error.suggestion)


_EXAMPLES: Final = {"source": "meduza", "site": "bbc.co.uk", "tag": "courts", "lang": "ru", "country": "DE"}


def _operands(tree: Tree[Token]) -> list[Syntax]:
    return [part for part in tree.children if not (isinstance(part, Token) and part.type in ("AND", "OR"))]


def _value(token: Token) -> str:
    return token[1:-1] if token.type == "PHRASE" else str(token)


def _meant(token: Token) -> str:
    operator = {"&": "AND", "&&": "AND", "|": "OR", "||": "OR", "!": "NOT"}.get(str(token))
    return f"Did you mean {operator}?" if operator else "Leave it out."


def _did_you_mean(value: str, known: Collection[str], prefix: str) -> str:
    near = get_close_matches(value.casefold(), [name.casefold() for name in known], n=1)
    if near:
        return f"Did you mean {prefix}{next(name for name in known if name.casefold() == near[0])}?"
    if not known:
        return "No entity is configured."
    return f"There are {', '.join(sorted(known)[:8])}{'…' if len(known) > 8 else ''}."
