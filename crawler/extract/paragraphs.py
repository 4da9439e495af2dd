"""The last look at an article's paragraphs: headline, bylines, captions and furniture that came along are taken out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.extract.furniture import cut_credit, ends_in_credit, is_furniture

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟»”\"')\]]\s*$")
_DATE_LIKE = re.compile(
    r"\b(?:19|20)\d{2}\b|\d{1,2}[:.h]\d{2}\b|\b\d+\s*(?:min|hours?|minutes?|days?|ago|std|stunden|heures|horas|ore|час)",
    re.IGNORECASE,
)
_HEAD = 6  # paragraphs that may be headline, standfirst label, byline or date line
_NOTE = 500
_KICKER = 1.6  # times the headline's length
_SHORT = 90
_JOINTS = ",|·•/،，、"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The paragraphs that stay, and those that turned out to be captions (credits cut off)."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]


def clean_paragraphs(
    paragraphs: Sequence[str], *, title: str, authors: Iterable[str], captions: Iterable[str]
) -> Cleaned:
    """Leave out what is no article text; nothing that reads like a sentence of the article is touched."""
    heading = _key(title)
    names = [key for name in authors if (key := _key(name))]
    known = {key for caption in captions if (key := _key(cut_credit(caption)))}
    kept: list[str] = []
    seen: set[str] = set()
    moved: list[str] = []
    at_top = True
    for paragraph in paragraphs:
        key = _key(paragraph)
        if not key:
            continue
        if at_top and (_is_headline(key, heading) or _is_dateline(paragraph, key, names)):
            continue
        if is_furniture(paragraph):
            continue
        if (
            ends_in_credit(paragraph)
            or key in known
            or (paragraph[-1] in ")]" and _key(cut_credit(paragraph)) in known)
        ):
            caption = cut_credit(paragraph)
            moved.append(caption)
            if kept and _key(kept[-1]) == _key(caption):
                kept.pop()  # the picture's alternative text, as a paragraph of its own above its caption
            continue
        if len(key) > 40 and key in seen:
            continue
        seen.add(key)
        kept.append(paragraph)
        at_top = at_top and len(kept) < _HEAD and len(paragraph) < 2 * _SHORT
    while len(kept) > 3 and _is_about_author(kept[-1], names):
        kept.pop()
    return Cleaned(tuple(kept), tuple(caption for caption in moved if caption))


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _is_about_author(paragraph: str, names: Sequence[str]) -> bool:
    """A note on an author below the text: it begins with the name and quotes nobody."""
    if len(paragraph) > _NOTE or any(mark in paragraph for mark in '“”„«»"'):
        return False
    key = _key(paragraph)
    return any(" " in name and key.startswith(name) and len(key) > len(name) for name in names)


def _is_headline(key: str, heading: str) -> bool:
    """The headline again, alone or with a kicker before it."""
    return key == heading or (bool(heading) and key.endswith(heading) and len(key) <= _KICKER * len(heading))


def _is_dateline(paragraph: str, key: str, names: Sequence[str]) -> bool:
    """A short line at the top without the end of a sentence that names an author or a date."""
    if len(paragraph) > _SHORT or _SENTENCE_END.search(paragraph):
        return False
    if paragraph[0] in _JOINTS:  # the rest of a line whose date stood in an element of its own
        return True
    if any(name in key and len(key) < len(name) + 40 for name in names):
        return True
    return _DATE_LIKE.search(paragraph) is not None and len(key.split()) <= 10
