"""Mixed queries of words that the articles hold, for benchmarks.elastic: the same for every run with the same pages."""

import random
from collections import Counter
from pathlib import Path

from articles.analysis import analyse_field
from articles.query.nodes import And, DateRange, DaysBack, Near, Node, Not, Or, Phrase, Term, Wildcard
from benchmarks.archive_filling import SEED, texts


def mixed(pages: Path, count: int) -> list[Node]:
    """Words, phrases, groups, NOT, nearness, beginnings and stretches of time, of words rare and common."""
    chance = random.Random(SEED)
    cut = [terms for text in texts(pages) if len(terms := analyse_field(text).terms) > 12]
    often = Counter(term for terms in cut for term in set(terms) if len(term) > 2)
    words = [term for term, number in often.items() if number > 1]

    def word() -> Term:
        return Term(chance.choice(words))

    def stretch(length: int) -> tuple[str, ...]:
        terms = chance.choice(cut)
        start = chance.randrange(len(terms) - length)
        return terms[start : start + length]

    def near() -> Node:
        while True:
            terms = stretch(8)
            if terms[0] != terms[5]:
                return Near((Term(terms[0]), Term(terms[5])), 5)

    kinds = (
        word,
        lambda: Phrase(tuple(map(Term, stretch(chance.choice((2, 3)))))),
        lambda: Or((word(), word(), word(), word())),
        lambda: And((Term(stretch(1)[0]), Term(stretch(1)[0]))),
        lambda: And((Term(stretch(1)[0]), Not(word()))),
        near,
        lambda: Wildcard(f"{chance.choice([one for one in words if len(one) > 6])[:5]}*"),
        lambda: And((Term(stretch(1)[0]), DateRange("seen", DaysBack(chance.choice((7, 30))), None, "UTC"))),
    )
    return [kinds[number % len(kinds)]() for number in range(count)]
