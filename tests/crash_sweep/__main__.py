"""`python -m tests.crash_sweep`: the sweep as `make crash-sweep` runs it, with progress; an interrupted one goes on where it was."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from articles.crash_points import POINTS
from tests.crash_sweep import plans, planting
from tests.crash_sweep.report import Report
from tests.crash_sweep.running import run
from tests.elasticsearch_server import fixtures, runs
from tests.elasticsearch_server.distribution import Unavailable


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash_sweep", description=__doc__)
    parser.add_argument("sweep", choices=("short", "long", "planted"), nargs="?", default="short")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="campaigns at once (default: 2)")
    parser.add_argument("--each", type=int, default=50, help="kills at each crash point of the long sweep")
    parser.add_argument("--random", type=int, default=300, help="kills at random moments of the long sweep")
    parser.add_argument("--only", default="", help="only campaigns, or planted bugs, whose name holds this")
    parser.add_argument(
        "--out", type=Path, help="a folder for results; campaigns that have one there are not run again"
    )
    parser.add_argument("--json", action="store_true", help="print the account as JSON")
    args = parser.parse_args()
    out = args.out or Path(tempfile.mkdtemp(prefix="crash-sweep-"))
    out.mkdir(parents=True, exist_ok=True)
    return _planted(args, out) if args.sweep == "planted" else _swept(args, out)


def _swept(args: argparse.Namespace, out: Path) -> int:
    every = (
        plans.short(args.seed)
        if args.sweep == "short"
        else plans.long(args.seed, POINTS, args.each, args.random)
    )
    every = [plan for plan in every if args.only in plan.name]
    total = Report()
    with _server(any(plan.elasticsearch for plan in every)) as url:
        work = [(plan, None) for plan in every if url or not plan.elasticsearch]
        for _, report in run(work, out, args.jobs, url):
            total += report
    if args.json:
        print(json.dumps(total.as_json(), indent=1))
    else:
        print("\n".join((*total.lines(), *total.wrong[:40])))
    return int(bool(total.wrong))


def _planted(args: argparse.Namespace, out: Path) -> int:
    bugs = {bug.name: bug for bug in planting.bugs() if args.only in bug.name}
    table = Table("planted bug", "what it does", "kills", "found by")
    caught = {}
    with _server(any(bug.elasticsearch for bug in bugs.values())) as url:
        work = [
            (plans.bite(args.seed, elasticsearch=bug.elasticsearch), bug.name)
            for bug in bugs.values()
            if url or not bug.elasticsearch
        ]
        for name, report in run(work, out, args.jobs, url):
            caught[name] = report.wrong[0].partition(":")[0] if report.wrong else None
            table.add_row(
                name, bugs[name].what, str(sum(report.kills.values())), caught[name] or "not caught"
            )
    if args.json:
        print(json.dumps(caught, indent=1))
    else:
        Console().print(table)
        print(f"{sum(map(bool, caught.values()))} of {len(caught)} planted bugs caught")
    return int(sum(map(bool, caught.values())) * 10 < 9 * len(caught))


@contextmanager
def _server(wanted: bool) -> Iterator[str]:
    """The address of an Elasticsearch: the one that tests may write to, or one of this sweep's; "" where there is none."""
    url = os.environ.get(fixtures.URL, "").rstrip("/") if wanted else ""
    try:
        if wanted and not url:
            try:
                url = runs.shared(os.getpid()).url
            except Unavailable as error:
                print(f"without what wants an Elasticsearch: {error}: {fixtures.HOW}", file=sys.stderr)
        yield url
    finally:
        runs.end(os.getpid())


if __name__ == "__main__":
    sys.exit(main())
