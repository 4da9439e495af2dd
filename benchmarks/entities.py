"""Names: how many pairs and mentions are found, how many wrongly, and how fast beside an exact automaton.

    .venv/bin/python -m benchmarks.entities [--entities 10000] [--articles 1000] [--pages ../shared/pages]

Quality is over the pairs and articles under tests/articles/names; those of `held_out` were not looked at while the rules
were made. In speed both sides begin with an article's text and analyse it. Then the peer looks for the names exactly as they
are given, by one Aho-Corasick automaton, once behind the analysis that live matching has and once behind the one that
tells where in the text a term stands; ours says which entities are mentioned in whatever spelling, as live matching does.
The articles are paragraphs of recorded pages, or of the test data and made words where there are none, with some of the names
among them: the pages have some 230 articles of paragraphs, then they come again. Seconds are those of the processor, one thread.
"""

import argparse
import csv
import gc
import json
import random
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from alerts.watchlist import Watchlist
from articles.analysis import analyse, fold, skim
from articles.article import Content, Origin, Version
from articles.entities import Entity
from articles.names import SAME, compare
from articles.names.letters import writing
from articles.names.mentions import mentions
from articles.names.scanning import scan
from articles.names.sought import sought
from articles.query import Judged
from articles.query.nodes import EntityRef
from benchmarks.matching_texts import paragraphs_of_pages

DATA = Path(__file__).parent.parent / "tests" / "articles" / "names"
OUT = Path(__file__).parent / "out" / "entities.json"
SIZE = 10_000  # bytes of an article
FIRST = 100  # articles, of which nearly every name word is new
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of test data."""
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def pairs(which: str) -> dict[str, Any]:
    """Recall at 10 % false positives on hard negatives, and both rates at the normal precision."""
    other = sorted(
        (compare(row["name"], row["surface"]).score for row in rows(f"pairs/other{which}.tsv")), reverse=True
    )
    threshold = other[len(other) // 10]
    same = [(compare(row["name"], row["surface"]).score, row) for row in rows(f"pairs/same{which}.tsv")]
    across = [score for score, row in same if writing(row["name"]) != writing(row["surface"])]
    return {
        "pairs": len(same),
        "hard negatives": len(other),
        "threshold": threshold,
        "recall at 10 % fpr": share(score > threshold for score, _ in same),
        "across scripts": share(score > threshold for score in across),
        "same": share(score >= SAME for score, _ in same),
        "wrongly same": share(score >= SAME for score in other),
    }


def articles(which: str) -> dict[str, Any]:
    """Precision and recall over (article, person), every person of both sets being looked for in every article."""
    names = {
        name
        for part in ("dev", "held_out")
        for row in rows(f"articles/{part}.tsv")
        for name in row["names"].split("; ")
    }
    met = wrong = missed = 0
    for row in rows(f"articles/{which}.tsv"):
        here, read = set(row["names"].split("; ")), [scan(row["text"])]
        got = {name for name in names if mentions(sought(Entity(name, name)), read)}
        met, wrong, missed = met + len(got & here), wrong + len(got - here), missed + len(here - got)
    return {"precision": met / (met + wrong), "recall": met / (met + missed)}


def share(found: Iterable[bool]) -> float:
    """The share of trues."""
    every = list(found)
    return sum(every) / len(every)


def speed(count: int, number: int, pages: Path) -> dict[str, Any]:
    """Articles a second: all entities in live matching, from a cold start and again, and the exact automaton."""
    chance = random.Random(7)
    people = {f"e{i}": Entity(f"e{i}", made_name(chance)) for i in range(count)}
    names = [one.name for one in people.values()]
    paragraphs = paragraphs_of_pages(pages)
    texts = [
        written_article(chance, names, paragraphs) if paragraphs else made_article(chance, names)
        for _ in range(number)
    ]
    started = time.process_time()
    watchlist = Watchlist(((id, EntityRef(id)) for id in people), people)
    found: dict[str, Any] = {
        "entities": count,
        "texts": "recorded" if paragraphs else "made",
        "compiled in seconds": time.process_time() - started,
    }
    gc.freeze()  # as `presswatch match` does
    gc.set_threshold(100_000)
    automaton = AhoCorasick(
        [f" {fold(name)} " for name in names], implementation=Implementation.ContiguousNFA
    )
    for what in ("articles", "articles again"):
        started = time.process_time()
        for at, text in enumerate(texts, 1):
            watchlist.match(judged(text, people), NOW)
            if at == FIRST:
                found.setdefault(f"first {FIRST}/s", at / (time.process_time() - started))
        found[f"{what}/s"] = number / (time.process_time() - started)
    for what, analysed in (("exact", skim), ("exact with places", analyse)):
        started = time.process_time()
        for text in texts:
            scan = analysed(Content("", text)).fields["body"].scan()
            automaton.find_matches_as_indexes(scan, overlapping=True)
        found[f"{what}/s"] = number / (time.process_time() - started)
        found[f"ratio to {what}"] = found["articles/s"] / found[f"{what}/s"]
        found[f"ratio again to {what}"] = found["articles again/s"] / found[f"{what}/s"]
    return found


def written_article(chance: random.Random, names: list[str], paragraphs: list[str]) -> str:
    """About 10 kB of paragraphs of recorded pages, with five of the names."""
    parts: list[str] = [f"{name} was there." for name in chance.sample(names, 5)]
    size = 0
    while size < SIZE:
        parts.append(chance.choice(paragraphs))
        size += len(parts[-1].encode())
    chance.shuffle(parts)
    return "\n\n".join(parts)


def made_name(chance: random.Random) -> str:
    """A name of given and family names of the test data and of syllables."""
    given = chance.choice(_GIVEN)
    return f"{given} {''.join(chance.choice(_SYLLABLES) for _ in range(3)).title()}"


def made_article(chance: random.Random, names: list[str]) -> str:
    """About 10 kB of the articles of the test data and words, with a few of the names."""
    texts = [row["text"] for row in rows("articles/dev.tsv")]
    paragraphs: list[str] = []
    size = 0
    while size < SIZE:
        words = " ".join(
            "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(1, 4))) for _ in range(70)
        )
        paragraphs.append(
            f"{chance.choice(texts)} {words.capitalize()}. {chance.choice(names)} {words[:40]}."
        )
        size += len(paragraphs[-1].encode())
    return "\n\n".join(paragraphs)


def judged(text: str, people: dict[str, Entity]) -> Judged:
    """A version with this text."""
    content = Content("", text)
    return Judged(
        Version(0, 0, 1, "", "", content, Origin("s", "s"), NOW, NOW, True, False, "new"),
        skim(content),
        people,
    )


_SYLLABLES = [
    "ba",
    "den",
    "ko",
    "vich",
    "mar",
    "son",
    "lev",
    "ski",
    "ra",
    "to",
    "mi",
    "han",
    "dor",
    "lu",
    "per",
    "gor",
    "sta",
    "ven",
    "kal",
    "ri",
    "no",
    "fer",
    "zho",
    "tur",
    "wes",
    "pim",
]
_GIVEN = sorted({row["name"].split()[0] for row in rows("pairs/same.tsv") + rows("pairs/other.tsv")})


def main() -> None:
    """Print the tables and write the JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--pages", type=Path, default=Path("../shared/pages"))
    options = parser.parse_args()
    found = {
        "pairs": pairs(""),
        "pairs held out": pairs("_held_out"),
        "articles": articles("dev"),
        "articles held out": articles("held_out"),
        "speed": speed(options.entities, options.articles, options.pages),
    }
    for what, figures in found.items():
        print(
            f"{what:<20}"
            + "  ".join(
                f"{name} {value:.3g}" if not isinstance(value, str) else f"{name} {value}"
                for name, value in figures.items()
            )
        )
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
