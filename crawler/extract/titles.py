"""The headline of a page, chosen among what JSON-LD, OpenGraph, the first headings and the title tag say."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.extract.head import Head
from crawler.extract.lines import one_line
from crawler.extract.linked_data import LinkedData, plain

_SEPARATOR = re.compile(r"\s+[|\-–—•·:»«/~]+\s+|\s*[|｜]\s*|\s+::\s+|_")
_WORDS = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]{1,200}>")
_HEADLINE_CLASS = re.compile(
    r"headline|entry-title|post-?title|article-?_*title|story-?title|titre|titulo|titular", re.IGNORECASE
)
MAX_TITLE = 500  # characters


def find_title(
    root: HtmlElement, head: Head, data: LinkedData, *, site_name: str | None, hint: str | None
) -> str:
    """The headline as one line without markup and without the site's name; "" if nothing says one.

    The page's own <h1> is what the newsroom set above the text; OpenGraph and JSON-LD often hold
    another wording for networks and search engines. So an <h1> that shares most of its words with one of them is
    taken; without such a one JSON-LD, OpenGraph, the feed and the <title> follow.
    """
    stated = [
        clean_title(text, site_name)
        for text in (
            plain(data.article.get("headline")),
            head.first("og:title") or "",
            head.title,
            head.first("twitter:title") or "",
            hint or "",
        )
        if text
    ]
    headings = _headings(root)
    best = ""
    best_share = 0.0
    for heading in headings:
        share = max((_overlap(heading, other) for other in stated), default=0.0)
        if share > best_share + 0.01:
            best, best_share = heading, share
    if best and best_share >= 0.5:
        return _without_kicker(best, stated)[:MAX_TITLE]
    if len(headings) == 1 and _is_about(
        headings[0], [*stated, head.first("og:description", "description") or ""], site_name
    ):
        return headings[0][:MAX_TITLE]
    for text in (
        plain(data.article.get("headline")),
        plain(data.article.get("name")),
        head.first("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"),
        hint,
    ):
        if text and (cleaned := clean_title(text, site_name)):
            return cleaned[:MAX_TITLE]
    if len(headings) == 1 and not head.title:
        return headings[0][:MAX_TITLE]
    return (clean_title(head.title, site_name) or (headings[0] if headings else ""))[:MAX_TITLE]


def _is_about(heading: str, others: Sequence[str], site_name: str | None) -> bool:
    """The only <h1> speaks of what the page says elsewhere that it is about, in words of its own."""
    words = _bag(heading)
    telling = {word for word in words if len(word) > 3} - _bag(site_name or "")
    return len(words) > 2 and any(telling & _bag(other) for other in others)


def _without_kicker(heading: str, stated: Sequence[str]) -> str:
    """The wording that the page states elsewhere, if the heading is that with a kicker before it, or runs words together."""
    key = _key(heading)
    if any(other == heading for other in stated):
        return heading
    for other in stated:
        part = _key(other)
        if part == key and other.count(" ") > heading.count(" "):
            return other
        if part != key and len(part) >= 0.4 * len(key) and key.endswith(part) and " " in other:
            return other
    return heading


def clean_title(text: str, site_name: str | None) -> str:
    """`text` as one line, without markup, and without a leading or trailing part that only names the site."""
    line = one_line(_TAG.sub("", text) if "<" in text else text)
    if not site_name:
        return line
    name = _key(site_name)
    for _ in range(2):
        pieces = list(_SEPARATOR.finditer(line))
        for piece, keep_left in [(p, True) for p in pieces[-1:]] + [(p, False) for p in pieces[:1]]:
            part, rest = (
                (line[piece.end() :], line[: piece.start()])
                if keep_left
                else (line[: piece.start()], line[piece.end() :])
            )
            if rest and _is_name(_key(part), name):
                line = rest.strip()
                break
    return line


def _is_name(part: str, name: str) -> bool:
    return bool(part and name) and (
        part == name or part in name or (name in part and len(part) <= 2 * len(name))
    )


def _key(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


def _headings(root: HtmlElement) -> Sequence[str]:
    found: list[str] = []
    for element in root.iter("h1"):
        text = one_line(element.text_content())
        if text and len(text) <= MAX_TITLE and text not in found:
            found.append(text)
    if not found:
        for element in root.iter("h2", "h3"):
            if _HEADLINE_CLASS.search(element.get("class") or "") or element.get("itemprop") == "headline":
                text = one_line(element.text_content())
                if text and len(text) <= MAX_TITLE:
                    found.append(text)
                    break
    return found[:6]


def _overlap(one: str, other: str) -> float:
    """Share of the words that two headlines have in common (Jaccard); characters where words are not spaced."""
    left, right = _bag(one), _bag(other)
    if not left or not right:
        return 0.0
    return (
        len(left & right)
        / min(len(left), len(right))
        * (0.5 + 0.5 * min(len(left), len(right)) / max(len(left), len(right)))
    )


def _bag(text: str) -> set[str]:
    words = _WORDS.findall(text.casefold())
    if len(words) <= 3 and len(text) > 12:
        return set(text)
    return set(words)
