"""Where in a page a link stands: in an article's card, under a headline, or in navigation and footer; for `listings`."""

import re
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

_FEW_LINKS = 20
_MOST_OF_A_PAGE = 0.6
_MOST_DOUBTS = 30  # counting is linear in the page, and a page may be all frames
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_AWAY = frozenset({"nav", "footer", "menu", "dialog"})
_AWAY_NAMES = re.compile(
    r"(?:\A|[\s_-])(?:nav|navbar|navigation|menu|submenu|megamenu|footer|breadcrumbs?|social|share|sharing|cookie|consent|login"
    r"|pagination|pager|tags?|taglist|topics?|language|lang|toolbar|copyright|imprint|legal|topbar|skip|weather|advert"
    r"|ads?|sponsored|newsletter|author|byline)(?:[\s_-]|\Z)",
    re.I,
)
_CARD_NAMES = re.compile(r"(?:article|story|teaser|card|headline|post|news|entry|item|title)", re.I)


@dataclass(slots=True)
class Place:
    """Where in the page an element stands, from its ancestors."""

    away: bool = False
    card: bool = False
    heading: bool = False
    main: bool = False


class Places:
    """Where elements stand; each answer is kept, so that a page is walked once."""

    def __init__(self, links: int) -> None:
        self._links = links
        self._known: dict[HtmlElement, Place] = {}
        self._doubts = _MOST_DOUBTS

    def of(self, anchor: HtmlElement) -> Place:
        """The place of what encloses the anchor."""
        path: list[HtmlElement] = []
        element: HtmlElement | None = anchor.getparent()
        while element is not None and element not in self._known:
            path.append(element)
            element = element.getparent()
        place = self._known[element] if element is not None else Place()
        for element in reversed(path):
            place = self._known[element] = self._below(place, element)
        return place

    def _below(self, above: Place, element: HtmlElement) -> Place:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in ("html", "body"):
            return Place()
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        role = element.get("role")
        place = replace(above, heading=above.heading or tag in HEADINGS)
        if tag in ("article", "main") or role in ("main", "article"):
            return replace(place, away=False, main=True, card=place.card or tag == "article")
        if tag in _AWAY or role in ("navigation", "menu", "menubar", "contentinfo", "search"):
            place.away = True
        elif tag == "header":
            place.away = place.away or not (above.main or above.card)
        elif (
            not above.away and len(names) > 1 and _AWAY_NAMES.search(names) and not self._holds_most(element)
        ):
            place.away = True
        elif len(names) > 1 and _CARD_NAMES.search(names):
            place.card = True
        return place

    def _holds_most(self, element: HtmlElement) -> bool:
        """Whether it is the frame of the whole page: frames have names like "nav-closed" as well."""
        if self._links < _FEW_LINKS or self._doubts <= 0:
            return False
        self._doubts -= 1
        return sum(1 for _ in element.iter("a")) > self._links * _MOST_OF_A_PAGE
