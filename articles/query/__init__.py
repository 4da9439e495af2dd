"""The query language: text to a tree of frozen nodes, back to text, and the judge that decides what it matches."""

from articles.query.advice import Advice, advise, advise_watch
from articles.query.dates import resolve
from articles.query.judge import Judged, Reason, evaluate, meets, spans_of, why
from articles.query.labels import fold_label, labels
from articles.query.parser import parse
from articles.query.printer import show
from articles.query.rewriting import (
    entities_in,
    entity_tree,
    expand,
    negation_at_leaves,
    widened,
)

__all__ = [
    "Advice",
    "Judged",
    "Reason",
    "advise",
    "advise_watch",
    "entities_in",
    "entity_tree",
    "evaluate",
    "expand",
    "fold_label",
    "labels",
    "meets",
    "negation_at_leaves",
    "parse",
    "resolve",
    "show",
    "spans_of",
    "why",
    "widened",
]
