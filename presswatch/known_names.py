"""Names that nothing has, such as a source nobody configured, in a query or in its place; between a query's tree and the doors."""

from collections.abc import Collection, Iterator, Mapping

from articles.query.labels import fold_label
from articles.query.nodes import Label, LabelName, Node, children
from presswatch.codes import OTHER_WRITINGS
from presswatch.config_errors import nearest
from presswatch.config_values import is_id

Known = Mapping[LabelName, Collection[str]]  # as they are written in the configuration

_SAID: Mapping[LabelName, str] = {
    "source": "no source is called “{}”",
    "tag": "no source has the tag “{}”",
    "country": "no source is of the country “{}”",
    "lang": "no article is in the language “{}”",
    "site": "no article is of the site “{}”",
    "story": "no story has the number {}",
}


def labels_in(tree: Node) -> Iterator[Label]:
    """Every label that a query asks for, each once."""
    found = dict.fromkeys(_walk(tree))
    yield from found


def is_known(label: Label, known: Known) -> bool:
    """Whether one of the names is this one, folded as the judge folds it."""
    return any(fold_label(label.name, name) == label.value for name in known.get(label.name, ()))


def said_of(label: Label, known: Known) -> str:
    """That nothing has this name, and the nearest name that something has."""
    names = {fold_label(label.name, name): name for name in known.get(label.name, ())}
    wrong = _SAID[label.name].format(label.value)
    other = OTHER_WRITINGS.get(label.value.upper()) if label.name == "country" else None
    if near := other or names.get(nearest(label.value, names) or ""):
        shown = f'"{near}"' if " " in near else near
        wrong += f"; did you mean {label.name}:{shown}?"
    return wrong


def said_of_watch(typed: str, watches: Collection[str]) -> str | None:
    """That no watch has the name that was typed, and the nearest that one has; None where that is one, or can be none."""
    if typed in watches or not is_id(typed.lower()):
        return None
    near = nearest(typed, watches)
    meant = f"; did you mean {near}?" if near else ""
    return f"no watch is called “{typed}”: it is looked for as a query{meant}"


def _walk(tree: Node) -> Iterator[Label]:
    if isinstance(tree, Label):
        yield tree
    for part in children(tree):
        yield from _walk(part)
