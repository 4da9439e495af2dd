import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from articles.errors import StoreUnavailable
from articles.store.database import Database
from crawler.tables import robots
from crawler.writer import Writer
from tests.crawler.installation import NOON, Installation

pytestmark = pytest.mark.anyio


def add(name: str):
    def work(conn: sa.Connection) -> str:
        values = {"origin": name, "fetched_at": NOON, "expires_at": NOON, "status": 200, "rules": ""}
        conn.execute(sa.insert(robots).values(**values))
        return name

    return work


@pytest.fixture
def writer(installation: Installation) -> Iterator[Writer]:
    writer = Writer(installation.db)
    yield writer
    writer.close()


def names(installation: Installation) -> list[str]:
    return [row.origin for row in installation.rows(sa.select(robots).order_by(robots.c.origin))]


async def test_many_jobs_share_a_transaction_and_are_answered_once_it_is_on_disk(
    installation: Installation, writer: Writer
) -> None:
    begun: list[int] = []
    sa.event.listen(installation.db._engine, "commit", lambda _: begun.append(1))
    answers = await asyncio.gather(*(writer.do(add(f"{n:03}")) for n in range(120)))
    assert answers == [f"{n:03}" for n in range(120)] == names(installation)
    assert len(begun) <= 5


async def test_a_job_that_raises_takes_back_only_its_own(installation: Installation, writer: Writer) -> None:
    def breaks(conn: sa.Connection) -> None:
        add("half")(conn)
        raise KeyError("a fault")

    jobs = (writer.do(add("a")), writer.do(breaks), writer.do(add("b"), urgent=True))
    told: list[object] = list(await asyncio.gather(*jobs, return_exceptions=True))
    one, two, three = told
    assert (one, three) == ("a", "b") and isinstance(two, KeyError)
    assert names(installation) == ["a", "b"]


async def test_a_transaction_that_fails_fails_for_all_of_its_jobs(installation: Installation) -> None:
    with Database.open(installation.db.path, busy_seconds=0.05) as impatient:
        writer = Writer(impatient)
        with installation.db.write():  # another process holds the lock
            told = await asyncio.gather(*(writer.do(add(name)) for name in "ab"), return_exceptions=True)
        assert [type(error) for error in told] == [StoreUnavailable, StoreUnavailable]
        assert await writer.do(add("c"), urgent=True) == "c"
        writer.close()
    assert names(installation) == ["c"]


async def test_closing_commits_what_was_given(installation: Installation) -> None:
    writer = Writer(installation.db)
    waiting = asyncio.ensure_future(writer.do(add("last")))
    await asyncio.sleep(0)
    await asyncio.to_thread(writer.close)
    assert await waiting == "last" and names(installation) == ["last"]
    writer.close()
