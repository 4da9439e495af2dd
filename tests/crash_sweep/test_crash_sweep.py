"""The short sweep, as continuous integration runs it, and two planted bugs that it must find."""

from pathlib import Path

import pytest

from articles.crash_points import POINTS
from tests.crash_sweep import plans, planting
from tests.crash_sweep.campaign import Campaign, Plan

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
SEED = 20261125


@pytest.mark.parametrize("plan", plans.short(SEED), ids=lambda plan: plan.name)
def test_nothing_is_lost_and_nothing_doubled_but_the_ambiguous_moment(plan: Plan, tmp_path: Path) -> None:
    report = Campaign(plan, tmp_path).run()
    assert report.wrong == []
    assert sum(report.kills.values()) >= len(plan.turns) - 3, report
    assert report.articles >= 40 and report.alerts >= 60 and report.letters >= 10, report


@pytest.mark.parametrize("name", ["random-message-id", "cursor-before-matches"])
def test_a_planted_bug_is_found(name: str, tmp_path: Path) -> None:
    (bug,) = [bug for bug in planting.bugs() if bug.name == name]
    (tmp_path / "tree").mkdir()
    report = Campaign(plans.bite(SEED), tmp_path, planting.plant(bug, tmp_path / "tree")).run()
    assert report.wrong, report


def test_the_long_sweep_kills_fifty_times_at_every_point_and_three_hundred_times_at_random() -> None:
    turns = [point for plan in plans.long(1, POINTS) for point in plan.turns]
    assert {point: turns.count(point) for point in POINTS} == dict.fromkeys(POINTS, 50)
    assert turns.count(None) == 300
    assert len({(plan.name, plan.seed) for plan in plans.long(1, POINTS)}) == len(plans.long(1, POINTS))
