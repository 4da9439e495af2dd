"""What a reader may have meant otherwise: notes on a query that can be used as it is."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from lark import Token

from articles.pasted import pasted_address
from articles.query.contradictions import contradictions
from articles.query.elsewhere import AND_OR_NOT
from articles.query.misplaced import paths, times
from articles.query.names import brief
from articles.query.nodes import (
    Ago,
    And,
    AtLeast,
    DateRange,
    DaysBack,
    In,
    Label,
    Node,
    Not,
    Or,
    Term,
)
from articles.query.printer import show
from articles.query.stopwords import STOPWORDS
from articles.query.syntax import QUOTES, tokens
from articles.query.words import words

_OPERATOR = re.compile("(?i:and|or|not|sentence|o?near/[0-9]+)")
_WIDE = re.compile(r"＊|(?<=\w)？(?=\w)")


@dataclass(frozen=True, slots=True)
class Advice:
    """One note; `column` and `length` say where in the text, as QueryError does."""

    message: str
    column: int = 0
    length: int = 1


def advise(node: Node, text: str = "") -> list[Advice]:
    """Notes on a query and, where `text` (as it was typed) is given, on how it was written."""
    return [
        *_address(text),
        *_mistyped_operators(text),
        *_precedence(node, text),
        *_question_marks(text),
        *_wide_wildcards(text),
        *_apostrophes(text),
        *_stop_words(node, text),
        *_paths(text),
        *_times(text),
        *_contradictions(node),
    ]


def advise_watch(node: Node) -> list[Advice]:
    """Notes on a query as a watch, which looks at each article at the moment it is first seen."""
    if _always(node):
        return [Advice("this watch finds every article: nothing in it can be missing from one")]
    if found := _wordless(node):
        asks = (
            "a part of this watch asks"
            if any(map(_looks_at_text, _alternatives(node)))
            else "this watch asks"
        )
        wide = " and of ".join(show(part, typed=True) for part in found)
        return [Advice(f"{asks} for no word: it finds every article of {wide}")]
    return []


def _beside(token: Token, message: str) -> Advice:
    """A note on a word, phrase or sign as it was typed."""
    return Advice(message, token.start_pos or 0, len(token))


def _alternatives(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Or) else (node,)


def _wordless(node: Node) -> list[Node]:
    """The alternatives of a query in which no word of the article decides."""
    return [part for part in _alternatives(node) if not _looks_at_text(part)]


def _always(node: Node) -> bool:
    """Whether every article matches when it is first seen."""
    match node:
        case DateRange("seen", low, None):
            return low is None or isinstance(low, Ago | DaysBack)
        case And(parts):
            return all(map(_always, parts))
        case Or(parts):
            return any(map(_always, parts))
        case In(_, part):
            return _always(part)
    return False


def _looks_at_text(node: Node) -> bool:
    """Whether a word of the article decides, wherever the query matches."""
    match node:
        case Label() | DateRange() | Not():
            return False
        case And(parts):
            return any(map(_looks_at_text, parts))
        case Or(parts):
            return all(map(_looks_at_text, parts))
        case In(_, part) | AtLeast(part):
            return _looks_at_text(part)
    return True


def _stop_words(node: Node, text: str) -> list[Advice]:
    """A phrase of one word that nearly every text holds, and a query that is nothing but such a word."""
    found = [
        _beside(token, f"{token} is one word, which nearly every text of its language has")
        for token in tokens(text)
        if token.type == "PHRASE" and not text[: token.start_pos].endswith("=") and _is_stop_word(token[1:-1])
    ]
    if not found and isinstance(node, Term) and node.exact is None and node.text in STOPWORDS:
        return [Advice(f"nearly every text of its language has “{node.text}”", 0, max(1, len(text)))]
    return found


def _is_stop_word(typed: str) -> bool:
    if "*" in typed or "?" in typed:
        return False
    found = words(typed)
    return isinstance(found, Term) and found.text in STOPWORDS


def _mistyped_operators(text: str) -> list[Advice]:
    return [
        _beside(token, f"“{token}” is looked for as a word; the operator is written {operator}")
        for token in tokens(text)
        if token.type == "WORD" and (operator := _operator(token))
    ]


def _operator(token: str) -> str | None:
    """The operator that a word was perhaps meant to be: `or`, or one of another language in capitals."""
    plain = normalize("NFKC", token)  # an East Asian keyboard types letters of full width
    if _OPERATOR.fullmatch(plain) and token != plain.upper():
        return plain.upper()
    return AND_OR_NOT.get(token)


def _precedence(node: Node, text: str) -> list[Advice]:
    """OR beside AND without parentheses: AND binds tighter, which not everyone expects."""
    mixed = isinstance(node, Or) and any(isinstance(part, And) for part in node.parts)
    mixed = mixed and not any(token.type == "LPAR" for token in tokens(text))
    return [Advice("AND is read before OR; parentheses make it certain")] if mixed else []


def _question_marks(text: str) -> list[Advice]:
    """A `?` at the end of a word, as a pasted question has it: it is one letter more."""
    found = []
    for token in tokens(text):
        last = token.strip(QUOTES).split()[-1:] if token.type in ("WORD", "PHRASE") else []
        word = last[0].rstrip("?") if last else ""
        if last and last[0] == f"{word}?" and word and not set("*?") & set(token.strip(QUOTES)[:-1]):
            message = f"“{last[0]}” looks for one more letter behind “{word}”; leave ? out to look for the word itself"
            found.append(_beside(token, message))
    return found


def _wide_wildcards(text: str) -> list[Advice]:
    """A wildcard as an East Asian keyboard types it, which separates words as all signs do."""
    return [
        _beside(
            token,
            f"“{brief(token.strip(QUOTES))}” holds {found[0]}, which parts words; the wildcard is written {normalize('NFKC', found[0])}",
        )
        for token in tokens(text)
        if token.type in ("WORD", "PHRASE") and (found := _WIDE.search(token))
    ]


def _apostrophes(text: str) -> list[Advice]:
    """A phrase between apostrophes, which are none of the language's quotation marks."""
    typed = [token for token in tokens(text) if token.type == "WORD"]
    first = next((token for token in typed if len(token) > 1 and token[0] in "'‘"), None)
    last = next((token for token in reversed(typed) if token[-1] in "'’"), None)
    if first is None or last is None or first is last or (last.start_pos or 0) < (first.start_pos or 0):
        return []
    begin, end = first.start_pos or 0, last.end_pos or 0
    message = f'the words between apostrophes are looked for one by one; a phrase is written "{text[begin + 1 : end - 1]}"'
    return [Advice(message, begin, end - begin)]


def _address(text: str) -> list[Advice]:
    """A query that is one address, where it was not looked up."""
    if pasted_address(text) is None:
        return []
    message = "only the first page of a search looks an address up; here it is looked for as words"
    return [Advice(message, len(text) - len(text.lstrip()), len(text.strip()))]


def _paths(text: str) -> list[Advice]:
    return [
        Advice(
            f"site: is a host, and the path {brief(value[path:].rstrip(QUOTES))} is not looked at",
            (value.start_pos or 0) + path,
            len(value) - path,
        )
        for value, path in paths(tokens(text))
    ]


def _times(text: str) -> list[Advice]:
    return [
        _beside(time, f"“{brief(time)}” is looked for as a word; a time is written with T: {brief(meant)}")
        for time, meant in times(tokens(text))
    ]


def _contradictions(node: Node) -> list[Advice]:
    """What stands beside its own NOT."""
    found = dict.fromkeys(brief(show(part, typed=True)) for part in contradictions(node))
    return [Advice(f"{part} must be there and must not: nothing matches that") for part in found]
