"""Groups whatever the order of arrival, the window of days, and its bounds."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.stories.grouping import Grouping
from articles.stories.traits import Traits
from articles.stories.window import Window
from benchmarks.stories_edits import EDITS
from tests.articles.arriving import MONDAY
from tests.articles.stories.texts import WORDS, of, text

FORTNIGHT = timedelta(days=14).total_seconds()


def grouped(texts: Iterable[Traits], window: Window | None = None) -> set[frozenset[int]]:
    """The groups of versions, as the follower makes them from what the grouping says."""
    known: dict[int, Traits] = {}
    story: dict[int, int] = {}
    grouping = Grouping(window or Window(FORTNIGHT, 1000), lambda wanted: {one: known[one] for one in wanted})
    for new in texts:
        known[new.version] = new
        met = grouping.meet(new, lambda wanted: {one: story[one] for one in wanted})
        story[new.version] = new.version
        for version, told in list(story.items()):
            if told in met or version == new.version:
                story[version] = min(met, default=new.version)
    groups = defaultdict(set)
    for version, told in story.items():
        groups[told].add(version)
    return {frozenset(group) for group in groups.values()}


@cache
def small_set() -> tuple[tuple[Traits, ...], dict[int, int]]:
    """Twelve agency texts with copies by scripted edits, and follow-ups; and which story each was made of."""
    rng = random.Random(4)
    numbers = iter(range(1, 1000))
    made: list[Traits] = []
    stories: dict[int, int] = {}
    for story, language in zip(range(12), cycle(WORDS), strict=False):
        agency, new = text(language, seed=story), text(language, seed=100 + story)
        copies = [edit(tuple(agency), rng, new[4:]) for edit in rng.sample(list(EDITS.values()), 3)]
        for number, some in zip(numbers, [agency, *copies], strict=False):
            made.append(of(number, some))
            stories[number] = story
        number = next(numbers)
        made.append(of(number, [*new[:4], *agency[3:5]], site=made[-4].site))
        stories[number] = 100 + story
    return tuple(made), stories


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_arrival_decides_nothing(rng) -> None:
    texts, _ = small_set()
    order = list(texts)
    rng.shuffle(order)
    as_listed = grouped(texts)
    assert grouped(order) == as_listed
    assert any(len(group) > 2 for group in as_listed)


def test_what_belongs_together_is_found_together() -> None:
    texts, stories = small_set()
    labels: dict[int, set[int]] = defaultdict(set)
    for number, story in stories.items():
        labels[story].add(number)
    assert grouped(texts) == {frozenset(group) for group in labels.values()}


def test_ten_languages_side_by_side() -> None:
    numbers = iter(range(1, 100))
    texts, expected = [], set()
    for language in WORDS:
        agency = text(language)
        group = [of(next(numbers), some) for some in (agency, agency[:4], [*agency[2:], *agency[:2]])]
        alone = of(next(numbers), text(language, seed=9))
        texts += [*group, alone]
        expected |= {frozenset(one.version for one in group), frozenset([alone.version])}
    assert grouped(texts) == expected


def test_a_text_between_two_stories_makes_them_one() -> None:
    agency = text(paragraphs=9)
    ends = [of(1, agency[:4]), of(2, agency[5:])]
    assert grouped(ends) == {frozenset([1]), frozenset([2])}
    assert grouped([*ends, of(3, agency)]) == {frozenset([1, 2, 3])}


@pytest.mark.parametrize("days, together", [(13, True), (15, False)])
def test_what_lies_further_apart_than_the_window_is_another_story(days: int, together: bool) -> None:
    late = of(2, text(), seen=MONDAY + timedelta(days=days))
    groups = grouped([of(1, text()), late])
    assert groups == ({frozenset([1, 2])} if together else {frozenset([1]), frozenset([2])})


def test_the_window_holds_no_more_than_it_may() -> None:
    window = Window(FORTNIGHT, 5)
    for number in range(20):
        window.meet(of(number, text(seed=number)))
    assert len(window) == 5
    assert window.meet(of(99, text(seed=3))) == []
    assert window.meet(of(100, text(seed=19))) == [19]


def test_what_is_dropped_is_compared_with_nothing() -> None:
    window = Window(FORTNIGHT, 5)
    window.meet(of(1, text()))
    window.drop(1)
    window.drop(1)
    assert window.meet(of(2, text())) == []


def unspaced(paragraphs: Sequence[str]) -> list[str]:
    return [paragraph.replace(" ", "") for paragraph in paragraphs]


def test_a_script_without_spaces_needs_longer_shingles() -> None:
    assert of(1, text("zh")).width == of(2, unspaced(text("th"))).width == 8
    assert of(3, text("en")).width == 4
