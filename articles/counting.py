"""Counts what a query finds, in all and by value, at a change number that repeats it; beside `search`, under the doors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from articles.deciding import UNBOUNDED, USUAL, Progress, Purse, Question, Stop
from articles.entities import Entity
from articles.index.port import ArticleIndex, By, Count, Days, Scope
from articles.query.nodes import Node
from articles.search import Answer, scope_of, undated_aside
from articles.store.database import Database

Unit = Literal["articles", "versions", "stories"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are. `total.by` splits them; where the count is not exact, each value is an upper bound.

    `unit`: articles as they stood at change `as_of`, each once; all versions that had been kept by
    then; or the stories that these articles tell, as they are grouped today, each under every value that it has.
    `undated` of those found have no date of publication; `aside` is how many more a `published:` filter could not
    judge for that, None without one. The index is `behind` by so many changes.
    """

    unit: Unit
    by: By | None
    total: Count
    undated: Count
    aside: Count | None
    at: datetime
    as_of: int
    behind: int

    @property
    def valueless(self) -> int | None:
        """How many found have no value to be counted under; None where that is not known."""
        if self.by is None or not self.total.exact or self.by == "tag" or self.unit == "stories":
            return None
        return self.total.high - sum(self.total.by.values())


def tally(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    *,
    at: datetime,
    by: By | None = None,
    unit: Unit = "articles",
    as_of: int | None = None,
    exact: bool = False,
    entities: Mapping[str, Entity] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Tally:
    """Count what `tree` finds, relative times counted from `at`.

    With `exact` the judge looks at every candidate, tells `progress` how far it is, and comes to an end when `stop`
    is set; the count is then a range, as it is where `exact` is not asked for and the judge came to its bound.
    Raises as `articles.search.search` does.
    """
    current, behind = scope_of(db, index, as_of)
    scope = Scope(current.as_of, superseded=unit == "versions")
    purse = Purse(UNBOUNDED if exact else USUAL, stop)
    known = entities or {}
    question = Question(db, index, tree, at, known, purse)
    total = (question.stories if unit == "stories" else question.count)(scope, by, progress)
    if isinstance(by, Days) and by.name == "published" and total.exact and unit != "stories":
        missing = total.high - sum(total.by.values())
        undated = Count(missing, missing)
    elif total.exact and total.undated is not None:
        undated = Count(total.undated, total.undated)
    else:
        without = Scope(scope.as_of, undated=True, superseded=scope.superseded)
        question = Question(db, index, tree, at, known, purse)
        undated = question.stories(without) if unit == "stories" else question.count(without)
    aside = undated_aside(db, index, tree, at, known, purse, scope)
    return Tally(unit, by, total, undated, aside, at, scope.as_of or 0, behind)


def tallied(answer: Answer, at: datetime) -> Tally:
    """The count of an answer that shows all that it found, such as the article of an address."""
    undated = sum(found.version.content.published is None for found in answer.hits)
    without = Count(undated, undated)
    return Tally("articles", None, answer.total, without, None, at, answer.as_of, answer.behind)
