import pytest

from crawler import readings
from crawler.frontier import GUESS, Named, Task
from crawler.outcomes import Outcome
from crawler.parsed import ParsedList, Validators
from tests.crawler.installation import DAY, HOUR, MINUTE, NOON, Installation, named, source

HOME = "https://one.example/"
FEED = "https://one.example/feed"
GONE = Outcome("not found", "the site says that there is no such page (404)")
DOWN = Outcome("connect", "cannot be connected to", retry=True)


def parsed(kind: str, *pages: Named, more: tuple[str, ...] = (), guesses: tuple[str, ...] = ()) -> ParsedList:
    return ParsedList(kind, "A title", pages, more, f"hash {len(pages)} {more}", guesses)


def turn(installation: Installation, now=NOON) -> Task:
    """The one list that is queued."""
    installation.due(now)
    (task,) = [task for task in installation.claim(now) if task.kind == "list"]
    return task


def read(
    installation: Installation, task: Task, what: ParsedList, now=NOON, sitemaps: tuple[str, ...] = ()
) -> int:
    with installation.db.write() as conn:
        return readings.list_read(conn, task, what, Validators('"e"', "date"), now, sitemaps)


def fail(installation: Installation, task: Task, outcome: Outcome, now=NOON) -> None:
    with installation.db.write() as conn:
        readings.list_failed(conn, task, outcome, now)


def urls(installation: Installation, kind: str = "unknown") -> list[str]:
    return [row.url for row in installation.lists() if row.kind == kind and row.active]


@pytest.mark.parametrize(
    ("more", "sitemaps", "chosen"),
    [
        ((FEED, FEED), (), (FEED,)),
        (("https://elsewhere.example/feed", FEED), (), (FEED,)),
        (("https://feeds.elsewhere.example/all", "https://b.example/c"), (), ("https://feeds.elsewhere.example/all",)),
        ((FEED,), ("https://one.example/sitemap.xml", "https://one.example/news.xml"), (FEED, "https://one.example/news.xml")),
        ((), ("https://elsewhere.example/news.xml",), ()),
        ((), ("https://one.example/sitemap.xml",), ("https://one.example/sitemap.xml",)),
        (tuple(f"{FEED}/{n}" for n in range(20)), (), tuple(f"{FEED}/{n}" for n in range(6))),
    ],
)  # fmt: skip
def test_a_home_page_gives_its_publishers_own_lists_and_few(
    more: tuple[str, ...], sitemaps: tuple[str, ...], chosen: tuple[str, ...]
) -> None:
    assert readings.choose_lists(parsed("home", more=more), HOME, sitemaps) == chosen
    assert readings.choose_lists(parsed("rss", more=more), HOME, sitemaps) == ()


def test_of_a_sitemap_index_news_goes_first() -> None:
    index = parsed("sitemap-index", more=(*(f"{HOME}{n}.xml" for n in range(9)), f"{HOME}news.xml"))
    assert readings.choose_lists(index, HOME)[:2] == (f"{HOME}news.xml", f"{HOME}0.xml")


def test_a_feed_names_pages_of_its_past_at_first_and_news_afterwards(installation: Installation) -> None:
    installation.sync(source())
    assert read(installation, turn(installation), parsed("rss", *named("/a", "/b", title="T"))) == 2
    later = NOON + HOUR
    task = turn(installation, later)
    assert (task.etag, task.last_modified, task.expected) == ('"e"', "date", "rss")
    assert read(installation, task, parsed("rss", *named("/a", "/b", "/c")), later) == 1
    pages = [row for row in installation.frontier() if row.kind == "page"]
    assert [(row.url_key, row.past) for row in pages] == [
        ("one.example/a", True),
        ("one.example/b", True),
        ("one.example/c", False),
    ]
    assert pages[0].hints == {"title": "T"}
    row = installation.source("one")
    assert row.last_success == row.last_new == later
    assert installation.lists()[0].kind == "rss" and installation.lists()[0].title == "A title"


def test_a_home_page_leads_to_its_feeds_in_the_same_round(installation: Installation) -> None:
    installation.sync(source(url=HOME))
    new = read(installation, turn(installation), parsed("home", *named("/a"), more=(FEED,)))
    assert new == 0  # the feed is to be read instead
    assert urls(installation) == [FEED]
    task = turn(installation)
    assert task.url == FEED and task.past
    assert read(installation, task, parsed("rss", *named("/a"))) == 1
    assert installation.source("one").last_success == NOON
    assert [row.next_due - NOON for row in installation.lists()] == [DAY, 30 * MINUTE]


def test_a_home_page_whose_feeds_fail_is_read_as_a_listing(installation: Installation) -> None:
    installation.sync(source(url=HOME))
    read(installation, turn(installation), parsed("home", *named("/a"), more=(FEED,)))
    now = NOON
    for _ in range(3):
        now += HOUR
        installation.due(now)
        (task,) = [t for t in installation.claim(now) if t.url == FEED]
        fail(installation, task, GONE, now)
    assert not installation.lists()[1].active  # nobody wrote it down: it is not asked for ever
    assert read(installation, turn(installation, now), parsed("home", *named("/a"), more=(FEED,)), now) == 1
    assert installation.lists()[0].next_due == now + 30 * MINUTE
    assert installation.source("one").failing_since is None


def test_a_feed_that_is_down_stays_and_its_home_page_stands_in(installation: Installation) -> None:
    installation.sync(source(url=HOME))
    read(installation, turn(installation), parsed("home", *named("/a"), more=(FEED,)))
    now = NOON
    for _ in range(3):
        now += HOUR
        installation.due(now)
        (task,) = [t for t in installation.claim(now) if t.url == FEED]
        fail(installation, task, DOWN, now)
    assert installation.lists()[1].active
    assert installation.source("one").last_error == f"{FEED}: cannot be connected to"
    installation.due(now)
    (home,) = [t for t in installation.claim(now) if t.url == HOME]
    assert home.etag is None and home.body_hash is None  # or it would be skipped as unchanged
    assert read(installation, home, parsed("home", *named("/a"), more=(FEED,)), now) == 1


def test_stale_feeds_do_not_replace_their_home_page(installation: Installation) -> None:
    installation.sync(source(url=HOME))
    read(installation, turn(installation), parsed("home", *named("/a"), more=(FEED,)))
    read(installation, turn(installation), parsed("rss", *named("/old")))
    later = NOON + 8 * DAY
    installation.due(later)
    (home,) = [t for t in installation.claim(later) if t.url == HOME]
    assert read(installation, home, parsed("home", *named("/a"), more=(FEED,)), later) == 1


def test_usual_places_are_tried_once_and_count_only_where_something_is(installation: Installation) -> None:
    installation.sync(source(url=HOME))
    guesses = (f"{HOME}rss", FEED, f"{HOME}news-sitemap.xml", f"{HOME}sitemap.xml")
    what = parsed("home", *named("/a"), guesses=guesses)
    assert read(installation, turn(installation), what) == 1  # read as a listing meanwhile
    assert urls(installation, GUESS) == list(
        guesses[:3]
    )  # the whole site is not wanted where pages were named
    installation.due(NOON)
    tried = [t for t in installation.claim() if t.kind == "list"]
    assert {t.expected for t in tried} == {"rss"}
    for task in tried:
        if task.url == FEED:
            read(installation, task, parsed("rss", *named("/a", "/b")))
        else:
            fail(installation, task, GONE)
    assert installation.source("one").failing_since is None
    assert [row.url for row in installation.lists() if row.active] == [HOME, FEED]
    later = NOON + HOUR
    installation.due(later)
    home = next(t for t in installation.claim(later) if t.url == HOME)
    assert read(installation, home, what, later) == 0  # the feed that was found stands in from now on
    assert installation.lists()[0].next_due == later + DAY


def test_an_index_has_a_past_only_at_its_first_reading(installation: Installation) -> None:
    installation.sync(source(url=f"{HOME}index.xml"))
    first = parsed("sitemap-index", more=(f"{HOME}1.xml",))
    read(installation, turn(installation), first)
    later = NOON + HOUR
    installation.due(later)
    tasks = {t.url: t for t in installation.claim(later)}
    assert tasks[f"{HOME}1.xml"].past
    read(
        installation,
        tasks[f"{HOME}index.xml"],
        parsed("sitemap-index", more=(f"{HOME}1.xml", f"{HOME}2.xml")),
        later,
    )
    assert [(row.url[-5:], row.past) for row in installation.lists()] == [
        ("x.xml", False),
        ("1.xml", True),
        ("2.xml", False),
    ]


def test_a_list_that_names_nothing_is_told_and_one_that_fell_silent_is_not(
    installation: Installation,
) -> None:
    installation.sync(source())
    read(installation, turn(installation), parsed("rss"))
    row = installation.source("one")
    assert row.last_error == "the feed names no articles" and row.last_success is None
    read(installation, turn(installation, NOON + HOUR), parsed("rss", *named("/a")), NOON + HOUR)
    read(installation, turn(installation, NOON + 2 * HOUR), parsed("rss"), NOON + 2 * HOUR)
    assert installation.source("one").last_error is None


def test_an_unchanged_list_was_read_with_success(installation: Installation) -> None:
    installation.sync(source())
    read(installation, turn(installation), parsed("rss", *named("/a")))
    later = NOON + HOUR
    task = turn(installation, later)
    with installation.db.write() as conn:
        readings.list_unchanged(conn, task, None, later)
    row = installation.lists()[0]
    assert (row.etag, row.last_success, row.next_due) == ('"e"', later, later + 30 * MINUTE)
    assert installation.source("one").last_success == later
    assert [r.state for r in installation.frontier() if r.kind == "list"] == ["done"]


def test_a_site_that_asks_for_time_gets_it(installation: Installation) -> None:
    installation.sync(source())
    asked = Outcome("too many requests", "429", retry=True, after=NOON + 3 * HOUR)
    fail(installation, turn(installation), asked)
    assert installation.due(NOON + 2 * HOUR) == []
    assert installation.due(NOON + 3 * HOUR) == ["one"]
