"""The press: what each site answers to a path at the present step, between the script and the server."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from tests.newsroom import lists, pages
from tests.newsroom.script import Article, Edition, Fault, Site, moment
from tests.newsroom.words import written_date


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent, unless a fault says how to misbehave with it."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    fault: Fault | None = None


class Press:
    """Keeps the step and prints. `addresses` are "host:port" by site id; `start` is when step 0 began (UTC)."""

    def __init__(self, edition: Edition, addresses: Mapping[str, str], start: datetime) -> None:
        self.sites: dict[str, Site] = {s.id: s for s in edition.sites}
        self.addresses = dict(addresses)
        self.step = 0
        self._begun = [start]
        self._uses: dict[tuple[str, Fault], int] = {}
        self._printed: dict[tuple[str, str], Answer] = {}

    def advance(self, steps: int = 1, hours: float = 0.0) -> int:
        """Begin the next step(s), each `hours` after the one before; returns the step."""
        for _ in range(steps):
            self.step += 1
            self._begun.append(self._begun[-1] + timedelta(hours=hours))
        self._printed.clear()
        return self.step

    def publish(self, site_id: str, article: Article) -> str:
        """Add an article (it appears at its own step, at the earliest now); returns its URL."""
        article = replace(article, step=max(article.step, self.step))
        site = self.sites[site_id]
        self.sites[site_id] = replace(site, articles=(*site.articles, article))
        self._printed.clear()
        return self.base(site) + self.path(site, article)

    def misbehave(self, site_id: str, faults: Iterable[Fault]) -> None:
        """Set the faults of a site in place of those it had."""
        self.sites[site_id] = replace(self.sites[site_id], faults=tuple(faults))

    def base(self, site: Site) -> str:
        return f"http://{self.addresses[site.id]}"

    def published(self, site: Site, article: Article) -> datetime | None:
        """When the article says it appeared, in the site's zone."""
        at = moment(article.published, self._begun[min(article.step, len(self._begun) - 1)])
        return at.astimezone(ZoneInfo(site.zone)).replace(microsecond=0) if at else None

    def path(self, site: Site, article: Article) -> str:
        """The article's path; `{date}` in the script is its day as 2026/11/23."""
        day = self.published(site, article) or self._begun[0]
        return article.path.replace("{date}", f"{day:%Y/%m/%d}")

    def visible(self, site: Site) -> list[Article]:
        return [a.at(self.step) for a in site.articles if a.step <= self.step and not a.gone(self.step)]

    def answer(self, site_id: str, target: str, headers: Mapping[str, str]) -> Answer:
        """What the site says to a GET of `target` (path and query)."""
        site = self.sites[site_id]
        fault = self._fault(site, target)
        answer = self._page(site, target)
        if fault is not None:
            return replace(answer, fault=fault)
        if answer.status != 200 or site.validators == "none":
            return answer
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        turned = self._begun[-1].replace(microsecond=0) + timedelta(
            seconds=self.step
        )  # steps may begin at once
        changed = format_datetime(turned, usegmt=True)
        validators = {"ETag": tag, "Last-Modified": changed}
        if site.validators != "both":
            validators.pop("Last-Modified" if site.validators == "etag" else "ETag")
        more = (*answer.headers, *validators.items())
        if _fresh(headers, validators):
            return replace(answer, status=304, body=b"", headers=more)
        return replace(answer, headers=more)

    def _fault(self, site: Site, target: str) -> Fault | None:
        path = target.partition("?")[0]
        for fault in site.faults:
            everything = fault.path == "**" or (fault.path == "*" and path != "/robots.txt")
            plain = fault.path not in ("*", "**")
            if not everything and not (plain and (fnmatchcase(target, fault.path) or path == fault.path)):
                continue
            if not fault.since <= self.step < fault.until:
                continue
            key = (site.id, fault)
            if fault.times and self._uses.get(key, 0) >= fault.times:
                continue
            self._uses[key] = self._uses.get(key, 0) + 1
            return fault
        return None

    def _page(self, site: Site, target: str) -> Answer:
        path = target.partition("?")[0]
        known = self._printed.get((site.id, path))
        if known is None:
            known = self._printed[site.id, path] = self._print(site, path)
        return known

    def _print(self, site: Site, path: str) -> Answer:
        if path == "/robots.txt":
            if site.robots.isdigit():
                return Answer(int(site.robots), "text/plain", b"")
            text = site.robots
            if "sitemap" in site.lists and site.alternate:
                text += f"Sitemap: {self.base(site)}{site.list_path('sitemap')}\n"
            return Answer(200, "text/plain", text.encode())
        for kind in site.lists:
            if path == site.list_path(kind):
                return self._list(site, kind, path)
        if path in ("/", "/index.html", "/news/"):
            return self._html(site, pages.print_page("home", self._frame(site)))
        if path == "/about/":
            return self._html(site, pages.print_page("about", self._frame(site)))
        for number, article in enumerate(self.visible(site), start=1001):
            own = self.path(site, article)
            layout: str = site.layout if path == own else ""
            if site.layout == "portal":
                twins = {own.rstrip("/") + "/amp/": "portal-amp", "/m" + own: "portal-mobile"}
                layout = twins.get(path, layout)
            if layout:
                return self._article(site, article, own, layout, number)
        gone = any(a.gone(self.step) and self.path(site, a) == path for a in site.articles)
        status = 410 if gone else 404
        return Answer(status, "text/html; charset=utf-8", f"<h1>{status}</h1>".encode())

    def _article(self, site: Site, article: Article, own: str, layout: str, number: int) -> Answer:
        page = replace(
            self._frame(site, but=article),
            url=self.base(site) + own,
            article=article,
            published=self.published(site, article),
            number=number,
        )
        return self._html(site, pages.print_page(layout, page))

    def _frame(self, site: Site, but: Article | None = None) -> pages.Page:
        """What all pages of a site share: its latest articles and its lists."""
        latest = [self._teaser(site, a) for a in self._listed(site) if but is None or a.path != but.path]
        alternates = [
            (kind, lists.MIME[kind], site.list_path(kind)) for kind in site.lists if kind != "sitemap"
        ]
        return pages.Page(
            site=site,
            base=self.base(site),
            declared={"": site.charset, "none": ""}.get(site.declared, site.declared),
            latest=latest,
            alternates=alternates if site.alternate else [],
            year=self._begun[-1].year,
        )

    def _teaser(self, site: Site, article: Article) -> pages.Teaser:
        at = self.published(site, article)
        return pages.Teaser(
            title=article.title,
            href=self._listed_url(site, article).removeprefix(self.base(site)),
            summary=pages.first_words(article),
            published_iso=at.isoformat() if at else "",
            published_text=written_date(at, site.language) if at else "",
        )

    def _listed(self, site: Site) -> Sequence[Article]:
        shown = [a for a in self.visible(site) if a.listed]
        oldest = datetime(1970, 1, 1, tzinfo=UTC)
        shown.sort(key=lambda a: self.published(site, a) or oldest, reverse=True)
        return shown[: site.feed_length]

    def _listed_url(self, site: Site, article: Article) -> str:
        path = self.path(site, article)
        path = {"amp": path.rstrip("/") + "/amp/", "mobile": "/m" + path}.get(article.listed_as, path)
        return self.base(site) + path + (f"?{article.tracking}" if article.tracking else "")

    def _list(self, site: Site, kind: str, path: str) -> Answer:
        items = [
            lists.Item(
                title=a.title,
                url=(url := self._listed_url(site, a)),
                guid=a.guid or url,
                published=self.published(site, a),
                summary=pages.first_words(a),
                html=pages.full_text(a.body) if site.full_text else "",
                authors=a.authors,
                section=a.section,
                title_html=a.raw_title,
                day_only=a.precision == "day",
            )
            for a in self._listed(site)
        ]
        charset = "utf-8" if kind == "json-feed" else site.charset
        declared = {"": charset, "none": ""}.get(site.declared, site.declared)
        newest = max((i.published for i in items if i.published), default=self._begun[0])
        channel = lists.Channel(
            site.name, self.base(site) + "/", self.base(site) + path, site.language, declared, newest
        )
        body = lists.print_list(kind, channel, items).encode(charset, "xmlcharrefreplace")
        mime = lists.MIME[kind]
        return Answer(200, f"{mime}; charset={declared}" if declared else mime, body)

    def _html(self, site: Site, text: str) -> Answer:
        declared = {"": site.charset, "none": ""}.get(site.declared, site.declared)
        body = text.encode(site.charset, "xmlcharrefreplace")
        return Answer(200, f"text/html; charset={declared}" if declared else "text/html", body)


def _fresh(headers: Mapping[str, str], validators: Mapping[str, str]) -> bool:
    """Whether the client's copy is still good (RFC 9110, 13.2.2: the tag goes before the date)."""
    if tags := headers.get("if-none-match"):
        return validators.get("ETag") in [t.strip().removeprefix("W/") for t in tags.split(",")]
    since = headers.get("if-modified-since")
    if not since or "Last-Modified" not in validators:
        return False
    try:
        return parsedate_to_datetime(validators["Last-Modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False
