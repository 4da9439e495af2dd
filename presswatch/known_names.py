"""Names in a query that nothing has, such as a source nobody configured; between a query's tree and the doors."""

from collections.abc import Collection, Iterator, Mapping

from articles.query.labels import fold_label
from articles.query.nodes import Label, LabelName, Node, children
from presswatch.codes import OTHER_WRITINGS
from presswatch.config_errors import nearest

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


def _walk(tree: Node) -> Iterator[Label]:
    if isinstance(tree, Label):
        yield tree
    for part in children(tree):
        yield from _walk(part)
