"""What a digest says, as frozen values: gathered from the store, rendered as HTML, plain text or JSON."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from articles.article import Published, TextField
from articles.snippets import Piece

__all__ = [
    "NOTHING_KNOWN",
    "AlsoMeets",
    "Beside",
    "Contents",
    "Group",
    "HiddenPages",
    "Item",
    "Listed",
    "Otherwise",
    "Part",
    "Piece",
    "Place",
    "PutAside",
    "Reading",
    "Said",
    "SourceTrouble",
    "StoppedWatch",
    "Unsubscribe",
]

Place = Literal["body", "caption", "lead", "nothing"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the query, as the reader may see it: its text, the words that fulfilled it, and where they stand.

    `label` is the entity's name for a part that names one. A part without words is a fact (source, date).
    """

    part: str
    found: tuple[str, ...]
    fields: tuple[TextField, ...]
    label: str | None = None

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = {"part": self.part, "found": list(self.found), "fields": list(self.fields)}
        return kept if self.label is None else {**kept, "label": self.label}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Part":
        return cls(kept["part"], tuple(kept["found"]), tuple(kept["fields"]), kept.get("label"))


@dataclass(frozen=True, slots=True)
class AlsoMeets:
    """Another watch of the subscription that the article meets, with words of its own."""

    watch: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Words that stand `here` in place of those that stand `there`; of the `kind` that `articles.stories` gives it."""

    kind: str
    there: str
    here: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What an article says that another one of its story does not: words, sentences, and how many more of both."""

    said: tuple[Said, ...] = ()
    corrects: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    more_said: int = 0
    more_adds: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """An article told in a line, since another one tells its story. `of` is the headline of what was sent before, if it was.

    `found` are the words by which it was found, as far as discretion needs them; no form that people read shows them.
    """

    article_id: int
    changes: tuple[int, ...]
    title: str
    url: str
    source: str
    language: str | None
    otherwise: Otherwise
    of: str = ""
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An article in a digest, under the first watch that it meets.

    `excerpt` is the sentence or paragraph that matched (`place` says whether it stands in the text or in a caption), or
    the text's beginning where only the title or a fact matched ("lead"); `more` are the paragraphs behind it where the
    whole text is wanted. `edited` says that this is not the article's first version. `kept` is the address of our copy, if
    it has one. `beside` are the other articles of its story; `otherwise` is what it says itself that another one of its
    story, or the version sent before, does not. Times are UTC.
    """

    article_id: int
    changes: tuple[int, ...]
    title: tuple[Piece, ...]
    url: str
    source: str
    language: str | None
    published: Published | None
    first_seen: datetime
    excerpt: tuple[Piece, ...]
    place: Place
    parts: tuple[Part, ...]
    also: tuple[AlsoMeets, ...] = ()
    edited: bool = False
    more: tuple[tuple[Piece, ...], ...] = ()
    kept: str = ""
    beside: tuple[Beside, ...] = ()
    otherwise: Otherwise | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that is over the limit of its source, told by title and address alone. `found` as in `Beside`."""

    article_id: int
    changes: tuple[int, ...]
    title: str
    url: str
    source: str
    kept: str = ""
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A watch with its articles, newest first; `elsewhere` counts those that stand under an earlier watch.

    `listed` are those over the limit of their source, by source, newest first; `sent` say nothing but what the reader was
    sent of their story before.
    """

    watch: str
    query: str
    items: tuple[Item, ...]
    elsewhere: int = 0
    listed: tuple[Listed, ...] = ()
    sent: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """A source that could not be read, or not yet ("failing"), or named nothing new ("silent"): what is wrong, and since when (UTC).

    `what` are plain words. `usual` is how long a silent one says nothing as a rule; None where that is not known.
    """

    source_id: str
    name: str
    what: str
    since: datetime | None = None
    kind: Literal["failing", "silent"] = "failing"
    usual: timedelta | None = None


@dataclass(frozen=True, slots=True)
class HiddenPages:
    """How many pages of this week had a text that could not be had: the crawler's word for why, and plain words."""

    outcome: str
    what: str
    number: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How reading went: of so many `sources`, `well` were read well; the others with what is wrong, the worst first.

    `unread_since` (UTC) is set where none was read although it was due: the moment of the last reading.
    """

    sources: int = 0
    well: int = 0
    troubles: tuple[SourceTrouble, ...] = ()
    hidden: tuple[HiddenPages, ...] = ()
    unread_since: datetime | None = None


NOTHING_KNOWN = Reading()


@dataclass(frozen=True, slots=True)
class PutAside:
    """An article that a watch could not judge, with the reason."""

    watch: str
    title: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoppedWatch:
    """A watch of the subscription that stands still, why, and since when (UTC)."""

    watch: str
    error: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """How a reader ends it: by a mail to this address, or at the page `url`."""

    address: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """All of one digest for one reader.

    `since` and `until` (UTC) are the moments between which its articles were matched; `zone` is the reader's;
    `send` the subscription's rule as typed. `past` counts what a source's past held, `skipped` what
    the operator chose not to send, `muted` what the subscription does not want, `waiting` what comes in the next part.
    `again` says that all of it stood in letters that never arrived; `alive` that nothing was found for a week, and
    this is only a sign of life. It is written in `language` (of `alerts.render.language.LANGUAGES`). A `discreet` one tells
    nothing of what is watched.
    """

    subscription: str
    recipient: str
    number: int
    send: str
    zone: str
    since: datetime
    until: datetime
    watches: tuple[str, ...]
    groups: tuple[Group, ...]
    past: int = 0
    skipped: int = 0
    muted: int = 0
    waiting: int = 0
    reading: Reading = NOTHING_KNOWN
    put_aside: tuple[PutAside, ...] = ()
    stopped: tuple[StoppedWatch, ...] = ()
    again: bool = False
    alive: bool = False
    language: str = "en"
    discreet: bool = False

    @property
    def articles(self) -> int:
        """How many articles it tells of, each once, in full or by title."""
        return sum(len(group.items) + len(group.listed) for group in self.groups)

    def as_json(self) -> dict[str, Any]:
        """The same as plain values: times in ISO 8601 UTC, spans in seconds, tuples as lists."""
        made = _plain(asdict(self))
        assert isinstance(made, dict)
        return {"articles": self.articles, **made}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
