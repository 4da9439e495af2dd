"""`python -m tests.newsroom`: the local news sites as a process of their own, until their standard input ends."""

import argparse
import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.newsroom.addresses import bind
from tests.newsroom.press import Press
from tests.newsroom.recorded import FEED, RecordedPress, read_folder
from tests.newsroom.script import load
from tests.newsroom.server import Printer, Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--script", help="a TOML or JSON edition, a folder of TOML sites, or a name in editions/"
    )
    what.add_argument("--pages", type=Path, help="a folder of recorded pages (pages.jsonl and html/)")
    parser.add_argument("--port", type=int, default=0, help="the sites' port (default: a free one)")
    parser.add_argument("--clock", help="when step 0 begins, ISO 8601 with a zone (default: now)")
    parser.add_argument("--forever", action="store_true", help="go on when standard input ends")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(args: argparse.Namespace) -> None:
    start = datetime.fromisoformat(args.clock) if args.clock else datetime.now(UTC)
    sites: list[dict[str, Any]]
    press: Printer
    if args.pages:
        recorded = read_folder(args.pages)
        names = sorted({page.site for page in recorded})
        sockets, addresses, network = bind(names, args.port)
        press = RecordedPress(recorded, addresses)
        sites = [{"id": n, "name": n, "lists": {"rss": FEED}} for n in names]
    else:
        edition = load(args.script)
        sockets, addresses, network = bind([s.id for s in edition.sites], args.port)
        press = Press(edition, addresses, start)
        sites = [
            {
                "id": s.id,
                "name": s.name,
                "country": s.country,
                "language": s.language,
                "lists": {kind: s.list_path(kind) for kind in s.lists},
            }
            for s in edition.sites
        ]
    server = Server(press)
    await server.listen(sockets)
    control = await server.direct("127.0.0.1")
    print(
        json.dumps({"control": control, "network": network, "addresses": addresses, "sites": sites}),
        flush=True,
    )
    loop = asyncio.get_running_loop()
    if not args.forever:
        # The process that started us holds the other end: when it dies, however it dies, so do we.
        loop.add_reader(sys.stdin, lambda: None if os.read(sys.stdin.fileno(), 1) else server.stopped.set())
    await server.run()


if __name__ == "__main__":
    main()
