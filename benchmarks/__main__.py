"""Run every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys

BENCHMARKS = (
    "extraction",
    "feeds",
    "crawl",
    "memory",
    "matching",
    "alerts",
    "stories",
    "archive",
    "elastic",
    "entities",
    "mailing",
)


def main() -> int:
    failed = 0
    for name in BENCHMARKS:
        print(f"\n=== benchmarks.{name}", flush=True)
        failed |= subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
