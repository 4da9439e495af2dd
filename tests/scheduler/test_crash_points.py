"""Crash points: the registry is what the code passes, a point is armed by one variable, and no kill there loses or doubles a letter."""

import ast
import multiprocessing
import signal
from collections import Counter
from pathlib import Path

import pytest

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.crash_points import POINTS, CrashAt, parse_crash
from articles.store.database import Database
from articles.store.versions import keep
from presswatch.settings import examine
from tests.articles.arriving import MONDAY, arrival
from tests.newsroom.mailbox import Mailbox
from tests.scheduler.session import rounds
from tests.test_house import SOURCES

OF_ALERTS = POINTS[POINTS.index("before matched") :]
WATCHES = (Watch("w", "grozny"),)
DESK = (Subscription("desk", ("anna@reader.example", "ben@reader.example"), ("w",), "as read"),)


def test_the_registry_is_what_the_code_passes() -> None:
    passed: Counter[str] = Counter()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reached":
                (label,) = node.args
                assert isinstance(label, ast.Constant), f"{path}: a label is written out where it is passed"
                passed[str(label.value)] += 1
    assert passed == Counter(POINTS)
    assert len(POINTS) == 22


def test_a_point_is_written_with_its_arrival() -> None:
    assert parse_crash("after matched") == CrashAt("after matched", 1)
    assert parse_crash("before sending:12") == CrashAt("before sending", 12)
    for wrong in ("matched", "after matched:0", "after matched:-1", "after matched:x"):
        with pytest.raises(ValueError, match=r"crash point|count of arrivals"):
            parse_crash(wrong)


def test_only_the_environment_arms_one(tmp_path: Path) -> None:
    config = tmp_path / "presswatch.toml"
    config.write_text('sources = ["https://paper.example/"]\n', "utf-8")
    plain = examine(config, {})
    armed = examine(config, {"PRESSWATCH_CRASH_AT": "before due:2"})
    wrong = examine(config, {"PRESSWATCH_CRASH_AT": "someday"})
    assert plain.settings is not None and plain.settings.crash is None
    assert armed.settings is not None and armed.settings.crash == CrashAt("before due", 2)
    assert wrong.settings is None and "no crash point" in wrong.mistakes[0].message


@pytest.mark.parametrize("arrival_number", [1, 2])
@pytest.mark.parametrize("point", OF_ALERTS)
def test_a_kill_at_any_point_of_alerts_loses_and_doubles_nothing(
    tmp_path: Path, mailbox: Mailbox, point: str, arrival_number: int
) -> None:
    with Database.open(tmp_path / "presswatch.db") as db, db.write() as conn:
        keep(conn, arrival("https://paper.example/0", "Nothing to see."))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.scheduler.session"])

    def run(crash: CrashAt | None) -> int | None:
        process = processes.Process(
            target=rounds, args=(tmp_path, mailbox.port, MONDAY, 3, WATCHES, DESK, crash)
        )
        process.start()
        process.join(60)
        return process.exitcode

    assert run(None) == 0
    with Database.open(tmp_path / "presswatch.db") as db, db.write() as conn:
        keep(conn, arrival("https://paper.example/1", "A court in Grozny."))
    killed = run(CrashAt(point, arrival_number))
    assert killed == (0 if "matched" in point and arrival_number == 2 else -signal.SIGKILL)
    assert run(None) == 0
    letters = Counter((r.recipients, r.message["Message-ID"]) for r in mailbox.received)
    assert len(letters) == 2, "each of the two readers has one letter, whatever happened"
    ambiguous = point in ("before accepted", "after accepted", "before marked")
    assert sum(letters.values()) <= (3 if ambiguous else 2), letters
