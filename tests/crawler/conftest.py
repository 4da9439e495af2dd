from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.store.database import Database
from tests.crawler.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with Database.open(tmp_path / "presswatch.db") as db:
        yield Installation(tmp_path, db)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
