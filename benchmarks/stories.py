"""Stories on the labelled set: B-cubed F1, what is folded without being shown, speed and memory, beside two peers."""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil
import py3langid
from rich.console import Console
from rich.table import Table
from trafilatura.deduplication import Simhash

from alerts.stories import foldable
from alerts.telling import otherwise
from articles.analysis import analyse, fold
from articles.article import Content, Origin, Version
from articles.store.versions import Stored
from articles.stories.differences import differences
from articles.stories.grouping import Grouping
from articles.stories.traits import Traits, shingles, traits
from articles.stories.window import Window
from benchmarks.stories_set import SEED, Labelled, StoriesSet, labelled_set

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEAST_F1 = 0.95
IN_WINDOW = 20_000  # texts whose memory is measured
Groups = list[set[int]]


@dataclass(frozen=True)
class Score:
    """B-cubed precision, recall and F1 (Bagga and Baldwin, 1998), from 0 to 1; texts a second."""

    precision: float
    recall: float
    f1: float
    per_second: float


def b_cubed(found: Groups, labels: dict[int, int], seconds: float) -> Score:
    """How well the groups found agree with the labels, each text counting the same."""
    true: dict[int, set[int]] = defaultdict(set)
    for text, label in labels.items():
        true[label].add(text)
    precision = recall = 0.0
    for group in found:
        for text in group:
            common = len(group & true[labels[text]])
            precision += common / len(group)
            recall += common / len(true[labels[text]])
    precision, recall = precision / len(labels), recall / len(labels)
    return Score(precision, recall, 2 * precision * recall / (precision + recall), len(labels) / seconds)


def stored(one: Labelled) -> Stored:
    """An article of the set as the store would give it; its language is told by its text."""
    text = "\n\n".join(one.paragraphs)
    content = Content(one.title, text, language=py3langid.classify(text)[0])
    origin = Origin(one.outlet, one.outlet)
    version = Version(
        one.id,
        one.id,
        1,
        f"https://{one.outlet}/{one.id}",
        one.outlet,
        content,
        origin,
        NOON,
        NOON,
        True,
        False,
        "new",
    )
    return Stored(version, analyse(content))


def ours(texts: Iterable[Stored]) -> Groups:
    """The stories as they are grouped, one text after the other."""
    known: dict[int, Traits] = {}
    story: dict[int, int] = {}
    groups: dict[int, set[int]] = {}
    grouping = Grouping(Window(14 * 86_400, 50_000), lambda wanted: {one: known[one] for one in wanted})
    for one in texts:
        new = known[one.version.change] = traits(one)
        met = grouping.meet(new, lambda wanted: {text: story[text] for text in wanted})
        joined = set[int]().union({new.version}, *(groups.pop(told) for told in met))
        told = min(met, default=new.version)
        groups[told] = joined
        story.update(dict.fromkeys(joined, told))
    return list(groups.values())


def linked(ids: Iterable[int], alike: dict[tuple[int, int], float], least: float) -> Groups:
    """Groups of what any chain of pairs that are alike enough connects."""
    group: dict[int, set[int]] = {one: {one} for one in ids}
    for (one, other), similarity in alike.items():
        if similarity >= least and group[one] is not group[other]:
            group[one] |= group[other]
            for text in group[other]:
                group[text] = group[one]
    return list({id(some): some for some in group.values()}.values())


def best_of(
    thresholds: Iterable[float], alike: dict[tuple[int, int], float], labels: dict[int, int], seconds: float
) -> tuple[float, Score]:
    """The threshold with which a peer does best on this very set, and how it does; `seconds` are those of comparing."""
    scores = [(least, b_cubed(linked(labels, alike, least), labels, seconds)) for least in thresholds]
    return max(scores, key=lambda one: one[1].f1)


def by_simhash(made: StoriesSet, labels: dict[int, int]) -> tuple[float, Score]:
    """Trafilatura's simhash, all pairs, with the similarity that suits it best."""
    began = time.perf_counter()
    hashes = {one.id: Simhash("\n".join(one.paragraphs)) for one in made.articles}
    alike = {(one, other): hashes[one].similarity(hashes[other]) for one, other in combinations(hashes, 2)}
    return best_of((0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95), alike, labels, time.perf_counter() - began)


def by_jaccard(texts: Sequence[Stored], labels: dict[int, int]) -> tuple[float, Score]:
    """True Jaccard similarity of the same shingles, all pairs, at its best threshold: what MinHash alone could reach."""
    began = time.perf_counter()
    sets = {one.version.change: frozenset(shingles(one.analysed)[1]) for one in texts}
    alike = {}
    for one, other in combinations(sets, 2):
        shared = len(sets[one] & sets[other])
        alike[one, other] = shared / max(1, len(sets[one]) + len(sets[other]) - shared)
    return best_of((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), alike, labels, time.perf_counter() - began)


def hidden(made: StoriesSet, texts: dict[int, Stored], groups: Groups) -> dict[str, dict[str, int]]:
    """Of the pairs that tell a fact otherwise: how many there are, are one story, and are folded without showing it.

    What is shown is the line of the digest itself: the words that stand in it, or the whole article where no line holds them.
    """
    group = {text: number for number, some in enumerate(groups) for text in some}
    counts: dict[str, dict[str, int]] = {}
    for pair in made.pairs:
        kind = f"{pair.fact}, {'nothing else' if pair.only else 'edited besides'}"
        row = counts.setdefault(kind, {"pairs": 0, "one story": 0, "folded": 0, "hidden": 0})
        row["pairs"] += 1
        if group[pair.first] != group[pair.second]:
            continue
        row["one story"] += 1
        told = differences(texts[pair.first], texts[pair.second])
        if not foldable(told):
            continue
        row["folded"] += 1
        shown = otherwise(told)
        line = " ".join([*(one.here for one in shown.said), *shown.adds, *shown.corrects])
        row["hidden"] += fold(pair.now) not in fold(line)
    return counts


def memory_of(texts: Sequence[Traits], count: int, seed: int) -> float:
    """Bytes a text that the window takes with `count` in it, in a process of its own."""
    rng = random.Random(seed)
    pool = [shingle for one in texts for shingle in one.shingles]
    window = Window(14 * 86_400, count)
    before = psutil.Process().memory_info().rss
    for number in range(count):
        like = rng.choice(texts)
        start = rng.randrange(len(pool) - 700)
        mixed = like.shingles[:0]
        mixed.extend(pool[start : start + 600])
        window.meet(replace(like, version=number, article_id=number, shingles=mixed))
    return float(psutil.Process().memory_info().rss - before) / count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pages", type=Path, default=Path("../shared/pages"), help="recorded pages; else invented texts"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/out"))
    asked = parser.parse_args()
    made = labelled_set(asked.pages, asked.seed)
    texts = {one.id: stored(one) for one in made.articles}
    labels = {one.id: one.story for one in made.articles}
    began = time.perf_counter()
    groups = ours(texts.values())
    score = b_cubed(groups, labels, time.perf_counter() - began)
    shuffled = list(texts.values())
    random.Random(asked.seed).shuffle(shuffled)
    steady = {frozenset(some) for some in groups} == {frozenset(some) for some in ours(shuffled)}
    peers = {
        "Trafilatura's simhash": by_simhash(made, labels),
        "true Jaccard": by_jaccard(list(texts.values()), labels),
    }
    pairs = hidden(made, texts, groups)
    with get_context("spawn").Pool(1) as pool:
        bytes_each = pool.apply(memory_of, ([traits(one) for one in texts.values()], IN_WINDOW, asked.seed))
    unseen = sum(row["hidden"] for row in pairs.values())
    result: dict[str, Any] = {
        "set": made.source,
        "seed": asked.seed,
        "articles": len(made.articles),
        "stories": len(set(labels.values())),
        "ours": vars(score),
        "same groups in another order": steady,
        "peers": {name: {"threshold": at, **vars(one)} for name, (at, one) in peers.items()},
        "pairs": pairs,
        "folded without showing it": unseen,
        "bytes a text in the window": round(bytes_each),
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "stories.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    _print(result, score, peers)
    return 0 if score.f1 >= LEAST_F1 and unseen == 0 and steady else 1


def _print(result: dict[str, Any], score: Score, peers: dict[str, tuple[float, Score]]) -> None:
    console = Console()
    title = f"{result['articles']} articles of {result['stories']} stories, from {result['set']}"
    table = Table("", "precision", "recall", "B-cubed F1", "articles a second", title=title)
    for name, one in {
        "presswatch": score,
        **{f"{name} ≥ {at}": one for name, (at, one) in peers.items()},
    }.items():
        table.add_row(
            name, f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}", f"{one.per_second:,.0f}"
        )
    console.print(table)
    facts = Table("pairs with another", "pairs", "one story", "folded", "folded without showing it")
    for kind, row in sorted(result["pairs"].items()):
        facts.add_row(kind, *(str(row[name]) for name in ("pairs", "one story", "folded", "hidden")))
    console.print(facts)
    console.print(
        f"the same groups in another order: {'yes' if result['same groups in another order'] else 'no'}"
    )
    console.print(
        f"{result['bytes a text in the window']:,} bytes a text in the window ({IN_WINDOW:,} of 600 words)"
    )


if __name__ == "__main__":
    sys.exit(main())
