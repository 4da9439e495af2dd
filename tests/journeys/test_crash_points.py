"""A kill at labelled points of reading: the next round keeps and mails everything, each article once."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from articles.crash_points import POINTS
from tests.journeys import small
from tests.journeys.installation import Installation
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey

OF_READING = POINTS[: POINTS.index("before matched")]
# Each takes two rounds; PRESSWATCH_EVERY_POINT takes all of them.
CHOSEN = (
    OF_READING
    if os.environ.get("PRESSWATCH_EVERY_POINT")
    else ("after due", "after archived", "before committed", "before indexed")
)
IN_THE_CRAWLER = ("fetched", "archived", "parsed", "committed")


@pytest.mark.parametrize("point", CHOSEN)
def test_a_kill_there_loses_and_doubles_nothing(tmp_path: Path, mailbox: Mailbox, point: str) -> None:
    with small.start() as room:
        installation = Installation(tmp_path / "one", small.config(room, mailbox))
        killed = installation.start(
            "run", "--once", "--now", env=os.environ | {"PRESSWATCH_CRASH_AT": f"{point}:1"}
        )
        code = killed.wait(100)
        if point.split()[1] in IN_THE_CRAWLER:
            assert code == 1, "the crawler's process was killed; the round went on and said so"
            assert "signal 9" in (installation.folder / "log.txt").read_text("utf-8")
        else:
            assert code == -signal.SIGKILL
        installation.round()
        installation.round()
    titles = Counter(
        row["title"] for row in installation.rows("SELECT title FROM versions WHERE superseded_by IS NULL")
    )
    assert titles == Counter({f"Teacher number {n} is free": 1 for n in (0, 1, 2, 50, 51, 52)})
    (matched,) = (row[0] for row in installation.rows("SELECT count(*) FROM matches"))
    assert matched == 6
    told = " ".join(received.words for received in mailbox.received)
    for number in (0, 1, 2, 50, 51, 52):
        assert told.count(f"Teacher number {number} is free") == 1
    assert installation.json("search", "teacher*")["total"] == {"low": 6, "high": 6}
