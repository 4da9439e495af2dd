"""A desk with a new database and a clock for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.store.database import Database
from tests.alerts.desk import Desk
from tests.articles.arriving import Fixed


@pytest.fixture
def clock() -> Fixed:
    return Fixed()


@pytest.fixture
def db(tmp_path: Path, clock: Fixed) -> Iterator[Database]:
    with Database.open(tmp_path / "presswatch.db", clock=clock) as database:
        yield database


@pytest.fixture
def desk(db: Database, clock: Fixed) -> Desk:
    return Desk(db, clock)
