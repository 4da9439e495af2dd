"""Runs campaigns, some at once in processes of their own, with progress; what ended is kept, so that an interrupted sweep goes on."""

import json
import multiprocessing
import queue
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.crash_sweep import planting
from tests.crash_sweep.campaign import Campaign, Plan
from tests.crash_sweep.report import Report

_ERR = Console(stderr=True)


def run(
    work: Sequence[tuple[Plan, str | None]], out: Path, jobs: int, elasticsearch: str
) -> Iterator[tuple[str, Report]]:
    """The reports of campaigns, as they end; each is kept in `out`, and one that is there already is taken from there.
    `elasticsearch` is the address of a server for those that want one."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(jobs, spawn) as pool, _bar() as bar:
        turns = manager.Queue()
        task = bar.add_task("kills", total=sum(len(plan.turns) for plan, _ in work))
        waiting: dict[Future[dict[str, Any]], str] = {}
        for plan, bug in work:
            name = bug or plan.name
            if (file := out / f"{name}-{plan.seed}.json").exists():
                bar.advance(task, len(plan.turns))
                yield name, Report.from_json(json.loads(file.read_text("utf-8")))
                continue
            waiting[pool.submit(_campaign, plan, bug, file, elasticsearch, turns)] = name
        try:
            while waiting:
                for done in [f for f in waiting if f.done()]:
                    yield waiting.pop(done), Report.from_json(done.result())
                try:
                    bar.update(task, advance=1, description=str(turns.get(timeout=0.5)))
                except queue.Empty:
                    continue
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            _ERR.print("interrupted; with the same --out it goes on from here")


def _campaign(plan: Plan, bug: str | None, file: Path, elasticsearch: str, turns: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="crash-sweep-") as folder:
        tree = None
        if bug is not None:
            (found,) = [b for b in planting.bugs() if b.name == bug]
            tree = planting.plant(found, Path(folder) / "tree")
        report = Campaign(plan, Path(folder), tree, elasticsearch).run(lambda: turns.put(bug or plan.name))
        if report.wrong:  # for whoever looks into it
            log = (Path(folder) / "log.txt").read_bytes()
            file.with_suffix(".log").write_bytes(log)
    made = report.as_json()
    file.write_text(json.dumps(made, indent=1), "utf-8")
    return made


def _bar() -> Progress:
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=_ERR)
