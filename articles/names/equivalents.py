"""Given names that are the same name in other languages, and what people are called for short; between data and `compare`."""

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from nicknames import NickNamer

from articles.names.letters import internal

Kinship = Literal["same", "translated", "short"]
WORTH: Final[dict[Kinship, float]] = {"same": 0.97, "translated": 0.8, "short": 0.85}
_ORDER: Final[tuple[Kinship, ...]] = ("same", "translated", "short")


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Kinship]]:
    table: dict[str, dict[str, Kinship]] = defaultdict(dict)
    for line in (files("articles.names") / "given_names.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        formal, _, short = line.partition("||")
        related, _, translated = formal.partition("|")
        groups = {
            name: kind
            for kind, text in zip(_ORDER, (related, translated, short), strict=True)
            for name in map(internal, text.split())
        }
        for name, kind in groups.items():
            for other, its in groups.items():
                # Two short forms, or a translation's short form, are further apart than either from the formal name.
                both = {kind, its}
                if name == other or both == {"short"} or both == {"short", "translated"}:
                    continue
                kinship: Kinship = (
                    "short" if "short" in both else "translated" if "translated" in both else "same"
                )
                known = table[name].get(other)
                if known is None or _ORDER.index(kinship) < _ORDER.index(known):
                    table[name][other] = kinship
    return dict(table)


@lru_cache(maxsize=1)
def _english() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=50_000)
def equivalents(name: str) -> dict[str, Kinship]:
    """Other forms of a given name in internal form, and how they are akin; {} where none is known."""
    plain = internal(name)
    found: dict[str, Kinship] = {}
    for other in sorted(_english().nicknames_of(plain) | _english().canonicals_of(plain)):
        found[internal(other)] = "short"
    found.update(_table().get(plain, {}))
    found.pop(plain, None)
    return found
