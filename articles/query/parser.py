"""Query text to the query tree: the only door into the language; syntax.py reads, words, dates and labels interpret."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from lark import Token, Tree

from articles.errors import QueryError
from articles.query.closable import holds_near, most_near, stands_in_text, widest
from articles.query.dates import date_range
from articles.query.elsewhere import operator, sign
from articles.query.joining import all_of, any_of, at_least, selects, without
from articles.query.labels import fold_label
from articles.query.names import (
    DATES,
    EXAMPLES,
    FIELDS,
    NAMES,
    brief,
    nearest_code,
    nearest_entity,
    nearest_field,
    nearest_query,
)
from articles.query.nodes import (
    DateName,
    EntityRef,
    FieldName,
    In,
    Label,
    LabelName,
    Near,
    Node,
    Phrase,
    Sentence,
    Wildcard,
)
from articles.query.shapes import Shapes
from articles.query.syntax import DEEPEST, Syntax, end_of, read, start_of
from articles.query.words import read_back, typed_as, words

MOST_PARTS: Final = 1_000  # words and filters of one query
MOST_CLOSE: Final = 8  # parts of one NEAR
MOST_NESTED: Final = 4  # parts of one NEAR that stands in another, or has one in it
FARTHEST: Final = 250  # terms between two of them
MOST_TIMES: Final = 1_000
_INCLUDED: Final = re.compile(r"@[\w][\w.-]*")
# What would be a wildcard where letters are not asked for exactly; a sentence's own question mark is none.
_WILD: Final = {"WORD": re.compile(r"[*?]"), "PHRASE": re.compile(r"\*|\?(?=\w)")}


def parse(
    text: str,
    *,
    zone: str = "UTC",
    entities: Collection[str] | None = None,
    saved: Mapping[str, str] | None = None,
    whole: bool = True,
    watch: bool = False,
) -> Node:
    """The tree of a query as a reader typed it.

    `zone` (an IANA name) is whose days its dates mean. With `entities`, an unknown `entity:` is refused.
    `saved` are the texts of the queries that `@name` includes; the tree holds them as if they stood there in
    parentheses. Without `whole` the text is a piece of a query, which need not say what must be there; for a
    `watch`, `story:` is refused. Raises QueryError: what is wrong, the column, what was meant.
    """
    if (known := SHAPES.tree(text)) is not None:
        return known
    syntax = read(text)
    tree = _Builder(text, zone, entities, saved or {}, watch=watch).node(syntax, _Place())
    if whole and not selects(tree):
        begin, end = start_of(syntax), end_of(syntax)
        raise QueryError(
            "This would match nearly every article: it only says what must not be there",
            text,
            begin,
            end - begin,
            "Add what must be there, as in: kadyrov NOT sport.",
        )
    return tree


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the query a piece stands: behind which name, how deep."""

    name: str | None = None
    depth: int = 0


class _Builder:
    """Turns one query's syntax into nodes, counting its parts."""

    def __init__(
        self,
        text: str,
        zone: str,
        entities: Collection[str] | None,
        saved: Mapping[str, str],
        within: tuple[str, ...] = (),
        *,
        watch: bool = False,
    ) -> None:
        self._watch = watch
        self._saved = saved
        self._chain = within  # the saved queries that this text is included by, the outermost first
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
        if place.name is not None and not (name == "entity" and place.name in FIELDS):
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
        if _WILD[word.type].search(word):
            raise self._wrong(
                tree, "= asks for exactly these letters, so it takes no wildcard", "Leave out one of them."
            )
        return self._words(word, exact=True)

    def _close(self, tree: Tree[Token], place: _Place) -> Node:
        parts = [self._close_part(part, place) for part in tree.children[::2]]
        operators = [token for token in tree.children[1::2] if isinstance(token, Token)]
        for other in operators[1:]:
            if other != operators[0]:
                raise self._wrong(
                    other,
                    f"{operators[0]} and {other} cannot be mixed",
                    f"Put parentheses around two of the parts: (a {operators[0]} b) {other} c.",
                )
        if len(parts) > MOST_CLOSE:
            raise self._wrong(
                operators[MOST_CLOSE - 1], f"{operators[0]} takes {MOST_CLOSE} parts at most", "Join by AND."
            )
        self._check_nested(parts, tree)
        if operators[0].type == "SENTENCE":
            return Sentence(tuple(parts))
        name, _, number = operators[0].partition("/")
        if not (number.isascii() and number.isdecimal() and int(number[:9]) <= FARTHEST):
            raise self._wrong(
                operators[0],
                f"{name} needs a number of words from 0 to {FARTHEST}",
                _numbered(name, tree),
            )
        return Near(tuple(parts), int(number), ordered=name == "ONEAR")

    def _check_nested(self, parts: list[Node], tree: Tree[Token]) -> None:
        """Every arrangement of what is close within what is close is tried, so that they are kept small."""
        for part, syntax in zip(parts, tree.children[::2], strict=True):
            if not holds_near(part):
                continue
            if len(parts) > MOST_NESTED or most_near(part) > MOST_NESTED:
                raise self._wrong(
                    syntax,
                    f"Where one NEAR stands in another, each takes {MOST_NESTED} parts at most",
                    "Join others by AND.",
                )
            if widest(part) > FARTHEST:
                raise self._wrong(
                    syntax,
                    f"A NEAR within another may leave {FARTHEST} words between its parts in all",
                    "Take smaller numbers, or join by AND.",
                )

    def _close_part(self, syntax: Syntax, place: _Place) -> Node:
        part = self.node(syntax, place)
        if place.name is None or place.name in FIELDS:
            if isinstance(part, In):
                raise self._wrong(
                    syntax,
                    f"{part.field}: goes around NEAR and SENTENCE",
                    f"As in {part.field}:(a NEAR/5 b).",
                )
            if stands_in_text(part, near=True):
                return part
        raise self._wrong(
            syntax,
            "NEAR and SENTENCE take words, phrases, entities, NEAR and groups of these with OR",
            "Join others by AND.",
        )

    def _times(self, tree: Tree[Token], place: _Place) -> Node:
        counted, braces = tree.children
        part = self.node(counted, place)
        inner = part.part if isinstance(part, In) else part
        if not stands_in_text(inner) or place.name not in (None, *FIELDS):
            raise self._wrong(
                tree,
                "Only words, phrases, entities and groups of these with OR are counted",
                "Leave the braces out.",
            )
        found = re.fullmatch(r"\{([0-9]{1,4}),\}", str(braces))
        if not found or not 1 <= int(found[1]) <= MOST_TIMES:
            raise self._wrong(
                braces,
                f"In braces stands a number from 1 to {MOST_TIMES} and a comma",
                _counted(braces),
            )
        many = at_least(inner, int(found[1]))
        return In(part.field, many) if isinstance(part, In) else many

    def _leaf(self, token: Token, place: _Place) -> Node:
        if token[0] in "-−" and place.name not in (None, *DATES):
            raise self._wrong(token, "A minus stands before the name", f"As in -{place.name}:{token[1:]}.")
        if place.name is None or place.name in FIELDS:
            if _INCLUDED.fullmatch(token):
                return self._included(token, place)
            if token.type == "WORD" and (mistaken := operator(token)):
                raise self._wrong(token, *mistaken)
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
            raise self._wrong(
                token, f"There is no letter or digit to look for in {brief(token)}", sign(_value(token))
            )
        self._count(token, len(found.parts) if isinstance(found, Phrase) else 1)
        if isinstance(found, Wildcard) and found.pattern == "?":
            raise self._wrong(token, "A wildcard alone would match every article", "Put letters around it.")
        return typed_as(found, f"{'=' * exact}{read_back(token, quoted=token.type == 'PHRASE')}")

    def _included(self, token: Token, place: _Place) -> Node:
        """The saved query that `@name` stands for, in the place it is included at."""
        name = token[1:].casefold()
        if name not in self._saved:
            raise self._wrong(
                token, f"There is no saved query “{brief(name)}”", nearest_query(name, self._saved)
            )
        chain = (*self._chain, name)
        if name in self._chain:
            told = " includes ".join(f"@{one}" for one in chain)
            raise self._wrong(token, f"Saved queries include one another: {told}", "Take one of them out.")
        if place.depth >= DEEPEST:
            raise self._wrong(
                token, f"Groups are nested deeper than {DEEPEST} levels", "Include fewer in one another."
            )
        inner = _Builder(self._saved[name], self._zone, self._entities, self._saved, chain, watch=self._watch)
        inner._parts = self._parts
        try:
            node = inner.node(read(self._saved[name]), replace(place, depth=place.depth + 1))
        except QueryError as error:
            named = error.message.startswith(("Saved queries", "In @"))  # where it is said what is wrong
            message = error.message if named else f"In @{name}: {error.message} ({error.where})"
            raise self._wrong(token, message, error.suggestion or "Mend the saved query.") from None
        self._parts = inner._parts
        return node

    def _entity(self, token: Token, value: str) -> EntityRef:
        if self._entities is None:
            return EntityRef(value.strip())
        if value.strip() in self._entities:
            return EntityRef(value.strip())
        known = {name.casefold(): name for name in self._entities}
        if found := known.get(value.strip().casefold()):
            return EntityRef(found)
        raise self._wrong(
            token, f"There is no entity “{brief(value)}”", nearest_entity(value, self._entities)
        )

    def _label(self, token: Token, name: LabelName, value: str) -> Label:
        folded = fold_label(name, value)
        if token.type == "WORD" and "*" in value:
            raise self._wrong(
                token, f"{name}: takes no wildcard", "Write the whole value, several in a group with OR."
            )
        if name == "story" and self._watch:
            raise self._wrong(
                token,
                "story: is for searching: a watch looks at an article when it comes, and its story may change later",
                "Leave it out of the watch; digests show each story once by themselves.",
            )
        if not folded and name == "story":
            raise self._wrong(token, "story: takes the number of a story", f"As in story:{EXAMPLES[name]}.")
        if not folded:
            raise self._wrong(
                token, f"{name}: has no letter or digit in its value", f"As in {name}:{EXAMPLES[name]}."
            )
        short = len(folded) == 2 or (name == "lang" and len(folded) == 3)
        if name in ("lang", "country") and not (short and folded.isascii() and folded.isalpha()):
            kind = "a language is two or three letters" if name == "lang" else "a country is two letters"
            raise self._wrong(token, f"{name}: {kind}", nearest_code(name, value))
        return Label(name, folded)

    def _name(self, head: Token) -> str:
        typed = head[:-1]
        name = typed.casefold()
        if name in NAMES:
            return name
        raise self._wrong(head, f"There is no field “{brief(typed)}”", nearest_field(typed))

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


def _numbered(name: str, tree: Tree[Token]) -> str:
    """What a NEAR without its number means: `a NEAR 5 b` has it behind a blank."""
    behind = tree.children[2]
    if isinstance(behind, Token) and behind.isdecimal() and behind.isascii():
        return f"Did you mean {name}/{behind[:9]}?"
    return f"As in {name}/5: at most five words between."


def _counted(braces: Syntax) -> str:
    number = re.fullmatch(r"\{([0-9]{1,4}),?[0-9]*\}", str(braces))
    if number and 1 <= int(number[1]) <= MOST_TIMES:
        return f"Did you mean {{{int(number[1])},}}: at least so many times? A highest number cannot be asked for."
    return "As in kadyrov{3,}: at least three times."


def _operands(tree: Tree[Token]) -> list[Syntax]:
    return [part for part in tree.children if not (isinstance(part, Token) and part.type in ("AND", "OR"))]


SHAPES: Final = Shapes(lambda text: _Builder(text, "UTC", None, {}).node(read(text), _Place()))


def _value(token: Token) -> str:
    return token[1:-1] if token.type == "PHRASE" else str(token)
