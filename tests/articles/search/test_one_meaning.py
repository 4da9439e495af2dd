"""One meaning for a query: the judge alone and every engine through search give the same versions.

Random trees over random articles of many scripts, with edits, removals, labels and dates.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.counting import tally
from articles.index.asked import EVERYTHING
from articles.index.documents import values
from articles.index.port import ArticleIndex, Days, Facet, Order
from articles.query import Judged, evaluate, expand
from articles.query.nodes import (
    DateName,
    Node,
)
from articles.search import UNBOUNDED, count, search
from articles.store.database import Database
from articles.store.versions import Stored
from tests.articles.arriving import MONDAY
from tests.articles.engines import ENGINES, opening
from tests.articles.multilingual import ENTITIES, filled, trees
from tests.examples import examples


@dataclass(frozen=True, repr=False)
class Corpus:
    """A store and its index, and the versions that were current at each of two moments."""

    db: Database
    index: ArticleIndex
    moments: Mapping[int, list[Stored]]


@pytest.fixture(scope="module", params=ENGINES)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("one-meaning")
    chance = random.Random(20261123)
    with (
        opening(request.param, folder, request, shards=2) as engine,
        Database.open(folder / "presswatch.db") as db,
    ):
        index = engine()
        yield Corpus(db, index, filled(db, index, chance))


@pytest.mark.timeout(900)
@settings(
    max_examples=examples(2_000), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(trees, st.sampled_from(["newest", "oldest", "published"]), st.sampled_from([0, 1]))
def test_the_engine_and_the_judge_agree(corpus: Corpus, tree: Node, order: Order, which: int) -> None:
    as_of = sorted(corpus.moments)[which]
    expected = {
        stored.version.change: spans
        for stored in corpus.moments[as_of]
        if (spans := evaluate(tree, Judged(stored.version, stored.analysed, ENTITIES), MONDAY)) is not None
    }
    asked = {"at": MONDAY, "as_of": as_of, "entities": ENTITIES, "budget": UNBOUNDED}
    answer = search(corpus.db, corpus.index, tree, order=order, limit=500, **asked)  # type: ignore[arg-type]
    assert {hit.version.change: hit.spans for hit in answer.hits} == expected
    assert (answer.total.low, answer.total.high) == (len(expected), len(expected))
    # Found are no fewer, so the engine proposed all; where it calls itself exact this number is its own.


@pytest.mark.timeout(900)
@settings(
    max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(trees, st.sampled_from(get_args(Facet)), st.sampled_from([0, 1]))
def test_values_are_counted_as_the_judge_finds_them(
    corpus: Corpus, tree: Node, by: Facet, which: int
) -> None:
    as_of = sorted(corpus.moments)[which]
    met = [
        stored.version
        for stored in corpus.moments[as_of]
        if evaluate(tree, Judged(stored.version, stored.analysed, ENTITIES), MONDAY) is not None
    ]
    asked = {"at": MONDAY, "as_of": as_of, "entities": ENTITIES, "budget": UNBOUNDED}
    counted = count(corpus.db, corpus.index, tree, by=by, **asked)  # type: ignore[arg-type]
    assert (counted.low, counted.high) == (len(met), len(met))
    assert counted.by == Counter(value for version in met for value in values(version, by))


@pytest.mark.timeout(900)
@settings(
    max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(
    trees, st.sampled_from(["published", "seen"]), st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kathmandu"])
)
def test_days_are_counted_as_the_judge_finds_them(
    corpus: Corpus, tree: Node, name: DateName, zone: str
) -> None:
    by = Days(name, zone)
    as_of = max(corpus.moments)
    met = [
        stored.version
        for stored in corpus.moments[as_of]
        if evaluate(tree, Judged(stored.version, stored.analysed, ENTITIES), MONDAY) is not None
    ]
    counted = tally(
        corpus.db, corpus.index, tree, at=MONDAY, by=by, as_of=as_of, exact=True, entities=ENTITIES
    )
    assert counted.total.by == Counter(day for version in met for day in values(version, by))
    assert counted.undated.low == counted.undated.high == sum(not v.content.published for v in met)


@pytest.mark.timeout(900)
@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(trees)
def test_what_is_said_to_be_asked_is_what_is_asked(corpus: Corpus, tree: Node) -> None:
    expanded = expand(tree, ENTITIES)
    told = corpus.index.asked(expanded)
    proposed = corpus.index.find(expanded, MONDAY, limit=500)
    named = corpus.index.find(told.tree, MONDAY, limit=500)
    assert [hit.change for hit in named.hits] == [hit.change for hit in proposed.hits]
    assert (named.exact, told.exact) == (True, proposed.exact)
    assert told.exact or told.tree == EVERYTHING or told.unsure
