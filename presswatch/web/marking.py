"""Text with marks as HTML: escaped first, then cleaned so that nothing but <mark> can be in it; for the templates."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode

import nh3
from markupsafe import Markup, escape

from articles.snippets import Piece

# Controls but tab and line feed, and the overrides and isolates of text direction (UAX 9), which could make a page lie.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def marked(pieces: Iterable[Piece]) -> Markup:
    """Pieces as HTML. Publishers' text is never markup: it is escaped, and nh3 stands behind as a second wall."""
    texts = ((escape(_UNSEEN.sub("", piece.text)), piece.marked) for piece in pieces)
    html = "".join(f"<mark>{text}</mark>" if is_marked else str(text) for text, is_marked in texts)
    return Markup(nh3.clean(html, tags={"mark"}, attributes={}))  # noqa: S704 (cleaned)


def plain(pieces: Iterable[Piece]) -> str:
    """Their text."""
    return "".join(piece.text for piece in pieces)


def search_link(query: str, **more: str | None) -> str:
    """The address of a search."""
    wanted = {"q": query, **{name: value for name, value in more.items() if value}}
    return "/?" + urlencode(wanted)


def article_link(article_id: int, query: str = "", version: int | None = None) -> str:
    """The address of an article's page, with the query whose marks it shows."""
    wanted = {**({"version": str(version)} if version else {}), **({"q": query} if query else {})}
    return f"/article/{quote(str(article_id))}{'?' + urlencode(wanted) if wanted else ''}"
