"""Captions of an article's pictures, from what pruning and the paragraphs set aside; credits are cut off."""

import re
from collections.abc import Iterable

from crawler.extract.furniture import cut_credit, is_call, is_pointer

_WORD = re.compile(r"[^\W_]+")
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg)\b|^(?:img|dsc|image|photo|foto)[\s_-]*\d|^https?:|_{1,}\w+_",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…。！？।؟]\s*[\"”»’']?$")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
MAX_CAPTIONS = 60
MAX_LENGTH = 1000  # characters


def gather_captions(written: Iterable[str], alternatives: Iterable[str], *, title: str) -> tuple[str, ...]:
    """Captions in order, without credits, repeats, pointers and the headline.

    An alternative text counts only if it reads like a sentence somebody wrote about the picture.
    """
    captions: list[str] = []
    seen = [_key(title)]
    for text in written:
        _add(cut_credit(text), captions, seen)
    for text in alternatives:
        caption = cut_credit(text)
        if _says_something(caption):
            _add(caption, captions, seen)
    return tuple(captions[:MAX_CAPTIONS])


def _add(caption: str, captions: list[str], seen: list[str]) -> None:
    key = _key(caption)
    if not _meant(caption, key) or any(key in other for other in seen if other):
        return
    for index, other in enumerate(seen[1:]):
        if other in key:  # the longer wording of the same caption takes its place
            captions[index], seen[index + 1] = caption, key
            return
    captions.append(caption)
    seen.append(key)


def _meant(caption: str, key: str) -> bool:
    if len(caption) > MAX_LENGTH or is_pointer(caption) or is_call(caption):
        return False
    return len(key) >= 8 or (len(key) >= 4 and _UNSPACED.search(key) is not None)


def _says_something(alternative: str) -> bool:
    if _FILE.search(alternative):
        return False
    if _UNSPACED.search(alternative):
        return len(alternative) >= 12
    words = _WORD.findall(alternative)
    return len(words) >= 8 or (len(words) >= 5 and _SENTENCE.search(alternative) is not None)


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
