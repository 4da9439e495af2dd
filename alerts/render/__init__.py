"""Rendering: the contents of a digest as subject, HTML and plain text that say the same; before the letter."""

from dataclasses import dataclass

from alerts.contents import Contents, Unsubscribe
from alerts.render.html import html
from alerts.render.text import text
from alerts.render.wording import subject

__all__ = ["Rendered", "render"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as its reader sees it: one line of subject, an HTML document, plain text with "\\n" line ends."""

    subject: str
    html: str
    text: str


def render(contents: Contents, *, unsubscribe: Unsubscribe | None = None) -> Rendered:
    """The digest in its two forms, in the reader's language. `unsubscribe` is named in the footer."""
    return Rendered(subject(contents), html(contents, unsubscribe), text(contents, unsubscribe))
