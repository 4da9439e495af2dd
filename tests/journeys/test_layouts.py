"""Every page of the local news sites, extracted: its own words and captions, and nothing of what stands around them."""

import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from tests.newsroom import Newsroom
from tests.newsroom.pages import blocks
from tests.newsroom.script import Article, Edition, Site, load

EDITIONS = {name: load(name) for name in ("demo", "seed")}
READABLE = [
    pytest.param(name, site.id, id=f"{name}-{site.id}")
    for name, edition in EDITIONS.items()
    for site in edition.sites
    if site.id not in ("morning-ledger", "plaza-dispatch")
]


@pytest.fixture(scope="module")
def rooms() -> Iterator[dict[str, Newsroom]]:
    # at a fixed minute: a page that shows "26.11.2026 00:00" is read as that day, and some article is written at midnight at every hour
    clock = datetime.now(UTC).replace(hour=12, minute=17)
    started = {name: Newsroom.start(name, clock=clock) for name in EDITIONS}
    for room in started.values():
        room.advance(2)
    yield started
    for room in started.values():
        room.stop()


@pytest.mark.parametrize(("name", "site_id"), READABLE)
def test_a_site_s_pages_are_read_as_they_were_written(
    rooms: dict[str, Newsroom], name: str, site_id: str
) -> None:
    edition: Edition = EDITIONS[name]
    site = edition.site(site_id)
    urls = rooms[name].urls(site_id)
    wrong = [w for a in site.articles for w in _wrong(site, a.at(2), urls[a.path])]
    assert not wrong, "\n".join(wrong)


def _wrong(site: Site, article: Article, url: str) -> Iterator[str]:
    with urllib.request.urlopen(url) as reply:
        found = extract(reply.read(), url=url, content_type=reply.headers["Content-Type"], zone=site.zone)
    content = found.content
    if found.state != "article":
        yield f"{url}: {found.state} ({found.reason})"
    if content.title != article.title:
        yield f"{url}: title {content.title!r}"
    if content.language != site.language:
        yield f"{url}: language {content.language}"
    if content.published is None or content.published.precision != "time":
        yield f"{url}: published {content.published}"
    captions = "\n".join(content.captions)
    own = " ".join(b.text for b in blocks(article.body))
    for paragraph in content.text.split("\n\n"):
        if " ".join(paragraph.split()) not in own:
            yield f"{url}: took {paragraph!r}"
    for block in blocks(article.body):
        if block.kind in ("text", "quote", "heading") and block.text not in content.text:
            yield f"{url}: lost {block.text!r}"
        if block.kind in ("related", "more") and block.text in content.text + captions:
            yield f"{url}: took {block.text!r}"
        if block.kind == "photo" and (block.text not in captions or block.text in content.text):
            yield f"{url}: caption {block.text!r} not in {captions!r}"
        if block.credit and block.credit in content.text + captions:
            yield f"{url}: took the credit {block.credit!r}"
