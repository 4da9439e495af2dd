"""Query text to a syntax tree by grammar.lark, and the grammar's complaints to sentences: the parser's first half."""

import re
from functools import cache
from importlib.resources import files
from typing import Final, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from articles.errors import QueryError
from articles.query.names import EXAMPLES, NAMES, brief, nearest_field

LONGEST_QUERY: Final = 30_000  # characters
DEEPEST: Final = 40  # groups within groups

Syntax = Tree[Token] | Token

_OPERATORS: Final = {"AND", "OR", "NEAR", "SENTENCE"}
QUOTES: Final = '"“”„«»'


def read(text: str) -> Syntax:
    """The syntax tree of `text`; QueryError where it is too long, empty, or does not follow the grammar."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            f"The query has {len(text):,} characters; {LONGEST_QUERY:,} are the most",
            text,
            LONGEST_QUERY,
            1,
            "Make several watches of it.",
        )
    try:
        return _parser().parse(text)
    except UnexpectedCharacters as error:
        raise _unreadable(text, error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        raise _misplaced(text, error) from None
    except UnexpectedInput as error:
        raise QueryError("The query cannot be read", text, error.pos_in_stream or 0) from None


def start_of(node: Syntax) -> int:
    """The column at which a piece of syntax begins."""
    while isinstance(node, Tree):
        node = node.children[0]
    return node.start_pos or 0


def end_of(node: Syntax) -> int:
    """The column behind a piece of syntax."""
    while isinstance(node, Tree):
        node = node.children[-1]
    return node.end_pos or 0


@cache
def _parser() -> Lark:
    grammar = files("articles.query").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def _unreadable(text: str, column: int) -> QueryError:
    found = text[column]
    if found in QUOTES:
        rest = text[column + 1 :]
        first = re.match(r"\S*", rest.lstrip())
        word = first[0].rstrip(")") if first else ""
        hint = f'Close it: "{word}…"' if word else "Leave it out."
        return QueryError("This quotation mark is never closed", text, column, 1, hint)
    if text.startswith("//", column):
        return QueryError(
            "A comment stands only where a line begins", text, column, 2, "Put it on a line of its own."
        )
    if found in "{}":
        return QueryError(
            "A brace stands only right behind what it counts",
            text,
            column,
            1,
            "As in kadyrov{3,}: at least three times.",
        )
    if found in "-−":
        return QueryError(
            "This minus has nothing right behind it to leave out", text, column, 1, "As in -sport."
        )
    if found == "=":
        return QueryError(
            "This = has no word right behind it", text, column, 1, "As in =WHO: exactly these letters."
        )
    return QueryError(f"{found!r} cannot stand here", text, column)


def _misplaced(text: str, error: UnexpectedToken) -> QueryError:
    token: Token = error.token
    previous = _last_token(error)
    column = token.start_pos or 0
    if token.type == "$END":
        return _unfinished(text, previous)
    if token.type == "RPAR":
        if previous is not None and previous.type == "LPAR":
            return QueryError(
                "This group is empty",
                text,
                previous.start_pos or 0,
                column + 1 - (previous.start_pos or 0),
                "Put words in it or take it out.",
            )
        if previous is None or previous.type not in _OPERATORS | {"FIELD", "NOT", "MINUS"}:
            return QueryError(
                "This parenthesis was never opened", text, column, 1, "Take it out or open one."
            )
        return _nothing_behind(text, previous)
    if token.type in _OPERATORS:
        if previous is None or previous.type == "LPAR":
            return QueryError(
                f"{token} has nothing before it",
                text,
                column,
                len(token),
                f'To look for the word, write "{token.lower()}".',
            )
        return _nothing_behind(text, previous)
    if token.type == "TIMES":
        return QueryError(
            "A count stands only right behind a word or phrase",
            text,
            column,
            len(token),
            "As in kadyrov{3,}.",
        )
    if previous is not None and previous.type == "FIELD":
        return _nothing_behind(text, previous)
    return QueryError(f"“{token}” cannot stand here", text, column, len(token))


def _unfinished(text: str, previous: Token | None) -> QueryError:
    if previous is None:
        return QueryError("The query is empty", text, 0, 1, "Write at least one word to look for.")
    if previous.type in _OPERATORS | {"FIELD", "NOT", "MINUS", "LPAR"}:
        if previous.type == "LPAR":
            return QueryError(
                "This group is opened and holds nothing",
                text,
                previous.start_pos or 0,
                1,
                "Put words in it and close it.",
            )
        return _nothing_behind(text, previous)
    return QueryError("This parenthesis is never closed", text, _open_parenthesis(text), 1, "Close it: )")


def _nothing_behind(text: str, token: Token) -> QueryError:
    message, hint = f"{token} has nothing behind it", f'To look for the word, write "{token.lower()}".'
    if token.type == "FIELD":
        name = token[:-1].casefold()
        if name not in NAMES:
            message, hint = f"There is no field “{brief(token[:-1])}”", nearest_field(token[:-1])
        else:
            hint = f"As in {name}:{EXAMPLES.get(name, 'kadyrov')}."
    return QueryError(message, text, token.start_pos or 0, len(token), hint)


def _last_token(error: UnexpectedToken) -> Token | None:
    """The token before the one that did not fit."""
    history = error.token_history
    if history:
        return cast(Token, history[-1])
    stack = error.interactive_parser.parser_state.value_stack if error.interactive_parser else []
    node = stack[-1] if stack else None
    while isinstance(node, Tree):
        node = node.children[-1]
    return node if isinstance(node, Token) else None


def _open_parenthesis(text: str) -> int:
    """The column of the innermost parenthesis that is still open, quoted ones and comments apart."""
    opened: list[int] = []
    for token in _parser().lex(text):
        if token.type == "LPAR":
            opened.append(token.start_pos or 0)
        elif token.type == "RPAR" and opened:
            opened.pop()
    return opened[-1] if opened else 0


def tokens(text: str) -> list[Token]:
    """The tokens of a query, in order; none where it cannot be read."""
    try:
        return list(_parser().lex(text))
    except UnexpectedInput:
        return []
