"""Whether two texts tell one story: a fact of these two alone, whichever came first; between `traits` and `following`.

Measured by containment of word shingles (Broder, "On the resemblance and containment of documents", 1997), not by
resemblance: a text cut to a third resembles its original little and is all in it.
"""

from typing import Final

from articles.stories.traits import Traits

SHARED: Final = 0.38  # of the longer text: copies with new leads and paragraphs of their own
BEGUN: Final = 0.8  # of the shorter text, found where the longer begins: copies cut from the end
OWN_OUTLET: Final = (
    0.75  # of the longer text, at one outlet, which fills templates and hangs furniture on every page
)
OF_ARTICLE: Final = 0.5  # of the shorter text, for two versions of one article
SHORT: Final = 25  # shingles below which a text is compared whole, with its headline
FURNISHED: Final = 120  # shingles below which what outlets put on every page may be most of a text
LEAST: Final = 5  # shingles; what is shorter says too little to be told from furniture
OTHER_NUMBERS: Final = 0.4  # of the shorter text's numbers: a template filled anew, not a copy
FEW_NUMBERS: Final = 3
TITLES: Final = 0.3


def same_story(one: Traits, other: Traits) -> bool:
    """Whether the two tell one story. Symmetrical; what is true of a chain of such pairs is a story, too."""
    if one.width != other.width:
        return False
    small, large = sorted((one, other), key=lambda some: (len(some.distinct), some.shingles.tobytes()))
    if len(small.distinct) < LEAST:
        return _reread(one, other)
    shared = len(small.distinct & large.distinct)
    if one.article_id == other.article_id:
        return shared >= OF_ARTICLE * len(small.distinct) or _reread(one, other)
    if len(small.distinct) < SHORT:
        alike = shared >= BEGUN * len(large.distinct)
        return alike and one.site != other.site and _alike(one.title, other.title)
    if _filled_anew(small, large):
        return False
    return _shares(small, large, shared)


def _shares(small: Traits, large: Traits, shared: int) -> bool:
    begun = _begun(small, large)
    if small.site != large.site:
        return shared >= SHARED * len(large.distinct) or begun
    if shared < OWN_OUTLET * len(large.distinct) and not begun:
        return False
    return len(large.distinct) >= FURNISHED or _alike(small.title, large.title)


def _begun(small: Traits, large: Traits) -> bool:
    """Whether the longer text begins with the shorter one, some words and sentences in it apart."""
    beginning = large.shingles[: len(small.shingles) * 13 // 10 + 10]
    return len(small.distinct.intersection(beginning)) >= BEGUN * len(small.distinct)


def _filled_anew(small: Traits, large: Traits) -> bool:
    other = len(small.numbers - large.numbers)
    return other >= FEW_NUMBERS and other > OTHER_NUMBERS * len(small.numbers)


def _reread(one: Traits, other: Traits) -> bool:
    return one.article_id == other.article_id and max(one, other, key=lambda some: some.version).reread


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= TITLES * max(1, len(one | other))
