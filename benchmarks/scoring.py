"""How extraction is scored: words of a text against the words of the truth, and days and titles that are right."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from articles.article import Published

# A word is a run of letters and digits; in scripts that don't put blanks between words, one character
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
    "|[^\\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def words(text: str) -> list[str]:
    """The words of a text, case folded, without soft hyphens."""
    return _WORD.findall(_INVISIBLE.sub("", text).casefold())


def score(truth: str, found: str) -> Score:
    """Overlap of two texts as multisets of words: what is found twice and stated once counts once."""
    stated, given = Counter(words(truth)), Counter(words(found))
    common = (stated & given).total()
    if not common:
        return Score(0.0, 0.0, 0.0) if stated or given else Score(1.0, 1.0, 1.0)
    precision, recall = common / given.total(), common / stated.total()
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def mean(scores: list[Score]) -> Score:
    """The mean over pages, of each figure by itself: every page counts the same, however long it is."""
    count = max(1, len(scores))
    return Score(
        sum(one.precision for one in scores) / count,
        sum(one.recall for one in scores) / count,
        sum(one.f1 for one in scores) / count,
    )


def same_title(truth: str, found: str | None) -> bool:
    """The same words in the same order; case, punctuation and spacing don't count."""
    return bool(found) and words(truth) == words(found or "")


def right_days(truth: str) -> set[str]:
    """The days that count as right: the one written in the truth and, if it has an offset, the same moment's in UTC."""
    days = {truth[:10]}
    moment = datetime.fromisoformat(truth)
    if moment.tzinfo is not None:
        days.add(moment.astimezone(UTC).date().isoformat())
    return days


def local_day(published: Published) -> str:
    """The day of a publication date in the zone that the page gave."""
    shift = timedelta()
    if found := _OFFSET.fullmatch(published.zone or ""):
        shift = timedelta(hours=int(found[2]), minutes=int(found[3])) * (-1 if found[1] == "-" else 1)
    return published.start.astimezone(timezone(shift)).date().isoformat()
