"""A throw-away installation over recorded pages served by the newsroom, for the benchmarks that run all of presswatch."""

import gzip
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.newsroom.room import Newsroom

CONFIG = """\
timezone = "UTC"

[crawl]
allow_networks = ["{network}"]
delay = "0s"
workers = 2

[mail]
host = "127.0.0.1"
port = {mail_port}
security = "none"
from = "presswatch@example.org"

{sources}
[[watch]]
id = "everything-a-desk-watches"
query = "police OR government OR court OR war OR polizei OR gouvernement"

[[subscription]]
id = "desk"
to = ["desk@example.org"]
watches = ["everything-a-desk-watches"]
send = "daily at 08:00"
timezone = "UTC"
"""


def write_config(folder: Path, room: Newsroom, *, mail_port: int = 9) -> Path:
    """Write presswatch.toml for all sites of the newsroom; mail goes nowhere unless a port is given."""
    sources = "".join(
        f'[[source]]\nid = "s{number}"\nname = {json.dumps(site.name)}\nurl = "{site.feed}"\n\n'
        for number, site in enumerate(room.sites.values())
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "presswatch.toml"
    path.write_text(CONFIG.format(network=room.network, mail_port=mail_port, sources=sources), "utf-8")
    return path


def copies(pages: Path, folder: Path, wanted: int) -> int:
    """Make a folder of `wanted` recorded pages out of fewer: each copy at a path and in a wording of its own.

    Every copy gets its number as a last paragraph of the page, so that no two pages are the same bytes.
    Returns how many there are.
    """
    rows = [json.loads(line) for line in (pages / "pages.jsonl").read_text("utf-8").splitlines()]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "html").mkdir(parents=True)
    made = 0
    with (folder / "pages.jsonl").open("w", encoding="utf-8") as out:
        for edition in range(-(-wanted // len(rows))):
            for row in rows[: wanted - made]:
                made += 1
                data = gzip.decompress((pages / row["file"]).read_bytes())
                data += f"\n<p>Edition {edition} of page {made}.</p>".encode()
                file = f"html/{made}.html.gz"
                (folder / file).write_bytes(gzip.compress(data, 1))
                parts = urlsplit(row["url"])
                path = f"/edition-{edition}{parts.path}" if edition else parts.path
                url = urlunsplit((*parts[:2], path, *parts[3:]))
                out.write(json.dumps(row | {"file": file, "url": url, "text": None}) + "\n")
    return made
