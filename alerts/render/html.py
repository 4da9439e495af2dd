"""The digest as one HTML document without pictures, scripts or anything remote; styles inline for mail programs."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import css_inline
import jinja2
import nh3
from markupsafe import Markup, escape

from alerts.contents import Contents, Item, Piece, Unsubscribe
from alerts.render import stories, unread, wording
from alerts.render.clean import clean, clean_pieces, direction

_TEMPLATES = Path(__file__).parent / "templates"


def html(contents: Contents, unsubscribe: Unsubscribe | None = None) -> str:
    """The HTML form: a whole document, its styles inlined; dark mode and phones by the one style left in its head."""
    return document(
        "digest.html",
        contents=contents,
        wording=wording,
        unread=unread,
        stories=stories,
        clean=clean,
        unsubscribe=unsubscribe,
    )


def document(template: str, **values: object) -> str:
    """A letter's template filled in, its styles inlined."""
    inlined: str = _inliner().inline(_environment().get_template(template).render(values))
    return inlined


def _marked(pieces: Sequence[Piece], longest: int) -> Markup:
    # What publishers wrote is escaped, and nh3 stands behind as a second wall: nothing but <mark> can be in it.
    texts = ((escape(piece.text), piece.marked) for piece in clean_pieces(pieces, longest))
    made = "".join(f'<mark class="mark">{text}</mark>' if marked else str(text) for text, marked in texts)
    return Markup(nh3.clean(made, tags={"mark"}, attributes={"mark": {"class"}}))  # noqa: S704 (cleaned)


def _direction(item: Item) -> str:
    return direction(item.language, "".join(piece.text for piece in item.title))


def _excerpt_direction(item: Item) -> str:
    return _pieces_direction(item.excerpt, item)


def _pieces_direction(pieces: Sequence[Piece], item: Item) -> str:
    return direction(item.language, "".join(piece.text for piece in pieces))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = _marked
    environment.filters["direction"] = _direction
    environment.filters["excerpt_direction"] = _excerpt_direction
    environment.filters["pieces_direction"] = _pieces_direction
    return environment


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)
