"""The editions in data: they load, their charsets can write them, and the demo's configuration is valid."""

import urllib.request
from pathlib import Path

import pytest

from presswatch.settings import read_settings
from tests.newsroom import demo
from tests.newsroom.pages import blocks
from tests.newsroom.script import load


@pytest.mark.parametrize("name", ["demo", "seed"])
def test_an_edition_can_be_written_in_the_charsets_that_it_names(name: str) -> None:
    edition = load(name)
    assert len({s.id for s in edition.sites}) == len(edition.sites)
    for site in edition.sites:
        assert len({a.path for a in site.articles}) == len(site.articles)
        for article in site.articles:
            assert article.title and article.body
            (article.title + article.body).encode(site.charset)


def test_the_demo_has_what_it_promises() -> None:
    edition = load("demo")
    articles = [a for s in edition.sites for a in s.articles]
    assert len(edition.sites) >= 12 and len(articles) >= 60
    assert {s.language for s in edition.sites} >= {"en", "ru", "ar", "zh", "tr", "de", "fr", "es"}
    assert {s.layout for s in edition.sites} == {"wordpress", "daily", "table", "blog", "portal", "agency"}
    assert sum(bool(a.copy) for a in articles) >= 3 and any(a.edits for a in articles)
    kinds = {b.kind for a in articles for b in blocks(a.body)}
    assert kinds == {"text", "photo", "related", "more", "quote", "heading"}


def test_the_demo_s_configuration_is_valid_and_its_sites_answer(tmp_path: Path) -> None:
    with demo.start() as room:
        path = tmp_path / "presswatch.toml"
        path.write_text(demo.config(room, smtp_host="127.0.0.1", smtp_port=2525), "utf-8")
        settings = read_settings(path)
        assert {s.id for s in settings.sources} == set(room.sites)
        with urllib.request.urlopen(room.sites["nanlu-guancha"].home) as reply:
            assert "南麓观察" in reply.read().decode("gb18030")
