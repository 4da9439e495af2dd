from datetime import timedelta

import pytest

from articles.analysis import analyse, pack
from articles.article import Content, Origin, Published
from articles.names.article_keys import article_keys, pack_keys
from articles.store.versions import article_versions, find_article
from crawler import frontier, keeping
from crawler.frontier import Task
from crawler.outcomes import Outcome
from crawler.parsed import PageState, ParsedPage, Validators
from crawler.sources import CrawlPolicy
from tests.crawler.installation import DAY, HOUR, MINUTE, NOON, Installation, named, source

POLICY = CrawlPolicy()
ORIGIN = Origin("one", "One", "DE", ("a",))


def page(
    state: PageState = "article",
    title: str = "A trial",
    text: str = "The court heard the case.",
    url: str = "https://one.example/a",
    age: timedelta | None = None,
    body_hash: str | None = "h",
    canonical: str | None = None,
) -> ParsedPage:
    when = NOON - age if age is not None else None
    published = Published(when, when + MINUTE, "time", "json-ld", "Z") if when else None
    content = Content(title=title, text=text, published=published)
    return ParsedPage(state, "" if state == "article" else f"it is {state}", content, pack(analyse(content)), pack_keys(article_keys(content)), (url,), canonical, body_hash, "x")  # fmt: skip


def claimed(installation: Installation, *, past: bool = False, path: str = "/a", **hints: str) -> Task:
    """A page that is in flight."""
    installation.sync(source())
    installation.due()
    for task in installation.claim():
        with installation.db.write() as conn:
            frontier.finish(conn, task, Outcome("kept", ""), NOON)
    with installation.db.write() as conn:
        frontier.add_pages(conn, 1, 1, named(path, **hints), past=past, now=NOON)
    (task,) = installation.claim()
    return task


def read(installation: Installation, task: Task, parsed: ParsedPage, now=NOON) -> keeping.Turn:
    with installation.db.write() as conn:
        return keeping.page_read(conn, task, parsed, Validators('"e"'), ORIGIN, POLICY, now)


def fail(
    installation: Installation, task: Task, outcome: Outcome, feed: ParsedPage | None = None
) -> keeping.Turn:
    with installation.db.write() as conn:
        return keeping.page_failed(conn, task, outcome, feed, ORIGIN, POLICY, NOON)


def versions(installation: Installation, article: int = 1):
    with installation.db.read() as conn:
        return article_versions(conn, article)


def test_a_page_becomes_a_version_and_its_turn_ends_with_it(installation: Installation) -> None:
    turn = read(installation, claimed(installation, title="T"), page())
    (version,) = versions(installation)
    assert turn.kept is not None and turn.kept.article_id == version.article_id
    assert (version.content.title, version.origin, version.past) == ("A trial", ORIGIN, False)
    row = installation.frontier()[-1]
    assert (row.state, row.outcome, row.article_id, row.hints, row.etag, row.body_hash) == (
        "done", "kept", 1, None, '"e"', "h",
    )  # fmt: skip
    assert row.recheck_at == NOON + HOUR


@pytest.mark.parametrize(
    ("named_in_past", "age", "past"),
    [
        (False, None, False),
        (False, 100 * DAY, False),
        (True, None, True),
        (True, 3 * DAY, True),
        (True, DAY, False),
        (True, -DAY, False),
    ],
)
def test_what_is_past(
    installation: Installation, named_in_past: bool, age: timedelta | None, past: bool
) -> None:
    read(installation, claimed(installation, past=named_in_past), page(age=age))
    assert versions(installation)[0].past is past
    assert (installation.frontier()[-1].recheck_at is None) is past  # the past is not looked at again


def test_an_edit_is_found_by_a_second_look_and_the_looks_end(installation: Installation) -> None:
    read(installation, claimed(installation, past=True), page(age=HOUR))
    looks = []
    now = NOON
    while (due := installation.frontier()[-1].recheck_at) is not None:
        now = due
        installation.due(now)
        (task,) = [t for t in installation.claim(now) if t.kind == "page"]
        looks.append(now - NOON)
        assert task.etag == '"e"' and task.body_hash == ("h" if len(looks) < 3 else "h2")
        if len(looks) == 2:
            read(installation, task, page(text="The court adjourned.", body_hash="h2", age=HOUR), now)
        else:
            with installation.db.write() as conn:
                keeping.page_unchanged(conn, task, POLICY, now)
    assert looks == [HOUR, 6 * HOUR, DAY, 3 * DAY]
    first, second = versions(installation)
    assert (first.reason, second.reason, second.past) == ("new", "edited", False)


@pytest.mark.parametrize("outcome", [Outcome("gone", "410"), Outcome("timeout", "slow", retry=True)])
def test_a_failed_second_look_takes_nothing_away(installation: Installation, outcome: Outcome) -> None:
    read(installation, claimed(installation), page())
    later = NOON + HOUR
    installation.due(later)
    (task,) = [t for t in installation.claim(later) if t.kind == "page"]
    with installation.db.write() as conn:
        keeping.page_failed(conn, task, outcome, None, ORIGIN, POLICY, later)
    row = installation.frontier()[-1]
    assert (row.state, row.outcome, row.reason) == ("done", "unchanged", outcome.reason)
    assert row.article_id == 1 and versions(installation)[0].current
    assert row.recheck_at == (NOON + 6 * HOUR if outcome.retry else None)


@pytest.mark.parametrize("state", ["soft-404", "not-an-article"])
def test_what_is_no_article_is_given_up_with_its_reason(installation: Installation, state: PageState) -> None:
    read(installation, claimed(installation, title="T"), page(state))
    row = installation.frontier()[-1]
    assert row.state == "gave up" and row.reason == f"gave up: it is {state}"
    assert versions(installation) == []


def test_a_page_without_text_keeps_its_title_and_says_so(installation: Installation) -> None:
    turn = read(installation, claimed(installation), page("empty", text=""))
    assert turn.kept is not None and turn.outcome.word == "empty"
    row = installation.frontier()[-1]
    assert (row.state, row.outcome, row.reason, row.article_id) == ("done", "empty", "it is empty", 1)


def test_nothing_at_all_is_tried_once_more(installation: Installation) -> None:
    read(installation, claimed(installation), page("empty", title="", text=""))
    row = installation.frontier()[-1]
    assert (row.state, row.outcome, row.not_before) == ("queued", "empty", NOON + MINUTE)
    (task,) = [t for t in installation.claim(NOON + MINUTE) if t.kind == "page"]
    read(installation, task, page("empty", title="", text=""), NOON + MINUTE)
    assert installation.frontier()[-1].state == "gave up"


@pytest.mark.parametrize("state", ["wall", "garbled"])
def test_a_walls_words_are_kept_only_for_a_page_that_a_list_named(
    installation: Installation, state: PageState
) -> None:
    assert read(installation, claimed(installation, path="/a"), page(state)).kept is None
    (task,) = [t for t in installation.claim(NOON + MINUTE) if t.kind == "page"]
    assert task.url.endswith("/a")
    with installation.db.write() as conn:
        frontier.add_pages(conn, 1, 1, named("/b", title="From the feed"), past=False, now=NOON)
    (other,) = installation.claim()
    assert read(installation, other, page(state, url="https://one.example/login")).kept is not None
    with installation.db.read() as conn:
        assert find_article(conn, "https://one.example/b") == 1
        assert find_article(conn, "https://one.example/login") is None  # where many articles would meet


def test_twins_by_redirect_and_canonical_are_one_article(installation: Installation) -> None:
    first = page(url="https://one.example/final", canonical="https://one.example/canonical")
    read(installation, claimed(installation), first)
    with installation.db.write() as conn:
        asked = named("/b", "/final", "/canonical")
        assert frontier.add_pages(conn, 1, 1, asked, past=False, now=NOON) == 1
    (task,) = installation.claim()
    turn = read(
        installation, task, page(url="https://one.example/b", canonical="https://one.example/canonical")
    )
    assert turn.kept is not None and (turn.kept.article_id, turn.kept.status) == (1, "unchanged")


def test_feed_text_stands_in_and_the_page_takes_its_place_later(installation: Installation) -> None:
    task = claimed(installation, title="T", summary="S")
    feed = page(title="T", text="S", url=task.url, body_hash=None)
    fault = Outcome("server error", "503", retry=True)
    turn = fail(installation, task, fault, feed)
    assert turn.kept is not None and turn.kept.status == "new"
    row = installation.frontier()[-1]
    assert (row.state, row.article_id, row.hints) == ("queued", 1, {"title": "T", "summary": "S"})
    later = NOON + MINUTE
    (again,) = [t for t in installation.claim(later) if t.kind == "page"]
    turn = read(installation, again, page(), later)
    assert turn.kept is not None and turn.kept.status == "edited"
    assert versions(installation)[-1].content.text == "The court heard the case."
