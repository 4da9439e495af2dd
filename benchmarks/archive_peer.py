"""Elasticsearch as a peer: the documents that the embedded index holds, terms as the analyser gave them, and the same questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk
from rich.progress import track

from articles.index.documents import to_index
from articles.index.port import IndexDocument
from articles.query.nodes import Near, Node, Or, Phrase, Term
from articles.store.database import Database
from articles.store.projecting import projected
from tests.elasticsearch_server import Node as Server

FIELDS: Final = ("title", "body", "caption")
_NAME: Final = "archive"
_BATCH: Final = 1_000
_SETTINGS: Final = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "refresh_interval": "30s",
    # Each question is put many times over, and what is measured is finding, not remembering what was found: neither
    # which documents a part of a query finds, nor the answer to a whole one, which the server keeps for counts.
    "queries.cache.enabled": False,
    "requests.cache.enable": False,
}
# The built-in analyser: its tokens end after 255 characters, and no term of the analyser's is longer than 128.
_TEXT: Final = {"type": "text", "analyzer": "whitespace", "position_increment_gap": 100}
_MAPPINGS: Final = {
    "dynamic": "strict",
    "properties": {
        **dict.fromkeys((*FIELDS, "lead", "author"), _TEXT),
        **{name: {"type": "keyword"} for name in ("source", "site", "tag", "lang", "country")},
        "change": {"type": "long"},
        "seen": {"type": "date", "format": "epoch_second"},
        "published": {"type": "date", "format": "epoch_second"},
    },
}


@contextmanager
def open_folder(within: Path | None = None) -> Iterator[Path]:
    """A folder for this run that another user, who runs the server, may enter; in the temporary one if no other is named."""
    with TemporaryDirectory(dir=within) as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        yield folder


@contextmanager
def server(folder: Path, *, heap: str = "1g") -> Iterator[Elasticsearch]:
    """The bare client of a node in `folder`, which ends with the block and keeps what it holds. Raises Unavailable."""
    node = Server(folder, heap)
    try:
        node.start()
        with Elasticsearch(node.url, request_timeout=120) as client:
            client.cluster.health(wait_for_status="yellow", timeout="60s")
            yield client
    finally:
        node.stop()


def to_source(document: IndexDocument) -> dict[str, Any]:
    """A document's JSON: text fields as their terms between spaces, a value a paragraph."""
    texts: dict[str, Any] = {name: list(paragraphs) for name, paragraphs in document.fields.items()}
    facets: dict[str, Any] = {name: list(values) for name, values in document.facets.items() if name != "day"}
    published = document.published[0] if document.published else None
    return {**texts, **facets, "change": document.change, "seen": document.seen, "published": published}


def documents(db: Database, first: int, last: int, title: str) -> Iterator[IndexDocument]:
    """The documents of changes `first` to `last`, read and unpacked as they are taken, with progress."""
    for start in track(range(first, last + 1, _BATCH), title):
        with db.read() as conn:
            found = projected(conn, range(start, min(start + _BATCH, last + 1)))
        yield from (to_index(one.stored, None, names=one.names) for one in found)


def fill(client: Elasticsearch, db: Database, count: int) -> None:
    """Index what the database holds, unless it is there from an earlier run."""
    if client.indices.exists(index=_NAME) and client.count(index=_NAME)["count"] == count:
        client.indices.put_settings(index=_NAME, settings={"requests.cache.enable": False})
        return
    client.options(ignore_status=404).indices.delete(index=_NAME)
    client.indices.create(index=_NAME, settings=_SETTINGS, mappings=_MAPPINGS)
    actions = (
        {"_index": _NAME, "_id": str(one.change), "_source": to_source(one)}
        for one in documents(db, 1, count, "Articles for Elasticsearch")
    )
    for ok, answer in parallel_bulk(client, actions, thread_count=2, chunk_size=_BATCH):
        if not ok:
            raise RuntimeError(f"Elasticsearch refused a document: {answer}")
    client.indices.refresh(index=_NAME)


class Peer:
    """The questions of the benchmark, put to Elasticsearch. Nothing is answered from what it remembers of earlier ones."""

    def __init__(self, client: Elasticsearch, zone: str) -> None:
        self._client = client
        self._zone = zone

    def count(self, tree: Node) -> int:
        return int(self._client.count(index=_NAME, query=query(tree))["count"])

    def remembered(self) -> int:
        """How many questions the server answered from what it remembers of earlier ones, since it was started."""
        told = self._client.indices.stats(index=_NAME, metric=["request_cache", "query_cache"])
        caches = told["_all"]["total"]
        return int(caches["request_cache"]["hit_count"] + caches["query_cache"]["hit_count"])

    def newest(self, tree: Node) -> tuple[int, list[int]]:
        """How many, and the change numbers of the 20 newest; the documents come whole."""
        return self._found(tree, sort=[{"seen": "desc"}, {"change": "desc"}])

    def best(self, tree: Node) -> tuple[int, list[int]]:
        """How many, and the change numbers of the 20 best."""
        return self._found(tree)

    def by_source(self, tree: Node) -> tuple[int, dict[str, int]]:
        return self._counted(tree, {"terms": {"field": "source", "size": 50_000}}, "key")

    def by_day(self, tree: Node) -> tuple[int, dict[str, int]]:
        histogram = {
            "field": "seen", "calendar_interval": "day", "time_zone": self._zone, "min_doc_count": 1,
            "format": "yyyy-MM-dd",
        }  # fmt: skip
        return self._counted(tree, {"date_histogram": histogram}, "key_as_string")

    def _found(self, tree: Node, **options: Any) -> tuple[int, list[int]]:
        answer = self._client.search(
            index=_NAME, query=query(tree), size=20, track_total_hits=True, request_cache=False, **options
        )["hits"]
        return answer["total"]["value"], [hit["_source"]["change"] for hit in answer["hits"]]

    def _counted(self, tree: Node, by: dict[str, Any], key: str) -> tuple[int, dict[str, int]]:
        answer = self._client.search(
            index=_NAME,
            query=query(tree),
            size=0,
            track_total_hits=True,
            request_cache=False,
            aggs={"by": by},
        )
        buckets = answer["aggregations"]["by"]["buckets"]
        return answer["hits"]["total"]["value"], {one[key]: one["doc_count"] for one in buckets}


def query(tree: Node) -> dict[str, Any]:
    """A query of words, phrases, OR and NEAR as Elasticsearch's."""
    if isinstance(tree, Or):
        return {"bool": {"should": [query(part) for part in tree.parts]}}
    return {"bool": {"should": [_in(field, tree) for field in FIELDS]}}


def _in(field: str, tree: Node) -> dict[str, Any]:
    if isinstance(tree, Term):
        return {"term": {field: tree.text}}
    if isinstance(tree, Phrase):
        return {"match_phrase": {field: " ".join(_words(tree))}}
    if isinstance(tree, Near):
        match = {"query": " ".join(_words(tree)), "max_gaps": tree.distance, "ordered": tree.ordered}
        return {"intervals": {field: {"match": match}}}
    raise TypeError(f"{type(tree).__name__} is not asked of Elasticsearch here")


def _words(tree: Phrase | Near) -> list[str]:
    return [part.text for part in tree.parts if isinstance(part, Term)]
