"""The analyser in a hurry: the same terms as terms.py, offsets and sentences only when asked; for live matching."""

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Final

from articles.analysis.characters import CLASSES
from articles.analysis.folding import FOLDS
from articles.analysis.terms import LONGEST_TERM, Analysed, FieldTerms, analyse_field, lead_end, scannable
from articles.article import TEXT_FIELDS, Content, field_text

_CAREFULLY: Final = "\x1e"  # stands where a character needs the whole analyser; nothing folds to it
_SEPARATOR: Final = "\x1f"  # white space to `str.split`, none to a blank line
_PARAGRAPH = re.compile(r"\n *\n[\n ]*")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FEW: Final = 1.08  # bytes a character in UTF-8: below it nearly all are ASCII


class SkimmedTerms(FieldTerms):
    """A field's terms at once; where they stand and in which sentence is worked out at the first question."""

    __slots__ = ("__dict__",)

    def __init__(self, text: str, paragraphs: list[list[str]]) -> None:
        put = object.__setattr__
        put(self, "terms", tuple(chain.from_iterable(paragraphs)))
        put(self, "_index", {})
        put(self, "_sorted", [])
        self.__dict__["_text"] = text
        self.__dict__["_cut"] = paragraphs

    @cached_property
    def _whole(self) -> FieldTerms:
        return analyse_field(self.__dict__["_text"])

    @property
    def starts(self) -> Sequence[int]:
        return self._whole.starts

    @property
    def ends(self) -> Sequence[int]:
        return self._whole.ends

    @property
    def sentences(self) -> Sequence[int]:
        return self._whole.sentences

    @property
    def paragraphs(self) -> Sequence[int]:
        return self._numbers

    @cached_property
    def _numbers(self) -> Sequence[int]:
        numbers = array("I")
        for number, terms in enumerate(self.__dict__["_cut"]):
            numbers.extend([number] * len(terms))
        return numbers

    def scan(self) -> str:
        """As `FieldTerms.scan`."""
        return scannable(self.__dict__["_cut"])


def skim(content: Content) -> Analysed:
    """What `analyse` gives, some three times sooner where only the terms are asked for."""
    fields = {name: skim_field(field_text(content, name)) for name in TEXT_FIELDS}
    return Analysed(fields, lead_end(fields["body"]))


def skim_field(text: str) -> FieldTerms:
    """What `analyse_field` gives. Paragraphs with marks, invisible characters or clusters go the careful way."""
    paragraphs = _paragraphs(text)
    return analyse_field(text) if paragraphs is None else SkimmedTerms(text, paragraphs)


def _paragraphs(text: str) -> list[list[str]] | None:
    """The terms of each paragraph; None where all of the text has to be analysed."""
    folded = _spelled_out(text).translate(_SKIMMED)
    if _CAREFULLY in folded:
        pieces = text.split("\n\n")  # a paragraph that is hard to read does not make the others so
        return [terms for piece in pieces for terms in _of_piece(piece)] if len(pieces) > 1 else None
    paragraphs = [terms for piece in _PARAGRAPH.split(folded) if (terms := piece.split())]
    longest = max([len(max(terms, key=len)) for terms in paragraphs], default=0)
    return None if longest > LONGEST_TERM else paragraphs


def _of_piece(piece: str) -> list[list[str]]:
    found = _paragraphs(piece)
    return [list(terms) for terms in analyse_field(piece).by_paragraph()] if found is None else found


def _spelled_out(text: str) -> str:
    """Nearly plain English with its few foreign characters folded, for `translate` is far faster on ASCII alone."""
    if text.isascii() or len(text.encode("utf-8", "replace")) > _FEW * len(text):
        return text
    plain = text
    for character in set(_FOREIGN.findall(text)):
        plain = plain.replace(character, _SKIMMED[ord(character)])
    return plain if plain.isascii() and _CAREFULLY not in plain else text


class _Skimmed(dict[int, str]):
    """For `str.translate`: a character as it stands in a term, or what separates terms."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _skimmed(code)
        return found


def _skimmed(code: int) -> str:
    kind = CLASSES[code]
    if kind in "wh":
        folded = FOLDS[code]
        if len(folded) == 1 or kind == "w":
            plain = all(CLASSES[ord(c)] == kind for c in folded) and folded != "" and not folded.isspace()
            return _CAREFULLY if not plain else folded if kind == "w" else f" {folded} "
        return _CAREFULLY
    if kind in "mzkcalvti":
        return _CAREFULLY
    return {"n": "\n", "p": "\n\n", "_": " "}.get(kind, _SEPARATOR)


_SKIMMED: Final = _Skimmed()
