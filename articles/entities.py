"""A person, organisation or place that watches may name: what `entity:ID` stands for."""

from dataclasses import dataclass
from typing import Literal

EntityType = Literal["person", "organisation", "place"]
Precision = Literal["strict", "normal", "wide"]
Source = Literal["transliterated", "inflected", "spelling", "family name"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Names and aliases are query text of words and wildcards, in any script; each is a phrase to look for.

    `revision` is a hash of all that decides what it matches, so that a match can say which one it met.
    """

    id: str
    name: str
    type: EntityType = "person"
    aliases: tuple[str, ...] = ()
    notes: str = ""
    precision: Precision = "normal"
    off: tuple[Source, ...] = ()
    given: str = ""
    family: str = ""
    patronymic: str = ""
    context: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and the aliases as given, each once, the name first."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))

    @property
    def ruled(self) -> bool:
        """Whether more than a name decides what counts: what must or must not be near, and what was rejected."""
        return bool(self.context or self.without or self.rejected)
