"""Who reads what in a sweep: the watches, the subscriptions and their readers, and the configuration that says so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.crash_sweep.queries import But, Either, InTitle, Phrase, Query, Word

# The words that watches look for; the script sprinkles them over its articles.
TOPICS = ("harbour", "verdict", "teacher", "teachers", "bulletin", "night court", "football")
WATCHES: Mapping[str, Query] = {
    "harbour": Word("harbour"),
    "justice": Either(Word("verdict"), Phrase(("night", "court"))),
    "schools": But(Word("teacher", "*"), Word("football")),
    "notices": InTitle("bulletin"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """One subscription. `gather` as in the configuration, "" for the default."""

    id: str
    to: tuple[str, ...]
    watches: tuple[str, ...]
    send: str
    gather: str = ""
    on_change: bool = False


STEADY, FICKLE, REFUSED = "ann@reader.example", "ben@reader.example", "gus@reader.example"
DESKS = (
    Desk("desk", (STEADY, FICKLE), ("harbour", "justice"), "as read"),
    Desk("flash", ("cleo@reader.example",), ("schools", "justice"), "as read", "0s", on_change=True),
    Desk(
        "hours", ("dora@reader.example", "emil@reader.example"), ("harbour", "schools", "notices"), "hourly"
    ),
    Desk("days", ("fay@reader.example",), tuple(WATCHES), "daily at 08:00"),
    Desk("refused", (REFUSED,), ("harbour", "notices"), "as read"),
)


def config(
    sources: Mapping[str, str], network: str, port: int, elasticsearch: str = "", name: str = ""
) -> str:
    """presswatch.toml for these sources (ids and addresses of their lists), a mail server at `port` of this machine, and the
    embedded index or one in the Elasticsearch at this address, under `name`."""
    lines = ['timezone = "Europe/Berlin"', ""]
    for name, url in sources.items():
        lines += ["[[source]]", f'id = "{name}"', f"url = {json.dumps(url)}", 'read_every = "1m"', ""]
    for name, query in WATCHES.items():
        lines += ["[[watch]]", f'id = "{name}"', f"query = {json.dumps(str(query))}", ""]
    for desk in DESKS:
        lines += [
            "[[subscription]]",
            f'id = "{desk.id}"',
            f"to = {json.dumps(desk.to)}",
            f"watches = {json.dumps(desk.watches)}",
            f'send = "{desk.send}"',
            *([f'gather = "{desk.gather}"'] if desk.gather else []),
            f"on_change = {str(desk.on_change).lower()}",
            "",
        ]
    lines += ["[mail]", 'host = "127.0.0.1"', f"port = {port}", 'security = "none"']
    lines += ['from = "watch@desk.example"', ""]
    if elasticsearch:
        lines += ["[index]", 'engine = "elasticsearch"', f'url = "{elasticsearch}"', f'name = "{name}"', ""]
    lines += [
        "[crawl]",
        f'allow_networks = ["{network}"]',
        'delay = "0s"',
        'deadline = "5s"',
        "workers = 1",
        "",
    ]
    return "\n".join(lines)
