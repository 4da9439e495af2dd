"""Typed words to terms, wildcards and phrases: between the parser (and entities' names) and the analyser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from articles.analysis import analyse_field, is_cluster
from articles.analysis.characters import CLASSES
from articles.analysis.terms import LONGEST_TERM, terms_of
from articles.errors import QueryError
from articles.query.elsewhere import operator
from articles.query.nodes import Phrase, Term, Wildcard, Words

MOST_WILD: Final = 8  # words with wildcards in a phrase: all that they stand for is tried at each place
FEWEST_LETTERS: Final = 2  # in a wildcard: fewer would be nearly every word
_WILD: Final = re.compile(r"([*?]+)")
_BEGUN: Final = re.compile(rf"[A-Za-z]{{{FEWEST_LETTERS},{LONGEST_TERM}}}\*")


def words(text: str, *, exact: bool = False) -> Words | None:
    """The words of `text` as they follow one another: a term, a wildcard, a phrase; None where there is no word.

    `*` stands for any run of characters within a word, also at its beginning, and `?` for exactly one. With `exact`, each term must stand
    as it is typed, case and accents and all. Raises QueryError (column within `text`) for a wildcard that cannot be.
    """
    if exact or not _WILD.search(text):
        terms = _terms(text, exact)
        return Phrase(tuple(terms)) if len(terms) > 1 else terms[0] if terms else None
    if _BEGUN.fullmatch(text):  # most are so
        return Wildcard(text.lower())
    parts: list[Term | Wildcard] = []
    for chunk in re.finditer(r"\S+", text):
        if not _WILD.search(chunk[0]):
            parts.extend(_terms(chunk[0], exact=False))
            continue
        try:
            parts.extend(_patterns(chunk[0]))
        except QueryError as error:
            raise QueryError(
                error.message, text, chunk.start() + error.column, error.length, error.suggestion
            ) from None
    if sum(isinstance(part, Wildcard) for part in parts) > MOST_WILD:
        raise QueryError(
            f"A phrase takes {MOST_WILD} wildcards at most",
            text,
            0,
            len(text),
            "Take some out, or write several phrases.",
        )
    if len(parts) > 1:
        return Phrase(tuple(parts))
    return parts[0] if parts else None


def read_back(token: str, *, quoted: bool) -> str:
    """A word as a person reads it back: without the punctuation around it, where it stays the same word."""
    if quoted:
        return " ".join(token.split())
    if token.isalpha():
        return str(token)
    bare = token.strip(".,;!…'‘’()[]")
    same = bare[:1].isalnum() and not operator(bare) and not set(":/") & set(bare) and bare.upper() != bare
    return bare if same else str(token)


def typed_as(found: Words, typed: str) -> Words:
    """The same words, with how they were typed."""
    if isinstance(found, Term):
        return Term(found.text, found.exact, typed)
    return Wildcard(found.pattern, typed) if isinstance(found, Wildcard) else Phrase(found.parts, typed)


def plain_words(text: str, *, quoted: bool) -> Words | None:
    """What a word, or what stands in quotation marks, is in a tree; None where the builder is to say what is wrong with it."""
    found = words(text)
    if found is None or (isinstance(found, Wildcard) and found.pattern == "?"):
        return None
    if quoted:
        return typed_as(found, read_back(f'"{text}"', quoted=True))
    return None if operator(text) else typed_as(found, read_back(text, quoted=False))


def surface(text: str) -> str:
    """A word without its invisible characters, as `=` compares it."""
    return "".join(c for c in text if CLASSES[ord(c)] != "i")


def _terms(text: str, exact: bool) -> list[Term]:
    if not exact:
        cut = text.lower().split() if text.isascii() and len(text) <= LONGEST_TERM else ()
        if not cut or not all(map(str.isalnum, cut)):  # else each is a term, as most are
            cut = terms_of(text)
        return list(map(Term, cut))
    found = analyse_field(text)
    spans = zip(found.terms, found.starts, found.ends, strict=True)
    return [Term(term, surface(text[start:end])) for term, start, end in spans]


def _patterns(chunk: str) -> list[Term | Wildcard]:
    """One typed word that holds wildcards; apostrophes and hyphens in it separate as everywhere."""
    made: list[str] = []
    growing = False  # whether the last one made is a word that what follows at once belongs to
    for before, atom, after in _neighbours(_atoms(chunk)):
        if atom.kind == "word":
            if atom.glued and growing:
                made[-1] += atom.text
            else:
                made.append(atom.text)
            growing = True
        elif atom.kind == "cluster":
            made.append(atom.text)
            growing = False
        elif atom.glued and growing:
            made[-1] += atom.text
        elif atom.glued and before is not None:  # behind a character *, is idle: a run is open at its end
            if "*" in atom.text and after is not None and after.glued:
                raise QueryError(
                    "In a script without spaces * cannot stand between characters",
                    chunk,
                    atom.column,
                    len(atom.text),
                    "Look for both: 人* AND *权; ? stands for one character.",
                )
            made.extend("?" * atom.text.count("?"))
        elif after is not None and after.glued:  # before a character, too, a * is idle
            made.extend("?" * atom.text.count("?") if after.kind == "cluster" else [atom.text])
            growing = after.kind == "word"
        elif "*" in atom.text:
            raise QueryError(
                "A * alone stands for any word, and every article has one",
                chunk,
                atom.column,
                len(atom.text),
                'Put letters to it (detain*, *gate). For "a * b" write a ONEAR/1 b.',
            )
        # else it is a question mark of the sentence's own
    return [_checked(pattern, chunk) for pattern in made]


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece of a typed word. `glued`: nothing stands between it and the piece before."""

    kind: Literal["word", "cluster", "wild"]
    text: str
    glued: bool
    column: int


def _atoms(chunk: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    reached = 0  # where the last atom ended
    for piece in re.finditer(r"[*?]+|[^*?]+", chunk):
        if piece[0][0] in "*?":
            atoms.append(_Atom("wild", piece[0], bool(atoms) and reached == piece.start(), piece.start()))
            reached = piece.end()
            continue
        found = analyse_field(piece[0])
        for term, start, end in zip(found.terms, found.starts, found.ends, strict=True):
            at = piece.start() + start
            atoms.append(
                _Atom("cluster" if is_cluster(term) else "word", term, bool(atoms) and reached == at, at)
            )
            reached = piece.start() + end
    return atoms


def _neighbours(atoms: list[_Atom]) -> Iterator[tuple[_Atom | None, _Atom, _Atom | None]]:
    return zip([None, *atoms[:-1]], atoms, [*atoms[1:], None], strict=True)


def _checked(pattern: str, chunk: str) -> Term | Wildcard:
    if not _WILD.search(pattern):
        return Term(pattern)
    if pattern == "?":  # one character between others, in a script without spaces
        return Wildcard(pattern)
    if len(_WILD.sub("", pattern)) < FEWEST_LETTERS:
        raise QueryError(
            f"A word with wildcards needs at least {FEWEST_LETTERS} letters",
            chunk,
            0,
            len(chunk),
            "With fewer it would stand for nearly every word.",
        )
    return Wildcard(_WILD.sub(lambda run: "?" * run[0].count("?") + "*" * ("*" in run[0]), pattern))
