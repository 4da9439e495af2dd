"""The inflected forms of a name that a query without a wildcard would miss; told by `check` before a watch runs.

A rule of thumb by endings, for names as they are typed: it knows no dictionary, and only ever advises. Case endings
after Zaliznyak's classes of surnames (Russian, Ukrainian), and the genitive, partitive and allative of Finnish; in
Turkish an apostrophe sets most endings apart and the analyser separates there, so only those without one are missed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.analysis import fold
from articles.entities import Entity
from articles.query import entity_tree
from articles.query.nodes import And, In, Node, Or, Phrase, Term, Wildcard


@dataclass(frozen=True, slots=True)
class Missed:
    """A word that would miss some of its forms; `suggestion` is what finds them all, as query text."""

    word: str
    language: str  # "Slavic", "Turkish" or "Finnish"
    forms: tuple[str, ...]
    suggestion: str

    def __str__(self) -> str:
        return f"“{self.word}” would miss {', '.join(self.forms)}; “{self.suggestion}” finds them"


_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_TURKISH = re.compile("[ğışĞİŞ]|o[gğ]lu$|dogan$")
_FINNISH = re.compile(
    "(?:aa|ii|uu|yy|ää|öö)\\w*[aeioöä]$|\\w{3}nen$|(?:mäki|järvi|niemi|lahti|koski|isto|istö)$"
)
# Ending as typed, how much of it goes, what comes instead. The first that fits is taken.
_CYRILLIC = (
    ("ск[иі]й|цк[иі]й", 2, ("ого", "ому", "им")),
    ("[ыо]й|[кнвд]ий", 2, ("ого", "ому", "ым")),
    ("[ое]в|[иы]н", 0, ("а", "у", "ым", "е")),
    ("[ое]ва|[иы]на", 1, ("ой", "у", "ых")),
    ("енко", 1, ("а", "у", "ом")),
    ("[гкхжшчщ]а", 1, ("и", "е", "у", "ой")),
    ("а", 1, ("ы", "е", "у", "ой")),
    ("я", 1, ("и", "е", "ю", "ей")),
    ("[йь]", 1, ("я", "ю", "ем")),
    ("[бвгджзклмнпрстфхцчшщ]", 0, ("а", "у", "ом", "е")),
)
_LATIN = (
    ("ski", None, ("iego", "iemu", "im")),
    ("sk(?:y|yi|iy|ij|ý)", None, ("ogo", "omu", "im")),
    ("(?:ov|ev)", 0, ("a", "u", "ym", "em")),
    ("(?:put|elts|shk|shch|zh)in", 0, ("a", "u", "ym")),
    ("(?:ov|ev)a", 1, ("oy", "ou", "u", "y")),
    ("enko", 1, ("a", "u", "om")),
    ("(?:vich|vič|vić|wicz|chuk|czuk|čuk)", 0, ("a", "u", "em")),
)


def missed_by_query(query: str, tree: Node) -> list[Missed]:
    """The names of a query (as typed, with its tree) that would miss forms of theirs which nothing else in it finds."""
    terms, patterns = _asked(tree)
    return [found for found in _told(_plain_words(query), terms, patterns) if fold(found.word) in terms]


def missed_by_entity(entity: Entity) -> list[Missed]:
    """The same for an entity's name and aliases, all of them together. Raises QueryError for a broken spelling."""
    terms, patterns = _asked(entity_tree(entity))
    words = [word for spelling in entity.spellings for word in _plain_words(spelling)]
    return _told(words, terms, patterns)


def forms(word: str) -> Missed | None:
    """The forms of one name as typed; None for a word that looks like no such name."""
    if len(word) < 4:
        return None
    lower = unicodedata.normalize("NFC", word).lower()
    script = unicodedata.name(lower[-1], "").split(" ")[0]
    if script == "CYRILLIC":
        return _slavic(word, lower, _CYRILLIC) if _name_like(word, lower) else None
    if script != "LATIN":
        return None
    if _TURKISH.search(word):
        return _turkish(word, lower)
    return _slavic(word, lower, _LATIN) or _finnish(word, lower)


def _name_like(word: str, lower: str) -> bool:
    # Written with a capital, or with the ending of a surname.
    return (
        word[:1].isupper()
        or re.search(r"(?:[ое]ва?|[иы]на?|ск[иі]й|цк[иі]й|енко|[ая]н|чук|ич)$", lower) is not None
    )


def _slavic(
    word: str, lower: str, rules: tuple[tuple[str, int | None, tuple[str, ...]], ...]
) -> Missed | None:
    for ending, gone, endings in rules:
        found = re.search(f"(?:{ending})$", lower)
        if found is None:
            continue
        # None: all behind the "sk" that the ending begins with.
        stem = word[: found.start() + 2] if gone is None else word[: len(word) - gone]
        return (
            Missed(word, "Slavic", tuple(stem + end for end in endings), f"{stem}*")
            if len(stem) > 2
            else None
        )
    return None


def _turkish(word: str, lower: str) -> Missed:
    # Vowel harmony: of two kinds in the plural, of four in "-ci".
    last = next((letter for letter in reversed(lower) if letter in "aeıioöuüâî"), "a")
    plural = "lar" if last in "aıouâ" else "ler"
    person = "c" + {"o": "u", "u": "u", "ö": "ü", "ü": "ü"}.get(last, "ı" if plural == "lar" else "i")
    return Missed(word, "Turkish", (word + plural, word + person), f"{word}*")


def _finnish(word: str, lower: str) -> Missed | None:
    if not word[:1].isupper() or _FINNISH.search(lower) is None:
        return None
    back = re.search("[aou]", lower) is not None or re.search("[äöy]", lower) is None
    a = "a" if back else "ä"
    if lower.endswith("nen"):
        stem = word[:-3]
        return Missed(word, "Finnish", (f"{stem}sen", f"{stem}st{a}", f"{stem}selle"), f"{stem}*")
    return Missed(word, "Finnish", (f"{word}n", f"{word}{a}", f"{word}lle", f"{word}lt{a}"), f"{word}*")


def _plain_words(text: str) -> Iterator[str]:
    # Words without a wildcard and not asked for letter for letter, and no operators or field names.
    for found in _WORD.finditer(text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if after in ("*", "?", ":") or before in ("*", "?", "=") or found[0] in ("AND", "OR", "NOT"):
            continue
        yield found[0]


def _told(words: Iterable[str], terms: set[str], patterns: set[str]) -> list[Missed]:
    told: dict[str, Missed] = {}
    candidates = [found for word in dict.fromkeys(words) if (found := forms(word)) is not None]
    inflected = {fold(form) for found in candidates for form in found.forms}
    for found in candidates:
        word = found.word
        if fold(word) in told or fold(word) in inflected:  # a form of another word is asked for as that
            continue
        missing = tuple(form for form in found.forms if not _covered(fold(form), terms, patterns))
        if missing:
            told[fold(word)] = Missed(word, found.language, missing, found.suggestion)
    return list(told.values())


def _covered(form: str, terms: set[str], patterns: set[str]) -> bool:
    return form in terms or any(
        re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), form)
        for pattern in patterns
    )


def _asked(tree: Node) -> tuple[set[str], set[str]]:
    # The folded words and patterns that a query asks for, without those that it excludes.
    if isinstance(tree, Term):
        return ({tree.text} if tree.exact is None else set()), set()
    if isinstance(tree, Wildcard):
        return set(), {tree.pattern}
    if isinstance(tree, In):
        return _asked(tree.part)
    if isinstance(tree, And | Or | Phrase):
        pairs = [_asked(part) for part in tree.parts]
        return set().union(*(pair[0] for pair in pairs)), set().union(*(pair[1] for pair in pairs))
    return set(), set()
