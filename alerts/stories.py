"""Stories in a digest: which article leads, which stand beside it or beside what was sent, and what each says otherwise; under gathering."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, or_, select

from alerts import tables
from alerts.heads import Head
from alerts.reasons import IN_MESSAGE, SAME_STORY, STORY_SENT
from articles.store.addresses import batches
from articles.store.stories import members_of
from articles.store.versions import Stored
from articles.stories.differences import Differences, differences

MOST_FACTS: Final = (
    6  # numbers, denials and names that differ and are shown in a line; more make an article of its own
)
MOST_CHANGES: Final = 12
MOST_ADDED: Final = 6  # sentences of its own
MOST_COMPARED: Final = 5  # of what was sent of a story, the newest
_KEPT: Final = 4_000

Load = Callable[[Sequence[int]], Sequence[Stored]]
Own = tuple[Head, ...]  # the versions of one article that wait, the oldest first


@dataclass(frozen=True, slots=True)
class Beside:
    """An article that is told in a line, and how it differs from the version `of`."""

    own: Own
    of: int
    told: Differences


@dataclass(frozen=True, slots=True)
class Folded:
    """What stands for itself (by article, in the order given), and what beside it or beside what the reader was sent.

    `beside` is by the latest version of the article that leads. `told` says of what stands for itself how it differs from
    what leads its story, or from what was sent of it.
    """

    leads: dict[int, Own]
    beside: dict[int, list[Beside]] = field(default_factory=lambda: defaultdict(list))
    sent: list[Beside] = field(default_factory=list)
    told: dict[int, Differences] = field(default_factory=dict)


def fold(
    conn: Connection,
    reader: int,
    articles: Mapping[int, Sequence[Head]],
    watches: Collection[int],
    lead_sources: Sequence[str],
    load: Load,
) -> Folded:
    """Fold the articles that wait for a reader (their versions, oldest first) into stories, by the `watches` (keys) of the
    subscription; changes nothing.

    A story is led by the first of `lead_sources` that has it, else by what was seen first. Beside it stands what meets no
    other watch and whose differences a line can show; what differs more stands for itself. What says nothing but what
    the reader was sent of the story before is a line beside that.
    """
    done = Folded({article: tuple(own) for article, own in articles.items()})
    stories: dict[int, list[Own]] = defaultdict(list)
    for own in done.leads.values():
        stories[own[-1].story].append(own)
    before = _sent_before(conn, reader, stories)
    several = {story: some for story, some in stories.items() if len(some) > 1 or story in before}
    if not several:
        return done
    changes = [own[-1].change for some in several.values() for own in some]
    changes += [change for story in several for change, _ in before.get(story, ())]
    compare = _Comparison(str(conn.engine.url), _met(conn, changes, watches), load)
    for story, some in several.items():
        waiting = _beside_what_was_sent(done, some, before.get(story, ()), compare)
        _beside_the_lead(done, waiting, lead_sources, compare)
    return done


def foldable(told: Differences) -> bool:
    """Whether a line can show all of a text's differences that matter."""
    return (
        len(told.facts) <= MOST_FACTS and len(told.changes) <= MOST_CHANGES and len(told.added) <= MOST_ADDED
    )


def _beside_what_was_sent(
    done: Folded, some: Iterable[Own], before: Sequence[tuple[int, int]], compare: "_Comparison"
) -> list[Own]:
    """Put aside what repeats what was sent; the others, with how they differ from it."""
    if not before:
        return list(some)
    waiting = []
    for own in some:
        latest = own[-1]
        of_own = [change for change, article in before if article == latest.article_id]
        if of_own:  # an edit that the subscription asked for: it stands for itself, with what changed
            if (told := compare.told(max(of_own), latest.change)) is not None:
                done.told[latest.change] = told
            continue
        nearest = compare.nearest([change for change, _ in before], latest.change)
        if nearest is None:
            waiting.append(own)
        elif not nearest.told.material or (
            not nearest.told.facts and not nearest.told.added and foldable(nearest.told)
        ):
            done.sent.append(Beside(own, nearest.of, nearest.told))
            del done.leads[latest.article_id]
        else:
            done.told[latest.change] = nearest.told
            waiting.append(own)
    return waiting


def _beside_the_lead(
    done: Folded, waiting: list[Own], lead_sources: Sequence[str], compare: "_Comparison"
) -> None:
    if len(waiting) < 2:
        return
    order = {source: place for place, source in enumerate(lead_sources)}
    lead, *others = sorted(waiting, key=lambda own: (order.get(own[-1].source_id, len(order)), own[0].change))
    for own in others:
        told = compare.told(lead[-1].change, own[-1].change)
        if told is not None and foldable(told):
            done.beside[lead[-1].change].append(Beside(own, lead[-1].change, told))
            done.told.pop(own[-1].change, None)
            del done.leads[own[-1].article_id]
        elif told is not None:
            done.told.setdefault(own[-1].change, told)


@dataclass(frozen=True, slots=True)
class _Nearest:
    of: int
    told: Differences


class _Comparison:
    """Compares versions; only where the one that is told of meets no watch that the other does not."""

    def __init__(self, database: str, met: Mapping[int, frozenset[int]], load: Load) -> None:
        self._database = database
        self._met = met
        self._load = load
        self._texts: dict[int, Stored] = {}

    def told(self, other: int, this: int) -> Differences | None:
        """How `this` differs from the `other`; None where it meets another watch, or one of them cannot be read."""
        if not self._met.get(this, frozenset()) <= self._met.get(other, frozenset()):
            return None
        key = (self._database, other, this)
        if (known := _COMPARED.get(key)) is not None:
            _COMPARED.move_to_end(key)
            return known
        missing = [change for change in (other, this) if change not in self._texts]
        self._texts.update((one.version.change, one) for one in self._load(missing))
        if other not in self._texts or this not in self._texts:
            return None
        _COMPARED[key] = found = differences(self._texts[other], self._texts[this])
        while len(_COMPARED) > _KEPT:
            _COMPARED.popitem(last=False)
        return found

    def nearest(self, others: Sequence[int], this: int) -> _Nearest | None:
        """Which of the others it differs from least; None where it can be compared with none."""
        told = [(other, self.told(other, this)) for other in sorted(others)[-MOST_COMPARED:]]
        found = [_Nearest(other, one) for other, one in told if one is not None]
        return min(found, key=_weight, default=None)


def _weight(nearest: _Nearest) -> tuple[int, int, int]:
    told = nearest.told
    return len(told.facts) + len(told.added), len(told.changes), nearest.of


# Readers of one morning wait for the same articles. What a version says never changes, so it is compared once.
_COMPARED: OrderedDict[tuple[str, int, int], Differences] = OrderedDict()


def _sent_before(
    conn: Connection, reader: int, stories: Mapping[int, Sequence[Own]]
) -> dict[int, list[tuple[int, int]]]:
    """What the reader was told of each story, in full or in a line: (version, article), the oldest first."""
    of_story = {change: story for story, some in members_of(conn, stories).items() for change in some}
    entry = tables.ledger.c
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for some in batches(sorted(of_story)):
        rows = conn.execute(
            select(entry.change, entry.article_id).where(
                entry.reader_key == reader,
                entry.change.in_(some),
                or_(entry.state == IN_MESSAGE, entry.reason.in_((SAME_STORY, STORY_SENT))),
            )
        )
        for row in rows:
            found[of_story[row.change]].append((row.change, row.article_id))
    return {story: sorted(told) for story, told in found.items()}


def _met(conn: Connection, changes: Sequence[int], watches: Collection[int]) -> dict[int, frozenset[int]]:
    """Which of the watches each version met."""
    m = tables.matches.c
    met: dict[int, set[int]] = defaultdict(set)
    for some in batches(changes):
        for row in conn.execute(
            select(m.change, m.watch_key).where(m.change.in_(some), m.watch_key.in_(list(watches)))
        ):
            met[row.change].add(row.watch_key)
    return {change: frozenset(watches) for change, watches in met.items()}
