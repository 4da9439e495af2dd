"""The engine that the guarantees of `ArticleIndex` are asked of: each of them in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.articles.engines import ENGINES, Engine, opening


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Opens one and the same engine as often as it is called, as several processes would."""
    with opening(request.param, tmp_path, request) as opened:
        yield opened
