"""Whole crawls of local sites: real Scrapy in a process of its own, real workers, a real database."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from crawler.progress import progress
from crawler.state import page_troubles
from crawler.tables import frontier, lists
from tests.conftest import StartNewsroom
from tests.crawler.installation import Installation
from tests.crawler.rounds import BODY, a_source, again_now, article, crawl_all, kept, pages, site


def test_a_feed_is_read_and_a_second_round_fetches_no_article_again(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    room = newsroom({"sites": [site("one", 3, country="DE", language="en"), site("two", 4, lists=["atom"])]})
    installation.sync(*(a_source(at, country="DE", tags=("t",)) for at in room.sites.values()))
    crawl_all(installation)
    found = kept(installation)
    assert len(found) == 7 and {row.reason for row in found} == {"new"}
    assert not any(row.past for row in found)  # an hour old: within catch_up
    first = next(row for row in found if row.title == "The case of man number 0" and row.source_id == "one")
    assert "This was case number 0 of the year." in first.text
    assert (first.country, first.tags, first.source_name) == ("DE", ["t"], "One")
    assert set(pages(room).values()) == {1, 2}  # both sites have articles 0 to 2
    assert {r.agent for r in room.requests()} == {"presswatch/0.1 (+news monitoring)"}
    before = len(room.requests())
    again_now(installation)
    crawl_all(installation)
    second = room.requests()[before:]
    assert sorted(r.path for r in second if r.conditional) == ["/atom.xml", "/feed/"]
    assert all(r.status == 304 for r in second) and not any(r.path.startswith("/news/") for r in second)
    assert len(kept(installation)) == 7


def test_new_articles_and_edits_are_found(installation: Installation, newsroom: StartNewsroom) -> None:
    later = article(9, step=1, published="now")
    edited = article(0, edits=[{"step": 1, "body": f"{BODY}\n\nThe name of the judge was given later: Roe."}])
    room = newsroom({"sites": [site(articles=[edited, article(1), later])]})
    installation.sync(a_source(room.sites["one"]))
    crawl_all(installation)
    assert len(kept(installation)) == 2
    room.advance()
    again_now(installation)
    with installation.db.write() as conn:
        conn.execute(sa.update(frontier).values(recheck_at=datetime.now(UTC) - timedelta(seconds=1)))
    crawl_all(installation)
    assert [(row.title[-1], row.reason) for row in kept(installation)[2:]] in (
        [("9", "new"), ("0", "edited")],
        [("0", "edited"), ("9", "new")],
    )
    looked = [row for row in installation.frontier() if row.rechecks]
    assert {(row.url[-11:], row.outcome) for row in looked} == {
        ("0-the-case/", "kept"),
        ("1-the-case/", "unchanged"),
    }


def test_a_home_page_leads_to_its_lists(installation: Installation, newsroom: StartNewsroom) -> None:
    sites = [
        site("named", 3, lists=["rss"]),
        site("robots", 3, lists=["sitemap"]),
        site("hidden", 3, lists=["rss"], alternate=False, list_paths={"rss": "/feed"}),
        site("none", 8, lists=["rss"], alternate=False, list_paths={"rss": "/where-nobody-looks"}),
    ]
    room = newsroom({"sites": sites})
    installation.sync(*(a_source(at, at.home) for at in room.sites.values()))
    crawl_all(installation)
    found = Counter(row.source_id for row in kept(installation))
    assert found == {"named": 3, "robots": 3, "hidden": 3, "none": 8}
    with installation.db.read() as conn:
        kinds = {row.url: row.kind for row in conn.execute(sa.select(lists).where(lists.c.active))}
    assert kinds[room.sites["named"].feed] == "rss" and kinds[room.sites["robots"].feed] == "sitemap"
    assert kinds[room.sites["hidden"].feed] == "rss"
    assert all(installation.source(id).failing_since is None for id in room.sites)


def test_the_past_of_a_source_is_kept_and_marked(installation: Installation, newsroom: StartNewsroom) -> None:
    ages = {0: "-1h", 1: "-30d", 2: "", 3: "-47h"}
    room = newsroom({"sites": [site(articles=[article(n, published=age) for n, age in ages.items()])]})
    installation.sync(a_source(room.sites["one"]))
    crawl_all(installation)
    past = {row.title[-1]: row.past for row in kept(installation)}
    assert past == {"0": False, "1": True, "2": True, "3": False}
    room.publish("one", **article(4, published="-30d"))
    again_now(installation)
    crawl_all(installation)
    assert kept(installation)[-1].title[-1] == "4" and not kept(installation)[-1].past


FAULTS: dict[str, dict[str, Any]] = {
    "gone": {"kind": "status", "status": 410},
    "missing": {"kind": "status", "status": 404},
    "broken": {"kind": "status", "status": 500},
    "busy": {"kind": "status", "status": 429, "retry_after": "3600"},
    "large": {"kind": "huge"},
    "declared": {"kind": "huge-declared"},
    "bomb": {"kind": "gzip-bomb"},
    "drip": {"kind": "drip"},
    "silent": {"kind": "silent"},
    "cut": {"kind": "cut"},
    "reset": {"kind": "reset"},
    "strange": {"kind": "not-http"},
    "home": {"kind": "redirect", "to": "/"},
    "round": {"kind": "redirect", "to": "/news/round/"},
}
EXPECTED = {
    "gone": ("gave up", "gone"),
    "missing": ("gave up", "not found"),
    "broken": ("queued", "server error"),
    "busy": ("queued", "too many requests"),
    "large": ("gave up", "too large"),
    "declared": ("gave up", "too large"),
    "bomb": ("gave up", "too large"),
    "drip": ("queued", "timeout"),
    "silent": ("queued", "timeout"),
    "cut": ("queued", "broken"),
    "reset": ("queued", "broken"),
    "strange": ("queued", "broken"),
    "home": ("gave up", "soft 404"),
    "round": ("gave up", "redirects"),
}


def test_every_fault_of_a_page_has_its_reason_and_the_others_go_on(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    sites = [
        site(
            name,
            articles=[article(1), article(2, path=f"/news/{name}/")],
            faults=[fault | {"path": f"/news/{name}/"}],
        )
        for name, fault in FAULTS.items()
    ]
    room = newsroom({"sites": sites})
    installation.sync(*(a_source(at) for at in room.sites.values()))
    # Only what hangs comes to the deadline: a busy machine must not bring the others there.
    crawl_all(installation, deadline_seconds=8.0)
    rows = {row.url.split("/")[4]: row for row in installation.frontier() if row.kind == "page"}
    assert {name: (rows[name].state, rows[name].outcome) for name in FAULTS} == EXPECTED
    assert all(rows[name].reason for name in FAULTS)
    wait = rows["busy"].not_before - datetime.now(UTC)
    assert timedelta(minutes=55) < wait < timedelta(minutes=61)
    found = kept(installation)
    assert Counter(row.title[-1] for row in found) == {"1": len(FAULTS), "2": 3}
    # what cannot be read although it is there is kept as its feed tells it
    told = [row for row in found if row.title[-1] == "2"]
    assert {row.source_id for row in told} == {"large", "declared", "bomb"}
    assert all("from the feed alone" in row.warnings[0] for row in told)
    with installation.db.read() as conn:
        assert {t.source_id for t in page_troubles(conn)} == set(FAULTS)
        state = progress(conn, datetime.now(UTC))
    assert (state.later, state.queued, state.in_flight, state.running, state.error) == (7, 0, 0, False, None)


def test_a_page_that_fails_is_tried_again_until_it_works(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    fault = {"kind": "status", "status": 503, "path": "/news/*", "times": 3}
    room = newsroom({"sites": [site(articles=[article(1)], faults=[fault])]})
    installation.sync(a_source(room.sites["one"]))
    for tries in (1, 2, 3):
        crawl_all(installation)
        assert pages(room)["/news/1-the-case/"] == tries
        # from the third failure on, what the feed says stands in
        assert len(kept(installation)) == (1 if tries == 3 else 0)
        again_now(installation, pages=True)
    crawl_all(installation)
    rows = kept(installation)
    assert [row.reason for row in rows] == ["new", "edited"]
    assert "This was case number 1" in rows[-1].text


LIST_FAULTS: dict[str, tuple[dict[str, Any], str | None]] = {
    "missing": ({"kind": "status", "status": 404}, "404"),
    "broken": ({"kind": "status", "status": 500}, "500"),
    "silent": ({"kind": "silent"}, "no whole answer"),
    "page": ({"kind": "html"}, "page"),
    "challenge": ({"kind": "challenge"}, ""),
    "wall": ({"kind": "cookie-wall"}, ""),
    "empty": ({"kind": "empty-feed"}, "no articles"),
    "nothing": ({"kind": "body", "body": ""}, "empty"),
    "attributes": ({"kind": "attributes"}, None),
    "cut": ({"kind": "broken"}, None),
}


def test_every_fault_of_a_feed_has_its_reason(installation: Installation, newsroom: StartNewsroom) -> None:
    sites = [
        site(name, 9 if name == "cut" else 2, faults=[fault | {"path": "/feed/"}])
        for name, (fault, _) in LIST_FAULTS.items()
    ]
    room = newsroom({"sites": sites})
    installation.sync(*(a_source(at) for at in room.sites.values()))
    crawl_all(installation, deadline_seconds=8.0)
    for name, (_, words) in LIST_FAULTS.items():
        row = installation.source(name)
        if words is None:  # hard to read, and read all the same
            assert row.last_error is None and row.last_success is not None, (name, row.last_error)
        else:
            assert row.last_error is not None and words in row.last_error, (name, row.last_error)
            assert row.failing_since is not None and row.last_success is None
    for name in LIST_FAULTS:
        room.misbehave(name)
    again_now(installation)
    crawl_all(installation)
    assert all(installation.source(name).failing_since is None for name in LIST_FAULTS)


def test_robots_txt_is_heeded_and_the_feed_speaks_for_the_page(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    robots = "User-agent: presswatch\nDisallow: /news/1\n"
    room = newsroom({"sites": [site("one", 2, robots=robots), site("down", 1, robots="503")]})
    installation.sync(*(a_source(at) for at in room.sites.values()))
    crawl_all(installation)
    assert pages(room) == {"/news/0-the-case/": 1}
    rows = {row.url[-11:]: row for row in installation.frontier() if row.kind == "page"}
    assert (rows["1-the-case/"].outcome, rows["1-the-case/"].state) == ("robots", "gave up")
    assert {row.title[-1] for row in kept(installation)} == {"0", "1"}
    assert "robots.txt cannot be read (503)" in installation.source("down").last_error
