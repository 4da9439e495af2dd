"""From crawl to searchable article: pages a second, against both cores running Trafilatura and nothing else.

The bound: two processes that call `trafilatura.bare_extraction(page, with_metadata=True)` on the same pages.
Ours: `presswatch run --once` on an empty data folder, from its start until it ends with every article indexed.
The local sites share the two cores; their processor seconds, divided by the cores, are taken off our wall time,
as if they ran elsewhere. Both figures are printed.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.installation import copies, write_config
from benchmarks.processes import Watcher
from tests.newsroom.room import Newsroom

CORES = 2


def _extract_all(files: list[Path], ready: "multiprocessing.synchronize.Barrier") -> None:
    import trafilatura

    trafilatura.bare_extraction("<html><body><p>warm</p></body></html>", with_metadata=True)
    ready.wait()
    for file in files:
        trafilatura.bare_extraction(gzip.decompress(file.read_bytes()), with_metadata=True)
    ready.wait()


def bound(files: list[Path]) -> float:
    """Wall seconds of both cores running Trafilatura with metadata over the pages."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(CORES + 1)
    workers = [context.Process(target=_extract_all, args=(files[n::CORES], ready)) for n in range(CORES)]
    for worker in workers:
        worker.start()
    ready.wait()
    started = time.perf_counter()
    ready.wait()
    seconds = time.perf_counter() - started
    for worker in workers:
        worker.join()
    return seconds


def ours(pages: Path, folder: Path) -> dict[str, Any]:
    """One whole round over the pages: seconds, articles kept and found by the index, what the sites used."""
    presswatch = str(Path(sys.executable).with_name("presswatch"))
    with Newsroom.start_pages(pages) as room:
        config = write_config(folder, room)
        before = room.cpu_seconds()
        started = time.perf_counter()
        with (folder / "run.log").open("wb") as log:
            run = subprocess.Popen(
                [presswatch, "--config", str(config), "run", "--once", "--only", "crawl"],
                stderr=log,
                stdout=log,
            )
            with Watcher(run.pid, memory=False) as watcher:
                code = run.wait()
        wall = time.perf_counter() - started
        sites = room.cpu_seconds() - before
    if code != 0:
        raise SystemExit(f"presswatch run ended with {code}; see {folder / 'run.log'}")
    status = json.loads(
        subprocess.run(
            [presswatch, "--config", str(config), "status", "--json"],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
    )
    return {"wall": wall, "sites_cpu": sites, "cpu": watcher.usage.cpu, "status": status}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    parser.add_argument(
        "--pages", type=Path, default=Path(os.environ.get("PRESSWATCH_PAGES", "../shared/pages"))
    )
    parser.add_argument(
        "--count", type=int, default=1167, help="pages in all, made by repeating the recorded ones"
    )
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/crawl.json"))
    args = parser.parse_args()
    if not (args.pages / "pages.jsonl").exists():
        print(f"{args.pages}: no recorded pages here; name their folder with --pages", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-") as temporary:
        folder = Path(temporary)
        count = copies(args.pages, folder / "pages", args.count)
        files = sorted((folder / "pages" / "html").iterdir())
        peer = bound(files)
        run = ours(folder / "pages", folder / "installation")
    net_wall = run["wall"] - run["sites_cpu"] / CORES
    result = {
        "pages": count,
        "bound_pages_per_second": count / peer,
        "presswatch_pages_per_second": count / net_wall,
        "presswatch_pages_per_second_sites_counted": count / run["wall"],
        "ratio": peer / net_wall,
        "presswatch_cpu_seconds": run["cpu"],
        "sites_cpu_seconds": run["sites_cpu"],
        "articles": run["status"]["articles"],
    }
    table = Table(title=f"From crawl to searchable article, {count} pages, one run")
    table.add_column("")
    table.add_column("pages a second", justify="right")
    table.add_row("both cores running Trafilatura with metadata", f"{result['bound_pages_per_second']:.1f}")
    table.add_row(
        "presswatch, the sites' processor time left out", f"{result['presswatch_pages_per_second']:.1f}"
    )
    table.add_row("presswatch, as it was", f"{result['presswatch_pages_per_second_sites_counted']:.1f}")
    table.add_row("ratio (must reach 0.9)", f"{result['ratio']:.2f}")
    Console().print(table)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
