"""All recorded pages as 223 sites: crawled through a kill, each fetched once, kept, found and digested once."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from presswatch import wiring
from presswatch.settings import read_settings
from tests.journeys.installation import Installation, kill, wait_for
from tests.newsroom import Newsroom, Request
from tests.newsroom.mailbox import Mailbox
from tests.newsroom.recorded import FEED

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@dataclass
class Ran:
    """The crawl of all pages: what was asked of the sites before the kill, until the end, and in a second round."""

    installation: Installation
    pages: int
    in_flight: set[str]
    kept_at_kill: int
    before: list[Request]
    first: list[Request]
    second: list[Request]
    mail: list[int] = field(default_factory=list)
    mailbox: Mailbox = field(default_factory=Mailbox)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, pages_dir: Path) -> Iterator[Ran]:
    box = Mailbox().start()
    number = sum(1 for _ in (pages_dir / "pages.jsonl").open("rb"))
    with Newsroom.start_pages(pages_dir) as room:
        installation = Installation(tmp_path_factory.mktemp("recorded"), config(room, box))
        process = installation.start("run", "--once")
        wait_for(lambda: len(articles(room.requests())) > number // 2, "half of the pages", 100)
        kill(process)
        before = room.requests()
        in_flight = {
            r["url"]
            for r in installation.rows("SELECT url FROM frontier WHERE state = 'in flight' AND kind = 'page'")
        }
        kept = installation.rows("SELECT COUNT(*) AS n FROM articles")[0]["n"]
        installation.run("run", "--once", seconds=200)
        first = room.requests()
        mail = [len(box.received)]
        installation.round(seconds=60)
        second = room.requests(since=len(first))
        mail.append(len(box.received))
        yield Ran(installation, number, in_flight, kept, before, first, second, mail, box)
    box.stop()


def config(room: Newsroom, box: Mailbox) -> str:
    tables = [
        f'[[source]]\nid = "{slug(s.id)}"\nname = {json.dumps(s.id)}\nurl = "{s.feed if i % 4 else s.home}"\n'
        for i, s in enumerate(room.sites.values())
    ]
    return f"""
timezone = "UTC"
{"".join(tables)}
[[watch]]
id = "anything"
query = "the OR der OR de OR la OR и OR ve OR e OR på OR na OR i"
[[watch]]
id = "courts"
query = "court* OR Gericht* OR tribunal* OR суд* OR mahkeme* OR 法院 OR محكمة"
[[subscription]]
id = "all"
to = ["reader@example.org"]
watches = ["courts", "anything"]
send = "as read"
[mail]
host = "{box.host}"
port = {box.port}
security = "none"
from = "watch@example.org"
[crawl]
allow_networks = ["{room.network}"]
delay = "0s"
catch_up = "365d"
"""


def slug(site: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", site.removeprefix("http://").lower()).strip("-")


def articles(requests: list[Request]) -> list[tuple[str, str]]:
    return [
        (r.site, r.path) for r in requests if r.path not in (FEED, "/", "/robots.txt") and r.status == 200
    ]


def test_every_page_was_fetched_and_only_those_in_flight_at_the_kill_twice(ran: Ran) -> None:
    counts = Counter(articles(ran.first))
    assert len(counts) == ran.pages
    twice = {page for page, number in counts.items() if number > 1}
    assert all(number <= 2 for number in counts.values())
    in_flight_paths = {re.sub(r"^http://[^/]+", "", url) for url in ran.in_flight}
    assert {path for _, path in twice} <= in_flight_paths
    assert len(ran.in_flight) <= 64
    assert 0 < len(set(articles(ran.before))) < ran.pages


def test_every_page_is_kept_or_listed_with_a_reason(ran: Ran) -> None:
    rows = ran.installation.rows(
        "SELECT url, state, outcome, reason, article_id FROM frontier WHERE kind = 'page'"
    )
    assert len(rows) == ran.pages
    assert {r["state"] for r in rows} <= {"done", "gave up"}
    kept = [r for r in rows if r["outcome"] == "kept"]
    others = [r for r in rows if r["outcome"] != "kept"]
    assert all(r["reason"] for r in others)
    assert len(kept) >= ran.pages * 0.95, Counter((r["outcome"], r["reason"]) for r in others)
    assert len({r["article_id"] for r in kept}) == len(kept)  # none was taken for another


def test_each_kept_page_is_found_by_a_sentence_of_its_text(ran: Ran) -> None:
    from articles.query import parse
    from articles.search import search

    settings = read_settings(ran.installation.config)
    database = wiring.open_database(settings)
    index = wiring.open_index(settings, database)
    try:
        lost = []
        rows = ran.installation.rows(
            "SELECT article_id, text, title, change FROM versions WHERE superseded_by IS NULL"
        )
        for row in rows:
            sentence = a_sentence(row["text"]) or row["title"]
            answer: Any = search(
                database,
                index,
                parse(f'"{sentence}"'),
                at=database.clock.now(),
                order="newest",
                limit=50,
                entities={},
            )
            if row["article_id"] not in {hit.version.article_id for hit in answer.hits}:
                lost.append((row["article_id"], sentence))
        assert not lost
        assert len(rows) >= ran.pages * 0.95
    finally:
        index.close()
        database.close()


def a_sentence(text: str) -> str:
    """Some words of the middle of the text, as a reader would copy them."""
    paragraphs = [p for p in text.split("\n\n") if len(p) > 40]
    if not paragraphs:
        return ""
    words = re.sub(r'["\\?*]', " ", paragraphs[len(paragraphs) // 2]).split()
    return " ".join(words[:12])[:160]


def test_the_second_round_fetches_no_article_again(ran: Ran) -> None:
    assert not articles(ran.second)
    feeds = [r for r in ran.second if r.path == FEED]
    assert len({r.site for r in feeds}) == len({r.site for r in ran.first})
    assert all(r.conditional and r.status == 304 for r in feeds)


def test_it_is_digested_once(ran: Ran) -> None:
    """What was published within `catch_up` (365 days, so fewer pages every year) is mailed, the rest counted."""
    rows = ran.installation.rows(
        "SELECT l.state, v.past, v.title FROM ledger l JOIN versions v ON v.change = l.change"
    )
    assert len(rows) > ran.pages * 0.8
    assert {(r["state"], r["past"]) for r in rows} <= {("in message", 0), ("suppressed", 1)}
    titles = [" ".join(r["title"].replace("*", "").split())[:40] for r in rows if not r["past"]]
    if not titles:
        assert ran.mail == [0, 0]
        return
    assert ran.mail == [1, 1]
    text = ran.mailbox.received[0].words
    assert not [title for title in titles if title not in text]
    assert str(len(rows) - len(titles)) in text  # the past, in one line


def test_the_kill_was_one(ran: Ran) -> None:
    assert 0 < ran.kept_at_kill < ran.pages
