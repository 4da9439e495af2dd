"""One hard article: both spellings of a man find it, a credit or a RELATED line never does, quotations stay."""

from collections.abc import Iterator

import pytest

from tests.journeys.installation import Installation
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey

FOUND = {
    "in-full": '"Maksim Lyadunov"',
    "under-pictures": '"Maxim Ladunov"',
    "surname": "Lyadunov OR Ladunov",
    "mister": '"Mr Ladunov"',
    "misspelt-in-caption": '"Rusland Adzhiev"',
    "quoted": '"If there were such people among us"',
    "quoted-too": '"Then they beat me with a stick"',
    "cited": '"Kavkaz Vestnik"',
    "caption": "caption:embassy",
}
NEVER = {
    "agency": "AFP",
    "stock": "Getty",
    "photographer": '"Justine Talbot"',
    "related": "Facebook OR Instagram",
    "related-too": '"wait two years"',
    "related-three": '"Foreign Secretary"',
    "widget": '"Share this article"',
    "comments": '"Comments are closed"',
    "author": "Blythe",
    "site": '"The Lantern"',
}


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    box = Mailbox().start()
    with Newsroom.start("seed") as room:
        watches = {**FOUND, **NEVER}
        lines = [
            'timezone = "Europe/London"',
            f'[[source]]\nid = "lantern"\nurl = "{room.sites["lantern"].home}"',
        ]
        lines += [f"[[watch]]\nid = \"{name}\"\nquery = '{query}'" for name, query in watches.items()]
        lines += [
            f'[[subscription]]\nid = "desk"\nto = ["desk@example.org"]\nwatches = {list(watches)}\nsend = "as read"',
            f'[mail]\nhost = "{box.host}"\nport = {box.port}\nsecurity = "none"\nfrom = "watch@example.org"',
            f'[crawl]\nallow_networks = ["{room.network}"]\ndelay = "0s"',
        ]
        installation = Installation(tmp_path_factory.mktemp("seed"), "\n".join(lines))
        installation.round()
        (message,) = box.received
        yield installation, message.words
    box.stop()


def test_watches_on_either_spelling_find_it_and_furniture_never_alerts(
    digest: tuple[Installation, str],
) -> None:
    installation, _ = digest
    rows = installation.rows("SELECT w.id FROM matches m JOIN watches w ON w.key = m.watch_key")
    assert sorted(r["id"] for r in rows) == sorted(FOUND)


def test_the_article_is_in_the_digest_once_and_says_where_it_matched(
    digest: tuple[Installation, str],
) -> None:
    _, text = digest
    assert text.count("survivors of secret prisons invented everything") == 1
    assert "caption" in text
    assert "Getty" not in text and "AFP" not in text and "RELATED" not in text


def test_quotations_stay_in_the_body(digest: tuple[Installation, str]) -> None:
    installation, _ = digest
    (row,) = installation.rows("SELECT text, captions, published_precision FROM versions")
    for quotation in (
        "All of it was thought up by foreign agents",
        "If there were such people among us",
        "They came in every ten minutes",
        "It must not be like this. We are all people",
        "last July",
    ):
        assert quotation in row["text"]
    assert "Maxim Ladunov" not in row["text"] and "Maxim Ladunov" in row["captions"]
    assert row["published_precision"] == "time"
