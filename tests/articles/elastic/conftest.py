"""An archive of its own in the shared server, for each test."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from articles.elastic import Endpoint
from articles.store.database import Database
from tests.articles.elastic.kept import Kept
from tests.articles.engines import drop


@pytest.fixture
def kept(db: Database, tmp_path: Path, elasticsearch_url: str) -> Iterator[Kept]:
    made = Kept(db, elasticsearch_url, f"test-{uuid4().hex}", tmp_path / "elasticsearch.lock")
    yield made
    drop(Endpoint((elasticsearch_url,)), made.name)
