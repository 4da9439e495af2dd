"""An explanation of a query as a tree to print and as a value for machines; between articles and the doors."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from alerts.filing import filed
from articles.explaining import Explanation, Part
from articles.index.asked import EVERYTHING, Asked, asked
from articles.index.port import Count
from articles.query import Advice, show
from articles.query.nodes import Node
from articles.query.sheet import AUTHOR
from presswatch.units import counted

_SHOWN: Final = 12  # words that are listed of those one of which must be there


def tree_lines(root: Part) -> Iterator[tuple[str, str]]:
    """The parts from the top, each as (branch and label, how common it is)."""
    yield root.label, _commonness(root)
    yield from _below(root, "")


def asked_words(node: Node) -> str:
    """What the engine is asked, in the query language."""
    return "every article" if node == EVERYTHING else show(node)


def asked_of_engines(explained: Explanation) -> dict[str, Asked]:
    """What each engine that there is would be asked, by its name in the configuration."""
    from articles.elastic.closeness import close as elastic  # whose package takes half a second to load
    from articles.index.slop import close as embedded

    closeness = {"embedded": embedded, "elasticsearch": elastic}
    return {name: asked(explained.expanded, close) for name, close in closeness.items()}


def looked_for(tree: Node) -> list[list[str]]:
    """The groups of words, phrases and facts of each of which live matching must see one before a query is looked at.

    Most telling first; none where every new article is judged.
    """
    return [sorted(map(_written, need)) for need in filed(tree).needs]


def looked_for_words(tree: Node) -> str:
    """The same in words."""
    groups = []
    for words in looked_for(tree):
        more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        groups.append(words[0] if len(words) == 1 else f"one of {', '.join(words[:_SHOWN])}{more}")
    return "; and ".join(groups) or "nothing first: every new article is judged"


def _written(mark: str) -> str:
    if mark.startswith(AUTHOR):
        return f"author:{_written(mark.removeprefix(AUTHOR))}"
    return f'"{mark}"' if " " in mark and ":" not in mark else mark


def as_json(
    query: str, tree: Node, explained: Explanation, advice: Sequence[Advice], engine: str
) -> dict[str, Any]:
    """All of it; `engine` is the one in use. Counts are of current versions: the true number lies in [low, high]."""
    return {
        "query": query,
        "understood": show(tree),
        "tree": _part_json(explained.root),
        "engine": {"name": engine, **_asked_json(explained.asked)},
        "engines": {name: _asked_json(one) for name, one in asked_of_engines(explained).items()},
        "live": {"looks_for": looked_for(tree)},
        "archive": explained.archive,
        "as_of": explained.as_of,
        "advice": [{"message": one.message, "column": one.column, "length": one.length} for one in advice],
    }


def _asked_json(one: Asked) -> dict[str, Any]:
    return {
        "asked": asked_words(one.tree),
        "exact": one.exact,
        "judged": [show(node) for node in one.unsure],
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
