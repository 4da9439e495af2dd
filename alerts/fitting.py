"""What fits into one letter: a mail program that cuts at 100 kB must not cut ours; between gathering and the outbox."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from alerts.contents import Beside, Contents, Group, Item, Listed
from alerts.gather import Gathered
from alerts.placing import placed, placed_before, placed_beside
from alerts.render.clean import clean

MOST_BYTES = 100_000  # Gmail clips at 102 kB; the whole letter counts, headers and encoding included


class Sized(Protocol):
    """What has a size in bytes."""

    @property
    def size(self) -> int: ...


L = TypeVar("L", bound=Sized)


def fit(taken: Gathered, made: Callable[[Contents], L], most: int = MOST_BYTES) -> tuple[Gathered, L]:
    """The same digest so that the letter that `made` makes of it has at most `most` bytes, and that letter.

    Articles in full become titles first, those of the sources that have most of them; then titles wait for the next
    part, which the letter announces by their number. Where not one title fits, one goes alone, whatever it takes.
    """
    letter = made(taken.contents)
    if letter.size <= most or not taken.contents.articles:
        return taken, letter
    contents = taken.contents
    ranked = _ranked(contents)

    def as_titles(full: int) -> Contents:
        return _with_titles(contents, frozenset(ranked[:full]))

    full = _most(lambda number: made(as_titles(number)).size, len(ranked), most)
    if full is not None:
        return _placed(taken, as_titles(full), 0), made(as_titles(full))
    titles = as_titles(0)
    every = [one.article_id for group in titles.groups for one in group.listed]

    def only(number: int) -> Contents:
        return _without(titles, frozenset(every[:number]))

    number = max(1, _most(lambda number: made(only(number)).size, len(every), most) or 1)
    left = sum(
        len(one.changes)
        for group in titles.groups
        for one in group.listed
        if one.article_id in every[number:]
    )
    return _placed(taken, only(number), left), made(only(number))


def _most(size: Callable[[int], int], number: int, most: int) -> int | None:
    # The largest of 0 to `number` whose size is at most `most`; None if that of 0 is not. Sizes grow about evenly, so the
    # next guess lies on the line between the last that fitted and the first that did not: two or three letters are made.
    low, high = 0, number
    below, above = size(low), size(high)
    if below > most:
        return None
    if above <= most:
        return high
    while high - low > 1:
        guess = low + int((most - below) * (high - low) / (above - below))
        guess = min(max(guess, low + 1), high - 1)
        if (found := size(guess)) <= most:
            low, below = guess, found
        else:
            high, above = guess, found
    return low


def _ranked(contents: Contents) -> list[int]:
    # The articles in full in the order in which they keep their place: watches and sources take turns.
    ranked: list[tuple[int, int, int]] = []
    turns: Counter[tuple[int, str]] = Counter()
    for watch, group in enumerate(contents.groups):
        for place, item in enumerate(group.items):
            ranked.append((turns[watch, item.source], place, item.article_id))
            turns[watch, item.source] += 1
    return [article for _, _, article in sorted(ranked, key=lambda one: one[:2])]


def _with_titles(contents: Contents, full: frozenset[int]) -> Contents:
    groups = []
    for group in contents.groups:
        cut = [item for item in group.items if item.article_id not in full]
        titles = tuple(title for item in cut for title in (_title(item), *map(_title_beside, item.beside)))
        items = tuple(item for item in group.items if item.article_id in full)
        groups.append(replace(group, items=items, listed=(*titles, *group.listed)))
    return replace(contents, groups=tuple(groups))


def _title(item: Item) -> Listed:
    title = clean("".join(piece.text for piece in item.title))
    return Listed(item.article_id, item.changes, title, item.url, item.source, item.kept)


def _title_beside(one: Beside) -> Listed:
    return Listed(one.article_id, one.changes, clean(one.title), one.url, one.source)


def _without(contents: Contents, kept: frozenset[int]) -> Contents:
    groups: list[Group] = []
    waiting = contents.waiting
    for group in contents.groups:
        listed = tuple(one for one in group.listed if one.article_id in kept)
        waiting += len(group.listed) - len(listed)
        if listed or group.elsewhere or group.sent:
            groups.append(replace(group, listed=listed))
    return replace(contents, groups=tuple(groups), waiting=waiting)


def _placed(taken: Gathered, contents: Contents, left: int) -> Gathered:
    return replace(
        taken,
        contents=contents,
        shown=placed(contents, titles=False),
        listed=placed(contents, titles=True),
        beside=placed_beside(contents),
        sent=placed_before(contents),
        left=taken.left + left,
    )
