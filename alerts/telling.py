"""What a digest tells of a story's other articles, in lines: from what was folded to the values that are rendered; under gathering."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, select

from alerts.contents import Beside, Item, Otherwise, Said
from alerts.render.clean import clean
from alerts.stories import MOST_CHANGES, Folded
from alerts.stories import Beside as Folding
from articles.article import Span
from articles.identity import clean_link
from articles.store.addresses import batches
from articles.store.tables import versions
from articles.stories.differences import Added, Differences

MOST_ADDED: Final = 3  # sentences that are told; of more, the number
LONGEST: Final = 240  # characters of a sentence


@dataclass(frozen=True, slots=True)
class Found:
    """Where a version's watches met it, and by which words."""

    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()


FoundBy = Mapping[int, Found]  # of each version
_NOTHING = Found()


def told_of(folded: Folded) -> list[int]:
    """The versions of which more is told than that they are there."""
    beside = [one.own[-1].change for some in folded.beside.values() for one in some]
    return [*beside, *folded.told, *(one.own[-1].change for one in folded.sent)]


def with_story(item: Item, folded: Folded, found: FoundBy) -> Item:
    """The item with the other articles of its story, the first seen first, and with what it says otherwise itself."""
    latest = item.changes[-1]
    beside = sorted(folded.beside.get(latest, ()), key=lambda one: one.own[0].change)
    told = folded.told.get(latest)
    return replace(
        item,
        beside=tuple(_line(one, found) for one in beside),
        otherwise=otherwise(told, found.get(latest, _NOTHING).spans)
        if told is not None and told.material
        else None,
    )


def lines_of_sent(conn: Connection, folded: Folded, found: FoundBy) -> Iterator[tuple[Folding, Beside]]:
    """What repeats what was sent before, each with its line."""
    titles: dict[int, str] = {}
    for some in batches([one.of for one in folded.sent]):
        query = select(versions.c.change, versions.c.title).where(versions.c.change.in_(some))
        titles.update((row.change, row.title) for row in conn.execute(query))
    for one in folded.sent:
        yield one, replace(_line(one, found), of=clean(titles.get(one.of, "")))


def words_at(title: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """The words of a title that were met."""
    return tuple(title[span.start : span.end] for span in spans if span.field == "title")


def otherwise(told: Differences, spans: Sequence[Span] = ()) -> Otherwise:
    """The differences as a digest tells them: every number, denial and name, and the sentences that matched first."""
    said = [Said(change.kind, clean(change.there), clean(change.here)) for change in told.changes]
    facts = max(MOST_CHANGES, len(told.facts))
    adds = sorted((one for one in told.added if not one.corrects), key=lambda one: not _holds(one, spans))
    return Otherwise(
        said=tuple(said[:facts]),
        corrects=tuple(clean(one.text, LONGEST) for one in told.added if one.corrects),
        adds=tuple(clean(one.text, LONGEST) for one in adds[:MOST_ADDED]),
        more_said=len(said[facts:]),
        more_adds=len(adds[MOST_ADDED:]),
    )


def _holds(one: Added, spans: Sequence[Span]) -> bool:
    where = one.span
    return any(
        span.field == where.field and where.start <= span.start and span.end <= where.end for span in spans
    )


def _line(one: Folding, found: FoundBy) -> Beside:
    head = one.own[-1]
    by = found.get(head.change, _NOTHING)
    url = clean_link(head.url)
    return Beside(
        article_id=head.article_id,
        changes=tuple(version.change for version in one.own),
        title=head.title if clean(head.title) else url,
        url=url,
        source=head.source_name,
        language=head.language,
        otherwise=otherwise(one.told, by.spans),
        found=(*by.words, *words_at(head.title, by.spans)),
    )
