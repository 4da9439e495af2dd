"""Peak memory of `presswatch run`, all its processes together (PSS), while it keeps 10,000 articles."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.installation import copies, write_config
from benchmarks.processes import Watcher
from tests.newsroom.room import Newsroom

BOUND = 700_000_000


def articles(presswatch: str, config: Path) -> int:
    """How many articles are kept, as `status` says."""
    out = subprocess.run(
        [presswatch, "--config", str(config), "status", "--json"], capture_output=True, check=True, text=True
    ).stdout
    return int(json.loads(out)["articles"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument(
        "--pages", type=Path, default=Path(os.environ.get("PRESSWATCH_PAGES", "../shared/pages"))
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30.0, help="give up after this long")
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/memory.json"))
    args = parser.parse_args()
    if not (args.pages / "pages.jsonl").exists():
        print(f"{args.pages}: no recorded pages here; name their folder with --pages", file=sys.stderr)
        return 2
    presswatch = str(Path(sys.executable).with_name("presswatch"))
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-") as temporary:
        folder = Path(temporary)
        count = copies(args.pages, folder / "pages", args.count)
        with Newsroom.start_pages(folder / "pages") as room, (folder / "run.log").open("wb") as log:
            config = write_config(folder / "installation", room)
            run = subprocess.Popen([presswatch, "--config", str(config), "run"], stdout=log, stderr=log)
            give_up = time.monotonic() + args.minutes * 60
            kept = last = 0
            still = 0
            with Watcher(run.pid) as watcher:
                # Until all are kept, or nothing more came for a minute (pages without text are not kept).
                while time.monotonic() < give_up and run.poll() is None and kept < count and still < 6:
                    time.sleep(10)
                    kept = articles(presswatch, config)
                    still = still + 1 if kept == last and kept else 0
                    last = kept
            run.send_signal(signal.SIGTERM)
            code = run.wait(60)
    peak = watcher.usage.pss
    result = {
        "articles": kept,
        "peak_pss_bytes": peak,
        "by_process": watcher.usage.by_process,
        "exit_code": code,
    }
    table = Table(title=f"Peak memory of presswatch run, {kept} articles kept")
    table.add_column("process")
    table.add_column("PSS, MB", justify="right")
    for name, size in sorted(watcher.usage.by_process.items(), key=lambda item: -item[1]):
        table.add_row(name, f"{size / 1e6:.0f}")
    table.add_row("all (must stay under 700)", f"{peak / 1e6:.0f}", style="bold")
    Console().print(table)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(result, indent=2))
    return 0 if peak < BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
