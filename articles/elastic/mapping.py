"""What an index of Elasticsearch looks like and how a version becomes one of its documents; between the port and `elastic`'s writers.

Terms come as the analyser gives them, joined by spaces; the server only parts them again. The original text, links
and dates are there for people who look into the index by themselves, with Kibana for one; presswatch does not ask them.
"""

import json
from functools import cache
from hashlib import sha256
from typing import Any, Final, get_args

from articles.index.days import middle
from articles.index.port import Facet, IndexDocument, IndexState
from articles.index.sort_keys import by_published, by_seen
from articles.query.labels import LABELS

TEXT_FIELDS: Final = ("title", "body", "lead", "caption", "author")
FACETS: Final[tuple[Facet, ...]] = get_args(Facet)
NEVER: Final = 2**63 - 1  # `superseded` of a current version
STATE: Final = "state"  # the id of the document that says where the index stands
GAP: Final = 1_000  # positions between paragraphs: no phrase or nearness of fewer words reaches across

# The analyser cuts terms at 128 characters, which are 256 at most as the server counts them (UTF-16).
LONGEST_TOKEN: Final = 512
ANALYSIS: Final = {
    "analyzer": {"terms": {"type": "custom", "tokenizer": "terms"}},
    "tokenizer": {"terms": {"type": "whitespace", "max_token_length": LONGEST_TOKEN}},
}
BUILT_IN: Final = (
    "whitespace"  # the analyser of builds without tokenizers of their own; it takes 256 whole, too
)

_LOWEST: Final = -(2**63)  # what key 0 is in the index: keys need 64 bits, and its numbers have a sign


def settings(*, shards: int, replicas: int) -> dict[str, Any]:
    """An index's settings. Nothing is refreshed by itself: the indexer says when what it wrote is to be seen."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": -1,
        "max_result_window": 10_000,
        "analysis": ANALYSIS,
    }


def mappings(analyser: str = "terms") -> dict[str, Any]:
    """All fields, and no others. The analysed terms are not kept apart from their postings: they are in the database."""
    terms = {"type": "text", "analyzer": analyser, "position_increment_gap": GAP}
    keyword, long = {"type": "keyword"}, {"type": "long"}
    asked = keyword | {"doc_values": False}  # by which nothing is sorted or counted
    date = {"type": "date", "format": "epoch_second"}
    plain = {"type": "text", "analyzer": "standard"}
    return {
        "dynamic": "strict",
        "_meta": {"written_by": "presswatch"},
        "_source": {"excludes": list(TEXT_FIELDS)},
        "properties": {
            **dict.fromkeys(TEXT_FIELDS, terms),
            **{f"label_{name}": asked for name in LABELS},
            **{f"facet_{name}": keyword for name in FACETS},
            **dict.fromkeys(("change", "article", "superseded", "by_seen", "by_published"), long),
            **dict.fromkeys(("seen", "published_from", "published_to", "published_middle"), date),
            "names": asked,
            "dated": {"type": "byte"},
            "content_hash": {"type": "keyword", "index": False, "doc_values": True},
            "url": {"type": "keyword", "ignore_above": 8191},
            "original": {"properties": dict.fromkeys(("title", "text", "captions", "authors"), plain)},
            "removed": {"type": "boolean"},
            "form": {"type": "keyword", "index": False},
            "lineage": {"type": "keyword", "index": False},
            "fingerprint": {"type": "keyword", "index": False},
            "position": {"type": "long", "index": False},
        },
    }


def template(pattern: str) -> dict[str, Any]:
    """The index template of a family of indices: what nobody made by hand is never made by a stray write."""
    return {
        "index_patterns": [pattern],
        "priority": 500,
        "allow_auto_create": False,
        "_meta": {"written_by": "presswatch"},
        "template": {"mappings": {"dynamic": "strict"}},
    }


def signed(key: int) -> int:
    """A sort key as the index holds it."""
    return key + _LOWEST


def unsigned(value: int) -> int:
    """The sort key that the index holds as `value`."""
    return value - _LOWEST


def to_source(document: IndexDocument) -> dict[str, Any]:
    """The document's source; paragraphs are values of their own, which the index keeps `GAP` positions apart."""
    content = document.content
    source: dict[str, Any] = {
        **{name: values for name, values in document.fields.items() if values},
        **{f"label_{name}": values for name, values in document.labels.items() if values},
        **{f"facet_{name}": values for name, values in document.facets.items() if values},
        "names": document.names,
        "change": document.change,
        "article": document.article_id,
        "superseded": NEVER if document.superseded is None else document.superseded,
        "by_seen": signed(by_seen(document)),
        "by_published": signed(by_published(document)),
        "seen": document.seen,
        "dated": 0,
        "content_hash": document.content_hash,
        "url": document.url,
        "original": {
            "title": content.title,
            "text": content.text,
            "captions": content.captions,
            "authors": content.authors,
        },
    }
    if document.published:
        source |= {
            "dated": 1,
            "published_from": document.published[0],
            "published_to": document.published[1],
            "published_middle": middle(document.published),
        }
    return source


def tombstone() -> dict[str, Any]:
    """What is left of a version that was removed. It is in no answer, and a late write of the version does not undo it."""
    return {"removed": True}


def state_source(state: IndexState) -> dict[str, Any]:
    """The document that says where the index stands; written when what brought it there can be seen."""
    return {
        "form": form(),
        "lineage": state.lineage,
        "fingerprint": state.fingerprint,
        "position": state.change,
    }


@cache
def form() -> str:
    """What tells the documents of this release from those of others: a hash of the mapping."""
    return sha256(json.dumps(mappings(), sort_keys=True).encode()).hexdigest()[:16]


def read_state(source: dict[str, Any]) -> IndexState:
    """The state that its document holds. Raises KeyError, TypeError or ValueError if it is none of this release."""
    if source["form"] != form():
        raise ValueError("it was made by another release of presswatch")
    return IndexState(source["lineage"], source["fingerprint"], int(source["position"]))
