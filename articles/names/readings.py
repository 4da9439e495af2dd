"""Names that are read as no rule of spelling tells: Graham, Грэм; between data and `tokens`, `keys`."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    lines = (files("articles.names") / "readings.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {spelled: tuple(read) for spelled, *read in rows}


def readings(form: str) -> tuple[str, ...]:
    """The internal forms of how a name is read whose internal form this is; () where its letters tell."""
    return _table().get(form, ())


@lru_cache(maxsize=1)
def _spelled() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for spelled, ways in _table().items():
        for read in ways:
            found[read] = (*found.get(read, ()), spelled)
    return found


def spellings(form: str) -> tuple[str, ...]:
    """The internal forms of how a name may be spelled that is read as this one."""
    return _spelled().get(form, ())
