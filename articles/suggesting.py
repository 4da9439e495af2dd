"""Suggests spellings that an entity does not find, and names that nobody configured; from what was kept, for a person to accept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from articles.analysis import fold
from articles.article import Span, field_text
from articles.entities import Entity
from articles.names.candidates import Candidate, names_in, near_misses
from articles.names.compare import SAME, compare, first_letters
from articles.names.hanzi import in_pinyin
from articles.names.keys import name_keys, word_keys
from articles.names.mentions import mentions
from articles.names.parts import Part, parse_name
from articles.names.scanning import scan
from articles.names.sought import sought
from articles.query.mentioning import READ, Reading
from articles.snippets import sentence_snippet
from articles.store.versions import Stored

Recognise = Callable[[str], Iterable[tuple[int, int, str]]]  # (start, end, type) of the names in a text
_SAMPLE: Final = 200  # characters


@dataclass(slots=True)
class Suggestion:
    """A spelling or a name, in which articles it stands, how likely it is what it is taken for, and a sentence with it.

    `other` are its other surfaces, `type` is that of the entity that it would be.
    """

    surface: str
    likeness: float
    sample: str
    article: int
    type: str = "person"
    articles: set[int] = field(default_factory=set)
    other: dict[str, None] = field(default_factory=dict)


def spellings(entity: Entity, versions: Iterable[Stored]) -> list[Suggestion]:
    """What the finder nearly took for a whole name of an entity, in versions that mention it; the most frequent first.

    What is an alias or rejected already is left out.
    """
    looked_for = sought(entity)
    settled = {fold(name) for name in (*entity.spellings, *entity.rejected)}
    found: dict[str, Suggestion] = {}
    for stored in versions:
        scans = Reading(stored.version.content, stored.analysed).scans()
        known = mentions(looked_for, scans)
        for one in near_misses(looked_for, scans, known):
            if fold(one.surface) not in settled:
                _note(found, fold(one.surface), one, stored)
    return _ranked(found.values())


def new_names(
    versions: Sequence[Stored],
    known: Iterable[Entity],
    *,
    least: int = 2,
    recognise: Recognise | None = None,
) -> list[Suggestion]:
    """Names that stand in at least so many of the articles and are nobody's that is `known`; the most frequent first.

    Forms that mean the same are one. With `recognise`, a model says what is a name; else capital letters do.
    """
    found: dict[str, Suggestion] = {}
    for stored in versions:
        for one, kind in _names(stored, recognise):
            _note(found, fold(one.surface), one, stored, kind)
    merged = _merged(_ranked(found.values()))
    frequent = [one for one in merged if len(one.articles) >= least]
    settled = _Settled(known)
    return [one for one in _ranked(frequent) if one.surface not in settled]


def _names(stored: Stored, recognise: Recognise | None) -> Iterator[tuple[Candidate, str]]:
    for number, name in enumerate(READ):
        text = field_text(stored.version.content, name)
        if recognise is None:
            for one in names_in(scan(text), number):
                yield one, "person"
        else:
            for start, end, kind in recognise(text):
                yield Candidate(number, start, end, text[start:end], 0.9), kind


def _note(
    found: dict[str, Suggestion], key: str, one: Candidate, stored: Stored, kind: str = "person"
) -> None:
    article = stored.version.article_id
    known = found.get(key)
    if known is None or one.likeness > known.likeness:
        made = Suggestion(" ".join(one.surface.split()), one.likeness, _sentence(stored, one), article, kind)
        if known is not None:
            made.articles |= known.articles
        found[key] = known = made
    known.articles.add(article)


def _sentence(stored: Stored, one: Candidate) -> str:
    name = READ[one.text]
    text = field_text(stored.version.content, name)
    if name == "title":
        return text
    terms = stored.analysed.fields[name]
    pieces = sentence_snippet(terms, text, [Span(name, one.start, one.end)], _SAMPLE).pieces
    return "".join(piece.text for piece in pieces)


def _merged(ranked: Sequence[Suggestion]) -> list[Suggestion]:
    """Forms of one name as one, under the most frequent: those whose last words share a key are compared."""
    kept: list[Suggestion] = []
    under: Mapping[str, list[Suggestion]] = defaultdict(list)
    for one in ranked:
        keys = word_keys(one.surface.split()[-1])
        same = next(
            (
                other
                for key in keys
                for other in under[key]
                if other.type == one.type and compare(other.surface, one.surface, one.type).score >= SAME
            ),
            None,
        )
        if same is not None:
            same.articles |= one.articles
            same.other[one.surface] = None
            continue
        kept.append(one)
        for key in keys:
            under[key].append(one)
    return kept


class _Settled:
    """The names of entities, rejected ones with them, by keys that they share with what means the same."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._names: dict[tuple[str, str], None] = {
            (name, entity.type): None for entity in entities for name in (*entity.spellings, *entity.rejected)
        }
        self._folded = {fold(name) for name, _ in self._names}
        self._under: Mapping[str, list[tuple[str, str]]] = defaultdict(list)
        for name, kind in self._names:
            words = parse_name(in_pinyin(name) or name, kind).parts
            keys = (key for part in words for key in name_keys(part.text, given=True))
            for key in {*keys, _letters(words)}:
                self._under[key].append((name, kind))

    def __contains__(self, surface: str) -> bool:
        """Whether a surface is one of the names, or means the same as one."""
        words = parse_name(surface, "organisation").parts
        keys = {key for part in words for key in word_keys(part.text)}
        near = self._names  # of Chinese characters and the like there are no keys
        if keys:
            near = {one: None for key in (*keys, _letters(words)) for one in self._under.get(key, ())}
        return fold(surface) in self._folded or any(
            compare(name, surface, kind).score >= SAME for name, kind in near
        )


def _letters(words: Sequence[Part]) -> str:
    """A key that an organisation's name shares with its first letters."""
    return f"^{words[0].form if len(words) == 1 else first_letters(words)}"


def _ranked(found: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(found, key=lambda one: (-len(one.articles), -one.likeness, one.surface))
