"""The few queries that the sweep's watches use: written for the program, and decided here on the script's own words."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Text:
    """What the script printed of an article: its words in order, and those of its title."""

    title: tuple[str, ...]
    body: tuple[str, ...]

    @classmethod
    def of(cls, title: str, body: str) -> "Text":
        return cls(tuple(_WORD.findall(title.lower())), tuple(_WORD.findall(body.lower())))


@dataclass(frozen=True, slots=True)
class Word:
    """A word in title or body; `ending` "*" is any ending."""

    word: str
    ending: str = ""

    def __str__(self) -> str:
        return self.word + self.ending

    def meets(self, text: Text) -> bool:
        found = (*text.title, *text.body)
        return any(w.startswith(self.word) for w in found) if self.ending else self.word in found


@dataclass(frozen=True, slots=True)
class InTitle:
    """A word in the title."""

    word: str

    def __str__(self) -> str:
        return f"title:{self.word}"

    def meets(self, text: Text) -> bool:
        return self.word in text.title


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return '"' + " ".join(self.words) + '"'

    def meets(self, text: Text) -> bool:
        long = len(self.words)
        return any(
            field[at : at + long] == self.words
            for field in (text.title, text.body)
            for at in range(len(field) - long + 1)
        )


@dataclass(frozen=True, slots=True)
class Either:
    """One of two."""

    one: "Query"
    other: "Query"

    def __str__(self) -> str:
        return f"({self.one} OR {self.other})"

    def meets(self, text: Text) -> bool:
        return self.one.meets(text) or self.other.meets(text)


@dataclass(frozen=True, slots=True)
class But:
    """The one without the other."""

    one: "Query"
    other: "Query"

    def __str__(self) -> str:
        return f"({self.one} AND NOT {self.other})"

    def meets(self, text: Text) -> bool:
        return self.one.meets(text) and not self.other.meets(text)


Query = Word | InTitle | Phrase | Either | But
