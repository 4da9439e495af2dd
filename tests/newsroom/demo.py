"""The demo's plan: fictional news sites, who watches them for what, and in how many rounds the news arrives."""

import json
from collections.abc import Mapping

from tests.newsroom.room import Newsroom, RoomSite
from tests.newsroom.script import EDITIONS

READER = "casework@watchdog.example"
ROUNDS = 2  # round one finds each source's past; `advance` before round two brings the news of the day
EXTRA_ROUNDS = 1  # a third brings follow-ups, a late wire copy and an edited article

# Which address of a site the operator would write down; a home page where none is named here.
_ADDRESSES: Mapping[str, str] = {
    "meridian-wire": "/atom.xml",
    "tolmenskie-vesti": "/rdf.xml",
    "svobodnaya-stranitsa": "/feed/",
    "nanlu-guancha": "/news-sitemap.xml",
    "elbmark-kurier": "/feed/",
    "la-rive": "/feed.json",
    "hill-country-times": "/feed/",  # has moved
    "morning-ledger": "/feed/",  # is broken
    "plaza-dispatch": "/feed/",  # its articles stand behind a cookie wall
}
_TAGS: Mapping[str, str] = {"meridian-wire": "agency", "rights-monitor": "ngo"}
_ZONES: Mapping[str, str] = {"tolmenskie-vesti": "Europe/Moscow", "nanlu-guancha": "Asia/Shanghai"}


def start() -> Newsroom:
    """The demo's sites, running; round one is theirs already, `advance()` begins the next."""
    return Newsroom.start("demo")


def sources(room: Newsroom, addresses: Mapping[str, str] = _ADDRESSES) -> str:
    """`[[source]]` tables for every site of a newsroom; a home page where `addresses` has no path for it."""
    return "\n".join(_source(site, addresses.get(site.id, "/")) for site in room.sites.values())


def _source(site: RoomSite, path: str) -> str:
    facts = {
        "id": site.id,
        "name": site.name,
        "url": site.url + path,
        "country": site.country,
        "language": site.language,
        "timezone": _ZONES.get(site.id, ""),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items() if value]
    if tag := _TAGS.get(site.id):
        lines.append(f'tags = ["{tag}"]')
    return "\n".join(["[[source]]", *lines, 'read_every = "1m"', ""])


def config(room: Newsroom, *, smtp_host: str, smtp_port: int, data: str = "presswatch-data") -> str:
    """The demo's presswatch.toml: the newsroom's sites, the watches, a mail server without a login."""
    return "\n".join(
        [
            'timezone = "Europe/Berlin"',
            f"data = {json.dumps(data)}",
            "",
            sources(room),
            (EDITIONS / "demo-watches.toml").read_text("utf-8"),
            "[mail]",
            f'host = "{smtp_host}"',
            f"port = {smtp_port}",
            'security = "none"',
            'from = "presswatch@watchdog.example"',
            'operator = "operator@watchdog.example"',
            "",
            "[crawl]",
            f'allow_networks = ["{room.network}"]',
            'delay = "0s"',
            'deadline = "10s"',
            "",
        ]
    )
