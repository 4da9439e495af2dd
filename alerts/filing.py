"""Under what a query is filed: stretches of text one of which must occur where it matches; for the compiled watches."""

from dataclasses import dataclass

from articles.analysis import is_cluster
from articles.query.deciding import pieces
from articles.query.nodes import And, AtLeast, In, Near, Node, Or, Phrase, Sentence, Term, Wildcard

_LETTER = 1.6  # bits: what a letter more says, about, in a language written with spaces
_CLUSTER = 6.0  # and a character of one written without
_ENOUGH = 9  # letters; a longer word is hardly rarer


@dataclass(frozen=True, slots=True)
class Filed:
    """A version whose scanned text (`FieldTerms.scan`) holds none of `stretches` cannot match.

    `cost` is the share of texts that may hold one, guessed from their lengths alone; only its order counts.
    """

    stretches: frozenset[str]
    cost: float


def filed(tree: Node) -> Filed | None:
    """The cheapest way to file a query; None where nothing can be said (labels, dates, NOT), so it is always judged.

    After Lucene Monitor's TermFilteredPresearcher, but with whole phrases. Entities must be expanded before.
    An upper bound: it never leaves out a version that the judge would match.
    """
    if isinstance(tree, (Term, Wildcard, Phrase)):
        bits, stretch = max([(_bits(piece), piece) for piece in pieces(tree)], default=(0.0, ""))
        return Filed(frozenset((stretch,)), 2**-bits) if _tells(stretch) else None
    if isinstance(tree, (In, AtLeast)):
        return filed(tree.part)
    if isinstance(tree, (And, Near, Sentence)):
        told = [found for part in tree.parts if (found := filed(part)) is not None]
        return min(told, key=lambda found: (found.cost, len(found.stretches)), default=None)
    if isinstance(tree, Or):
        parts = [filed(part) for part in tree.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return Filed(
            frozenset[str]().union(*(part.stretches for part in known)), sum(part.cost for part in known)
        )
    return None


def _bits(stretch: str) -> float:
    return sum(
        len(word) * _CLUSTER if is_cluster(word) else min(len(word), _ENOUGH) * _LETTER
        for word in stretch.split()
    )


def _tells(stretch: str) -> bool:
    # One letter from the middle of a word would be found everywhere.
    return len(stretch.strip()) > 1 or (stretch[:1] == " " == stretch[-1:] and stretch.strip() != "")
