"""A site's pages, printed from its script by the layouts: articles and their twins, the home page, the listing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from tests.newsroom.script import Article, Site
from tests.newsroom.words import words, written_date

_LAYOUTS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "layouts"), autoescape=True, trim_blocks=True
)
_MARKS = {"[photo]": "photo", "[related]": "related", "[more]": "more", "> ": "quote", "## ": "heading"}
RTL = ("ar", "fa", "he", "ur")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article's body: "text", "photo", "related", "more", "quote" or "heading"."""

    kind: str
    text: str
    credit: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article as the home page and the sidebars show it."""

    title: str
    href: str
    summary: str = ""
    published_iso: str = ""
    published_text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a layout needs. `published` is in the site's zone; `declared` is the charset that the page claims."""

    site: Site
    base: str
    declared: str
    latest: Sequence[Teaser]
    alternates: Sequence[tuple[str, str, str]]
    year: int
    url: str = ""
    article: Article = field(default_factory=lambda: Article(path=""))
    published: datetime | None = None
    number: int = 0

    @property
    def title(self) -> str:
        return self.article.title

    @property
    def headline(self) -> str | Markup:
        return Markup(self.article.raw_title) if self.article.raw_title else self.article.title

    @property
    def rtl(self) -> bool:
        return self.site.language in RTL

    @property
    def summary(self) -> str:
        return self.article.summary

    @property
    def day_only(self) -> bool:
        return self.article.precision == "day"

    @property
    def published_iso(self) -> str:
        if self.published is None:
            return ""
        return (
            self.published.date().isoformat()
            if self.day_only
            else self.published.isoformat(timespec="seconds")
        )

    @property
    def published_text(self) -> str:
        if self.published is None:
            return ""
        return written_date(self.published, self.site.language, day_only=self.day_only)

    @property
    def figures_text(self) -> str:
        if self.published is None:
            return ""
        return written_date(self.published, self.site.language, figures=True, day_only=self.day_only)

    @property
    def canonical(self) -> str:
        claim = self.article.canonical
        return {"": self.url, "home": self.base + "/", "none": ""}.get(claim, claim)

    @property
    def amp_url(self) -> str:
        return self.url.rstrip("/") + "/amp/"

    @property
    def mobile_url(self) -> str:
        return self.base + "/m" + self.url.removeprefix(self.base)

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.article.body)

    @property
    def json_ld(self) -> str:
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "mainEntityOfPage": self.url,
            **({"datePublished": self.published_iso} if self.published else {}),
            **({"author": [{"@type": "Person", "name": a} for a in self.article.authors]}),
            "publisher": {"@type": "NewsMediaOrganization", "name": self.site.name},
            "inLanguage": self.site.language,
        }
        return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def blocks(body: str) -> list[Block]:
    """An article's body in pieces; see `Article` for the marks."""
    found: list[Block] = []
    for raw in body.strip().split("\n\n"):
        text = " ".join(raw.split())
        kind = "text"
        for mark, name in _MARKS.items():
            if text.startswith(mark):
                kind, text = name, text[len(mark) :].strip()
        credit = ""
        if kind == "photo":
            text, _, credit = (part.strip() for part in text.partition("|"))
        if text:
            number = sum(map(ord, text)) % 9000 + 1000
            found.append(
                Block(kind, text, credit, f"/archive/{number}/" if kind in ("related", "more") else "")
            )
    return found


def full_text(body: str) -> str:
    """The body as the HTML that a feed carries whole."""
    return "".join(f"<p>{escape(b.text)}</p>" for b in blocks(body) if b.kind in ("text", "quote", "heading"))


def first_words(article: Article) -> str:
    """The summary, or the first paragraph cut to a feed's measure."""
    text = article.summary or next((b.text for b in blocks(article.body) if b.kind == "text"), "")
    return text if len(text) <= 240 else text[:240].rsplit(" ", 1)[0] + "…"


def print_page(layout: str, page: Page) -> str:
    """The page as HTML text; the caller encodes it."""
    return _LAYOUTS.get_template(f"{layout}.html").render(page=page, words=words(page.site.language))
