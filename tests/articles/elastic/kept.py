"""An archive in a real Elasticsearch and the database it is made from, for the tests of the second engine."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.elastic import ElasticIndex, Endpoint
from articles.index.port import ArticleIndex
from articles.query import parse
from articles.store.database import Database
from articles.store.versions import Arrival, keep
from tests.articles.arriving import MONDAY, arrival


@dataclass(frozen=True)
class Kept:
    """A database, a server, and the name and lock of the archive's index."""

    db: Database
    url: str
    name: str
    lock: Path

    def engine(self, url: str | None = None, **options: Any) -> ElasticIndex:
        """One more connection, as another process would have it; through `url` if one is given."""
        return ElasticIndex(Endpoint((url or self.url,)), self.name, self.lock, **options)

    def fill(self, *arrivals: Arrival) -> None:
        """Keep articles in the database."""
        with self.db.write() as conn:
            for one in arrivals:
                keep(conn, one)

    def numbered(self, start: int, count: int, word: str = "court") -> None:
        """Keep articles of two words, whose addresses and second words are numbered."""
        self.fill(
            *(arrival(f"https://paper.example/{n}", f"{word} number{n}") for n in range(start, start + count))
        )

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server by itself, past all of ours."""
        return ask(self.url, method, path, body)

    def indices(self) -> list[str]:
        """The names of the archive's indices."""
        return sorted(self.ask("GET", f"/{self.name}-*/_alias?expand_wildcards=all"))


def ask(url: str, method: str, path: str, body: Any = None) -> Any:
    """One request to a server, and its answer, whatever its status."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url + path, data, {"content-type": "application/json"} if data else {}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def found(index: ArticleIndex, query: str) -> list[int]:
    """The change numbers of what a query finds."""
    return [hit.change for hit in index.find(parse(query), MONDAY, limit=1_000).hits]
