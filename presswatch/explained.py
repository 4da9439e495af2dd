"""An explanation of a query as a tree to print and as a value for machines; between articles and the doors."""

from collections.abc import Iterator, Sequence
from typing import Any

from articles.explaining import Explanation, Part
from articles.index.asked import EVERYTHING
from articles.index.port import Count
from articles.query import Advice, show
from articles.query.nodes import Node
from presswatch.units import counted


def tree_lines(root: Part) -> Iterator[tuple[str, str]]:
    """The parts from the top, each as (branch and label, how common it is)."""
    yield root.label, _commonness(root)
    yield from _below(root, "")


def asked_words(node: Node) -> str:
    """What the engine is asked, in the query language."""
    return "every article" if node == EVERYTHING else show(node)


def as_json(query: str, tree: Node, explained: Explanation, advice: Sequence[Advice]) -> dict[str, Any]:
    """All of it. Counts are of current versions: the true number lies in [low, high]."""
    return {
        "query": query,
        "understood": show(tree),
        "tree": _part_json(explained.root),
        "engine": {
            "name": "embedded",
            "asked": asked_words(explained.asked.tree),
            "exact": explained.asked.exact,
            "judged": [show(node) for node in explained.asked.unsure],
        },
        "archive": explained.archive,
        "as_of": explained.as_of,
        "advice": [{"message": one.message, "column": one.column, "length": one.length} for one in advice],
    }


def range_words(count: Count) -> str:
    """ "1,204", "between 12 and 40"."""
    return f"{count.high:,}" if count.exact else f"between {count.low:,} and {count.high:,}"


def _below(part: Part, indent: str) -> Iterator[tuple[str, str]]:
    for number, inner in enumerate(part.parts, 1):
        last = number == len(part.parts)
        yield f"{indent}{'└─' if last else '├─'} {inner.label}", _commonness(inner)
        yield from _below(inner, f"{indent}{'   ' if last else '│  '}")


def _commonness(part: Part) -> str:
    if part.found is None:
        return ""
    noun = counted(part.found.high, "article").rsplit(" ", 1)[1]
    return f"{range_words(part.found)} {noun}{'' if part.exact else ', judged'}"


def _part_json(part: Part) -> dict[str, Any]:
    found = part.found
    return {
        "part": part.label,
        "found": None if found is None else {"low": found.low, "high": found.high},
        "exact": part.exact,
        "parts": [_part_json(inner) for inner in part.parts],
    }
