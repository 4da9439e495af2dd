"""What a reader may have meant otherwise: notes on a query that can be used as it is."""

from dataclasses import dataclass

from articles.query.nodes import And, Node, Or, Wildcard, children
from articles.query.syntax import tokens


@dataclass(frozen=True, slots=True)
class Advice:
    """One note; `column` and `length` say where in the text, as QueryError does."""

    message: str
    column: int = 0
    length: int = 1


def advise(node: Node, text: str = "") -> list[Advice]:
    """Notes on a query and, where `text` (as it was typed) is given, on how it was written."""
    return [*_lower_case_operators(text), *_precedence(node, text), *_question_marks(node)]


def _lower_case_operators(text: str) -> list[Advice]:
    return [
        Advice(
            f"“{token}” is looked for as a word; the operator is written {token.upper()}",
            token.start_pos or 0,
            len(token),
        )
        for token in tokens(text)
        if token.type == "WORD" and token.casefold() in ("and", "or", "not") and not token.isupper()
    ]


def _precedence(node: Node, text: str) -> list[Advice]:
    """OR beside AND without parentheses: AND binds tighter, which not everyone expects."""
    mixed = isinstance(node, Or) and any(isinstance(part, And) for part in node.parts)
    mixed = mixed and not any(token.type == "LPAR" for token in tokens(text))
    return [Advice("AND is read before OR; parentheses make it certain")] if mixed else []


def _question_marks(node: Node) -> list[Advice]:
    return [
        Advice(
            f"“{pattern}” looks for one more letter behind “{pattern[:-1]}”; leave ? out to look for the word itself"
        )
        for pattern in sorted(_patterns(node))
        if pattern.endswith("?") and pattern.count("?") == 1 and "*" not in pattern and len(pattern) > 1
    ]


def _patterns(node: Node) -> set[str]:
    if isinstance(node, Wildcard):
        return {node.pattern}
    return {pattern for part in children(node) for pattern in _patterns(part)}
