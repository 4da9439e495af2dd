"""One meaning for a query: the judge, live matching and the back-test give the same versions and the same places in them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.backtest import back_test
from alerts.judging import Bench
from alerts.settling import Runner
from alerts.watchlist import Watchlist
from articles.analysis import skim
from articles.article import Span
from articles.index.embedded import EmbeddedIndex
from articles.query import Judged, entities_in, evaluate
from articles.query.nodes import Node
from articles.store.database import Database
from articles.store.versions import Stored, load
from tests.articles.arriving import MONDAY
from tests.articles.multilingual import ENTITIES, filled, trees
from tests.examples import examples

Places = dict[int, tuple[Span, ...]]  # by change number
BEGIN, END = MONDAY - timedelta(days=20), MONDAY + timedelta(days=1)


@dataclass(frozen=True, repr=False)
class Corpus:
    """A store and its index, and every version that is still kept."""

    db: Database
    index: EmbeddedIndex
    kept: list[Stored]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("one-meaning")
    with EmbeddedIndex(folder / "index") as index, Database.open(folder / "presswatch.db") as db:
        filled(db, index, random.Random(20261125), size=18)
        with db.read() as conn:
            kept = load(conn, range(1, 1_000))
        yield Corpus(db, index, kept)


@pytest.mark.timeout(900)
@settings(
    max_examples=examples(350), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(st.lists(trees, min_size=1, max_size=8))
def test_live_matching_and_the_back_test_give_what_the_judge_gives(
    corpus: Corpus, queries: list[Node]
) -> None:
    expected = [_judged(corpus, tree) for tree in queries]
    assert _live(corpus, queries) == expected
    assert _skimmed(corpus, queries) == [set(places) for places in expected]
    for tree, places in zip(queries, expected, strict=True):
        tested = back_test(corpus.db, corpus.index, tree, ENTITIES, start=BEGIN, end=END, forms=False)
        assert {match.stored.version.change: match.spans for match in tested.matches} == places


def _skimmed(corpus: Corpus, queries: list[Node]) -> list[set[int]]:
    """As the command `match` has it: analysed in a hurry, and all watches in the table."""
    compiled = Watchlist(enumerate(queries), ENTITIES, apart=0)
    found: list[set[int]] = [set() for _ in queries]
    for stored in corpus.kept:
        doc = Judged(stored.version, skim(stored.version.content), ENTITIES)
        for number in compiled.match(doc, stored.version.seen):
            found[number].add(stored.version.change)
    return found


def _judged(corpus: Corpus, tree: Node) -> Places:
    found = {}
    for stored in corpus.kept:
        spans = evaluate(tree, Judged(stored.version, stored.analysed, ENTITIES), stored.version.seen)
        if spans is not None:
            found[stored.version.change] = spans
    return found


def _live(corpus: Corpus, queries: list[Node]) -> list[Places]:
    """As the scheduler has it: all watches compiled at once, over all versions."""
    runners = [
        Runner(number, f"w{number}", number, tree, dict.fromkeys(entities_in(tree), "1"), 0)
        for number, tree in enumerate(queries)
    ]
    found: list[Places] = [{} for _ in queries]
    changes = [(stored.version.change, stored.version.article_id) for stored in corpus.kept]
    with corpus.db.read() as conn:
        for outcome in Bench(runners, ENTITIES).judge(conn, changes):
            assert not outcome.failed
            for match in outcome.found:
                found[match.runner.watch_key][outcome.change] = match.spans
    return found
