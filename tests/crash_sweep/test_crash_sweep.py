"""A small sweep of the real program, and what the long one consists of."""

from pathlib import Path

import pytest

from articles.crash_points import POINTS
from tests.crash_sweep import plans
from tests.crash_sweep.campaign import Campaign

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
SEED = 20261125


def test_nothing_is_lost_and_nothing_doubled_but_the_ambiguous_moment(tmp_path: Path) -> None:
    report = Campaign(plans.mixed(SEED), tmp_path).run()
    assert report.wrong == []
    assert sum(report.kills.values()) >= 4, report
    assert report.articles >= 40 and report.alerts >= 60 and report.letters >= 10, report


def test_the_long_sweep_kills_fifty_times_at_every_point_and_three_hundred_times_at_random() -> None:
    turns = [point for plan in plans.long(1, POINTS)[:-1] for point in plan.turns]
    assert {point: turns.count(point) for point in POINTS} == dict.fromkeys(POINTS, 50)
    assert turns.count(None) == 300
    assert len({(plan.name, plan.seed) for plan in plans.long(1, POINTS)}) == len(plans.long(1, POINTS))
