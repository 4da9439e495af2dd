"""A small newsroom and a configuration for it: two papers, one watch, one reader; for journeys that need no more."""

from typing import Any

from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox

READER = "reader@example.org"
BODY = "The court in the harbour town freed the teacher after a hearing that lasted nine minutes. " * 4


def article(number: int, **more: Any) -> dict[str, Any]:
    values = {
        "path": f"/news/{number}/",
        "title": f"Teacher number {number} is free",
        "body": f"Case {number}. {BODY}",
        "published": f"-{number + 1}h",
    }
    return values | more


def start(articles: int = 3, **site: Any) -> Newsroom:
    """Two papers with so many articles each, all fresh; "two" brings one more at every step."""
    one = {"id": "one", "name": "Paper One", "articles": [article(n) for n in range(articles)]} | site
    later = [article(100 + n, step=n, published="now") for n in range(1, 9)]
    two = {
        "id": "two",
        "name": "Paper Two",
        "articles": [article(50 + n, published=f"-{n + 1}h") for n in range(articles)] + later,
    }
    return Newsroom.start({"sites": [one, two]})


def config(room: Newsroom, box: Mailbox, *, more: str = "", crawl: str = "") -> str:
    """The configuration that reads both papers and mails what names a teacher."""
    sources = "".join(
        f'[[source]]\nid = "{s.id}"\nname = "{s.name}"\nurl = "{s.feed}"\n' for s in room.sites.values()
    )
    return f"""
timezone = "Europe/Berlin"
{sources}
[[watch]]
id = "teachers"
query = "teacher*"
[[subscription]]
id = "desk"
to = ["{READER}"]
watches = ["teachers"]
send = "as read"
{more}
[mail]
host = "{box.host}"
port = {box.port}
security = "none"
from = "watch@example.org"
[crawl]
allow_networks = ["{room.network}"]
delay = "0s"
deadline = "5s"
{crawl}
"""
