"""Where words, wildcards and phrases stand among one field's terms: the judge's innermost part."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from articles.analysis import FieldTerms
from articles.query.nodes import Phrase, Term, Wildcard, Words
from articles.query.words import surface

Run = tuple[int, int]  # positions [start, end) of terms that follow one another


@lru_cache(maxsize=4_096)
def pattern(wildcard: str) -> re.Pattern[str]:
    """A wildcard as an expression for whole terms, which never goes back: cost is length times length at most."""
    first, *others = wildcard.split("*")
    plain = [re.escape(piece).replace(r"\?", ".") for piece in (first, *others)]
    if not others:
        return re.compile(plain[0], re.DOTALL)
    middle = "".join(f"(?>.*?{piece})" for piece in plain[1:-1])
    last = f"(?>.*(?={plain[-1]}\\Z)){plain[-1]}" if plain[-1] else ".*"
    return re.compile(plain[0] + middle + last, re.DOTALL)


def runs(words: Words, field: FieldTerms, text: str, end: int) -> list[Run]:
    """Every place where `words` stand among the first `end` terms, rising.

    `text` is the field's text, for what must stand exactly so. A phrase lies in one paragraph.
    """
    if isinstance(words, Phrase):
        return list(_phrase_runs(words.parts, field, text, end))
    fits = _fitting(words, field, text)
    return [(at, at + 1) for at in _positions(words, field) if at < end and (fits is None or fits(at))]


def _phrase_runs(parts: Sequence[Term | Wildcard], field: FieldTerms, text: str, end: int) -> Iterator[Run]:
    plain = tuple(part.text for part in parts if isinstance(part, Term) and part.exact is None)
    if len(plain) == len(parts):
        for start in field.sequence(plain):
            stop = start + len(plain)
            if stop <= end and field.paragraphs[start] == field.paragraphs[stop - 1]:
                yield start, stop
        return
    found = [_positions(part, field) for part in parts]
    rarest = min(range(len(parts)), key=lambda i: len(found[i]))
    if not found[rarest]:
        return
    fits = [_fits(part, field, text) for part in parts]
    for position in found[rarest]:
        start = position - rarest
        stop = start + len(parts)
        if start < 0 or stop > end or field.paragraphs[start] != field.paragraphs[stop - 1]:
            continue
        if all(fit(start + i) for i, fit in enumerate(fits)):
            yield start, stop


def _positions(part: Term | Wildcard, field: FieldTerms) -> Sequence[int]:
    """Where the folded term stands, or any term that the wildcard stands for; rising."""
    if isinstance(part, Term):
        return field.positions(part.text)
    match = pattern(part.pattern).fullmatch
    prefix = re.split(r"[*?]", part.pattern, maxsplit=1)[0]
    met = [field.positions(term) for term in field.beginning(prefix) if match(term)]
    return met[0] if len(met) == 1 else sorted(position for positions in met for position in positions)


def _fits(part: Term | Wildcard, field: FieldTerms, text: str) -> Callable[[int], bool]:
    terms = field.terms
    if isinstance(part, Wildcard):
        match = pattern(part.pattern).fullmatch
        return lambda at: match(terms[at]) is not None
    exactly = _fitting(part, field, text)
    return lambda at: terms[at] == part.text and (exactly is None or exactly(at))


def _fitting(part: Term | Wildcard, field: FieldTerms, text: str) -> Callable[[int], bool] | None:
    """The test of letters, case and accents of a term that was asked for with `=`; None for others."""
    if not isinstance(part, Term) or part.exact is None:
        return None
    exact = part.exact
    return lambda at: surface(text[field.starts[at] : field.ends[at]]) == exact
