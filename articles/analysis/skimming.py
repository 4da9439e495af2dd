"""The analyser in a hurry: the same terms as terms.py, offsets and sentences only when asked; for live matching."""

from array import array
from collections.abc import Sequence
from functools import cached_property

from articles.analysis.lettering import Lettered, lettered
from articles.analysis.stretches import Cut, Numbers, decoded
from articles.analysis.terms import Analysed, FieldTerms, analyse_field, lead_end
from articles.article import SHOWN_FIELDS, TEXT_FIELDS, Content, field_text


class SkimmedTerms(FieldTerms):
    """A field's terms between spaces; all else that `FieldTerms` knows is worked out at the first question."""

    __slots__ = ("__dict__",)

    def __init__(self, text: str, codes: Numbers) -> None:
        """`codes` are those of what `FieldTerms.scan` gives."""
        object.__setattr__(self, "_index", {})
        object.__setattr__(self, "_sorted", [])
        object.__setattr__(self, "_few", {})
        self.__dict__["_text"] = text
        self.__dict__["_codes"] = codes

    @cached_property
    def _scan(self) -> str:
        return decoded(self.__dict__["_codes"])

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return tuple(self._scan.split())

    @property
    def terms(self) -> tuple[str, ...]:
        return self._all

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
        for number, terms in enumerate(self.by_paragraph()):
            numbers.extend([number] * len(terms))
        return numbers

    def by_paragraph(self) -> tuple[tuple[str, ...], ...]:
        """As `FieldTerms.by_paragraph`."""
        return tuple(tuple(terms) for part in self._scan.split("\n") if (terms := part.split()))

    def scan(self) -> str:
        """As `FieldTerms.scan`."""
        return self._scan


class Skimmed(Analysed):
    """What `Analysed` knows, most of it worked out when it is asked."""

    __slots__ = ("__dict__",)

    def __init__(self, texts: Sequence[str], found: Lettered) -> None:
        """`found` are the letters of the texts of TEXT_FIELDS."""
        fields = {
            name: SkimmedTerms(text, codes)
            for name, text, codes in zip(TEXT_FIELDS, texts, found.fields(), strict=True)
        }
        object.__setattr__(self, "fields", fields)
        self.__dict__["_found"] = found

    @cached_property
    def lead_end(self) -> int:
        return lead_end(self.fields["body"])

    def cut(self) -> Cut:
        """As `Analysed.cut`."""
        found: Lettered = self.__dict__["_found"]
        return found.cut(len(SHOWN_FIELDS))


def skim(content: Content) -> Analysed:
    """What `analyse` gives, many times sooner where only the terms are asked for."""
    texts = [field_text(content, name) for name in TEXT_FIELDS]
    if (found := lettered(texts)) is not None:
        return Skimmed(texts, found)
    # A word is too long, or a text holds the sign that parts the fields.
    fields = {name: skim_field(text) for name, text in zip(TEXT_FIELDS, texts, strict=True)}
    return Analysed(fields, lead_end(fields["body"]))


def skim_field(text: str) -> FieldTerms:
    """What `analyse_field` gives."""
    found = lettered([text])
    return analyse_field(text) if found is None else SkimmedTerms(text, next(found.fields()))
