"""The facts of a version that a query may ask for, folded alike in queries, engines and the judge."""

from functools import lru_cache
from typing import Final, get_args

from articles.analysis import fold
from articles.article import Version
from articles.query.nodes import LabelName

LABELS: Final[tuple[LabelName, ...]] = get_args(LabelName)


def fold_label(name: LabelName, value: str) -> str:
    """How a label's value is compared; "" where nothing is left of it.

    Sources and tags fold as words do and ignore punctuation (`human-rights` is `Human rights`); a site is its host
    in Unicode without scheme, "www." and path; languages are BCP 47 primary subtags, countries ISO 3166-1 alpha-2;
    a story is its number.
    """
    if name == "story":
        return str(int(value)) if value.strip().isdecimal() and len(value.strip()) < 19 else ""
    return _folded(name, value)


@lru_cache(maxsize=20_000)  # of sources, sites and tags there are few, each met again and again
def _folded(name: LabelName, value: str) -> str:
    if name == "site":
        return _host(value)
    if name == "lang":
        return value.strip().replace("_", "-").partition("-")[0].lower()
    if name == "country":
        return value.strip().lower()
    return fold(value).replace("\n", " ")


def labels(version: Version) -> dict[LabelName, frozenset[str]]:
    """Every label of a version, folded; a source answers to its id and to its name."""
    origin = version.origin
    values: dict[LabelName, tuple[str | None, ...]] = {
        "source": (origin.source_id, origin.source_name),
        "site": (version.site,),
        "tag": origin.tags,
        "lang": (version.content.language,),
        "country": (origin.country,),
        "story": (str(version.story or version.change),),
    }
    folded = {name: {fold_label(name, value) for value in found if value} for name, found in values.items()}
    return {name: frozenset(found - {""}) for name, found in folded.items()}


def _host(value: str) -> str:
    host = value.strip().lower().rpartition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    host = host.strip().removeprefix("www.").strip(".")
    try:
        return ".".join(
            part.encode("ascii").decode("idna") if part.startswith("xn--") else part
            for part in host.split(".")
        )
    except UnicodeError:  # no valid IDNA name: compared as it stands
        return host
