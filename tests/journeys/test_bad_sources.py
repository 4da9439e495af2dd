"""Every way in which a site can be ill, in one crawl: each is named in plain words, and no other source suffers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.installation import Installation
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey

GOOD = "The council of {id} met in public and heard eleven witnesses about the detention of a teacher."
BAD = "This page of {id} tells of the release of a librarian after forty days, if anybody can read it."


@dataclass(frozen=True, slots=True)
class Case:
    """A site with one fault. `list_says`: what its source's error must hold; `page` and `page_says`: the outcome of
    its bad page and its reason; None: nothing is wrong with that."""

    id: str
    fault: dict[str, Any] | None = None
    list_says: str | None = None
    page: str | None = None
    page_says: str = ""
    site: dict[str, Any] | None = None
    good: bool = True  # its other article is kept


FEED, PAGE = "/feed/", "/bad/"
CASES = [
    Case("healthy"),
    Case("silent", {"kind": "silent", "path": FEED}, "no (whole )?answer", good=False),
    Case("drip", {"kind": "drip", "path": FEED}, "too long|time|second", good=False),
    Case("missing", {"kind": "status", "status": 404, "path": FEED}, "404", good=False),
    Case("broken-server", {"kind": "status", "status": 500}, "500", good=False),
    Case("busy", {"kind": "status", "status": 503, "retry_after": "3600", "path": FEED}, "503", good=False),
    Case("too-many", {"kind": "status", "status": 429, "retry_after": "60", "path": FEED}, "429", good=False),
    Case("html-for-feed", {"kind": "html", "path": FEED}, "page|HTML|feed", good=False),
    Case("challenge", {"kind": "challenge", "path": FEED}, "challenge|check|robot|browser|wall", good=False),
    Case("empty-body", {"kind": "body", "body": "", "path": FEED}, "empty", good=False),
    Case("empty-feed", {"kind": "empty-feed", "path": FEED}, "empty|no articles|nothing|no item", good=False),
    Case(
        "broken-feed",
        {"kind": "body", "body": "<rss><channel><item><tit", "path": FEED},
        "broken|feed|names no articles",
        good=False,
    ),
    Case("not-http", {"kind": "not-http", "path": FEED}, "HTTP|answer|broken|web", good=False),
    Case("reset", {"kind": "reset", "path": FEED}, "broke|cut|lost|closed", good=False),
    Case("loop", {"kind": "redirect", "to": FEED, "path": FEED}, "redirect", good=False),
    Case("to-file", {"kind": "redirect", "to": "file:///etc/passwd", "path": FEED}, "http|file", good=False),
    Case(
        "to-inside",
        {"kind": "redirect", "to": "http://127.0.0.1:1/", "path": FEED},
        "private|public|allow",
        good=False,
    ),
    Case("attributes", {"kind": "attributes", "path": FEED}),
    Case("cookie-wall", {"kind": "cookie-wall", "path": PAGE}, page="cookie wall"),
    Case("challenged-page", {"kind": "challenge", "path": PAGE}, page="browser check"),
    Case("soft-404", {"kind": "soft-404", "path": PAGE}, page="soft 404"),
    Case("page-404", {"kind": "status", "status": 404, "path": PAGE}, page="not found", page_says="404"),
    Case("page-410", {"kind": "status", "status": 410, "path": PAGE}, page="gone", page_says="410"),
    Case("page-500", {"kind": "status", "status": 500, "path": PAGE}, page="server error", page_says="500"),
    Case("no-text", {"kind": "no-text", "path": PAGE}, page="empty"),
    Case("huge", {"kind": "huge", "path": PAGE}, page="too large", page_says="10 MB|10 MiB|large"),
    Case("huge-declared", {"kind": "huge-declared", "path": PAGE}, page="too large"),
    Case("bomb", {"kind": "gzip-bomb", "path": PAGE, "size": 60 * 1024 * 1024}, page="too large"),
    Case("page-silent", {"kind": "silent", "path": PAGE}, page="timeout"),
    Case("page-reset", {"kind": "reset", "path": PAGE}, page="broken"),
    Case("page-inside", {"kind": "redirect", "to": "http://127.0.0.1:1/", "path": PAGE}, page="refused"),
    Case("nested", {"kind": "nested", "path": PAGE}),
    Case("garbled", site={"charset": "windows-1251", "declared": "utf-8", "language": "ru"}),
    Case("robots-no", site={"robots": "User-agent: *\nDisallow: /bad/\n"}, page="robots"),
    Case("robots-ill", site={"robots": "503"}, list_says="robots", good=False),
    Case("markup"),
]
TITLES = {"markup": "A title\nof two lines & <b>markup</b> \x1b[31mred"}
RUSSIAN = "Районный суд заслушал одиннадцать свидетелей по делу учительницы, сообщил адвокат. " * 4


def site(case: Case) -> dict[str, Any]:
    good, bad = GOOD.format(id=case.id) + " ", BAD.format(id=case.id) + " "
    if case.id == "garbled":
        good = bad = RUSSIAN
    articles = [
        {"path": "/good/", "title": f"Witnesses heard in {case.id}", "body": good * 3, "published": "-1h"},
        {
            "path": PAGE,
            "title": TITLES.get(case.id, f"Librarian of {case.id} is free"),
            "body": f"{bad * 3}\n\n{bad * 2}",
            "summary": f"A librarian is free, says the feed of {case.id}.",
            "published": "-2h",
        },
    ]
    values = {"id": case.id, "name": f"The {case.id} paper", "articles": articles}
    return values | {"faults": [case.fault] if case.fault else []} | (case.site or {})


@dataclass(frozen=True, slots=True)
class Run:
    """What the one round left behind."""

    installation: Installation
    room: Newsroom
    mailbox: Mailbox
    states: dict[str, Any]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    box = Mailbox().start()
    with Newsroom.start({"sites": [site(case) for case in CASES]}) as room:
        sources = [
            f'[[source]]\nid = "{c.id}"\nname = "The {c.id} paper"\nurl = "{room.sites[c.id].feed}"\n'
            for c in CASES
        ]
        sources.append('[[source]]\nid = "nobody"\nurl = "http://127.20.99.99:9/"\n')
        config = f"""
timezone = "UTC"
{"".join(sources)}
[[watch]]
id = "freed"
query = "librarian"
[[watch]]
id = "broken"
query = 'detention AND (teacher OR'
[[subscription]]
id = "desk"
to = ["desk@example.org"]
watches = ["freed", "broken"]
send = "as read"
[mail]
host = "{box.host}"
port = {box.port}
security = "none"
from = "watch@example.org"
[crawl]
allow_networks = ["{room.network}"]
delay = "0s"
deadline = "3s"
"""
        installation = Installation(tmp_path_factory.mktemp("bad"), config)
        installation.round()
        states = {s["id"]: s for s in installation.json("status")["sources"]}
        yield Run(installation, room, box, states)
    box.stop()


def plain(text: str) -> None:
    """Words that an operator can read: no class names, no tracebacks, no bare codes."""
    assert text and not re.search(
        r"Traceback|\w+Error\b|Exception|errno|<class|\bNone\b|0x[0-9a-f]", text, re.I
    ), text


def pages(ran: Run, case: Case) -> dict[str, Any]:
    rows = ran.installation.rows(
        "SELECT f.url, f.state, f.outcome, f.reason, f.article_id FROM frontier f "
        "JOIN sources s ON s.key = f.source WHERE f.kind = 'page' AND s.id = ?",
        case.id,
    )
    return {r["url"].removeprefix(ran.room.sites[case.id].url): r for r in rows}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_the_operator_reads_what_is_wrong(ran: Run, case: Case) -> None:
    state = ran.states[case.id]
    if case.list_says is None:
        assert state["state"] == "well" and not state["last_error"], state
    else:
        assert state["state"] == "failing", state
        plain(state["last_error"])
        assert re.search(case.list_says, state["last_error"], re.I), state["last_error"]
    found = pages(ran, case)
    if case.good:
        assert found["/good/"]["outcome"] == "kept"
        if case.page is None:
            assert found[PAGE]["outcome"] == "kept", dict(found[PAGE])
        else:
            assert found[PAGE]["outcome"] == case.page, dict(found[PAGE])
            plain(found[PAGE]["reason"])
            assert re.search(case.page_says, found[PAGE]["reason"], re.I)
    else:
        assert not [r for r in found.values() if r["outcome"] == "kept"]


def test_a_source_that_nobody_answers_for(ran: Run) -> None:
    state = ran.states["nobody"]
    assert state["state"] == "failing"
    plain(state["last_error"])
    assert re.search("connect|refused|answer", state["last_error"], re.I)


def test_every_healthy_article_was_kept_and_mailed_in_spite_of_all(ran: Run) -> None:
    kept = {r["title"] for r in ran.installation.rows("SELECT title FROM versions")}
    for case in CASES:
        if case.good:
            assert f"Witnesses heard in {case.id}" in kept
    (message,) = ran.mailbox.received
    text = message.words
    expected = [c for c in CASES if c.good and c.page is None and c.id != "garbled"]
    for case in expected:
        if case.id not in TITLES:
            assert f"Librarian of {case.id} is free" in text
    assert "A title of two lines & <b>markup</b>" in text
    assert "\x1b" not in text and "<b>markup" not in message.part("html")


def test_the_digest_says_what_could_not_be_read(ran: Run) -> None:
    (message,) = ran.mailbox.received
    for text in (message.part("plain"), message.part("html")):
        for case in CASES:
            if case.list_says is not None:
                assert f"The {case.id} paper" in text


def test_a_wrong_charset_is_seen_through(ran: Run) -> None:
    texts = [
        r["text"] for r in ran.installation.rows("SELECT text FROM versions WHERE source_id = 'garbled'")
    ]
    assert texts and all("Районный суд" in t and "\ufffd" not in t for t in texts)


def test_what_was_too_large_or_walled_is_kept_as_its_feed_told_it(ran: Run) -> None:
    for name in ("cookie-wall", "huge", "no-text"):
        rows = ran.installation.rows("SELECT title, text, warnings FROM versions WHERE source_id = ?", name)
        row = next(r for r in rows if r["title"].startswith("Librarian"))
        assert "says the feed" in row["text"] and row["warnings"] != "[]"


def test_nothing_outside_the_list_of_networks_was_asked_for(ran: Run) -> None:
    agents = {r.agent for r in ran.room.requests()}
    assert all("presswatch" in agent for agent in agents)
    robots = [r for r in ran.room.requests(site="robots-no") if r.path == PAGE]
    assert not robots


def test_a_watch_that_cannot_be_parsed_is_told_by_check_and_stops_no_other(ran: Run) -> None:
    told = ran.installation.run("check", code=None)
    said = told.stdout + told.stderr
    assert told.returncode != 0 and '"broken"' in said and "presswatch.toml:" in said and "column" in said


def test_two_titles_of_one_guid_and_a_canonical_for_all_stay_apart(tmp_path: Path) -> None:
    articles = [
        {
            "path": f"/a/{n}/",
            "title": f"Report number {n}",
            "body": f"The report number {n} has its own text. " * 8,
            "guid": "the-same-for-all",
            "canonical": "home",
        }
        for n in range(3)
    ]
    twins = [
        {
            "path": "/b/",
            "title": "One text",
            "body": "One text only, told twice. " * 8,
            "tracking": "utm_source=rss",
        },
    ]
    sites = [{"id": "one", "name": "One", "articles": articles, "lists": ["rss"]}]
    sites.append(
        {"id": "two", "name": "Two", "articles": twins, "lists": ["rss", "atom"], "layout": "portal"}
    )
    with Newsroom.start({"sites": sites}) as room:
        config = "\n".join(
            [
                f'[[source]]\nid = "one"\nurl = "{room.sites["one"].feed}"',
                f'[[source]]\nid = "two"\nurl = "{room.sites["two"].home}"',
                f'[crawl]\nallow_networks = ["{room.network}"]\ndelay = "0s"',
            ]
        )
        installation = Installation(tmp_path, config)
        installation.round()
        titles = sorted(r["title"] for r in installation.rows("SELECT title FROM versions"))
        assert titles == ["One text", "Report number 0", "Report number 1", "Report number 2"]
