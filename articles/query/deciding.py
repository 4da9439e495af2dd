"""Trees compiled to quick questions: whether a version matches, not where; live matching asks before spans are gathered.

The verdicts are the judge's own (a test holds them together): what shows in a `Sheet`'s marks is looked up there,
nearness and counts of such words are worked out on the scanned text, and the rest is asked of the judge's own parts.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from articles.query.judge import BARE_FIELDS
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    EntityRef,
    FieldName,
    In,
    Label,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
    Words,
)
from articles.query.sheet import AUTHOR, Closeness, Sheet, count_words, entity_mark, label_mark, needle

Check = Callable[[Sheet], bool | None]  # None is unknown, as the judge has it
_WORDS: Final = (Term, Wildcard, Phrase)  # a union of types would be made anew at every question
_WILD = re.compile(r"[*?]+")


def decider(tree: Node) -> Check:
    """The question whether `evaluate(tree, …)` matches: True, or else False or None.

    The sheet's marks hold those of the tree's that are there, and those of the entities that are mentioned.
    """
    return _check(tree, None)


def remaining(rest: Node) -> Check:
    """The question whether what is left of a query matches a sheet that shows each part of it that has to be there."""
    if isinstance(rest, Near) and (question := closeness(rest)) is not None:
        return lambda sheet: sheet.close(question)
    return _check(rest, None)


def plain_mark(words: Words) -> str | None:
    """The mark that says all: where it is seen, and only there, the words stand; None if there is no such mark."""
    if isinstance(words, Term):
        return words.text if words.exact is None else None
    if isinstance(words, Phrase):
        plain = [part.text for part in words.parts if isinstance(part, Term) and part.exact is None]
        if len(plain) == len(words.parts):
            return " ".join(plain)
        if any(isinstance(part, Term) and part.exact is not None for part in words.parts):
            return None
        text = " ".join([part.text if isinstance(part, Term) else part.pattern for part in words.parts])
    else:
        text = words.pattern
    inner = text.removeprefix("*").removesuffix("*")
    return text if inner.strip() == inner != "" and not _WILD.search(inner) and shows(text) else None


def partial_marks(words: Words) -> list[str]:
    """What must be seen for the words to stand there, if no mark says all."""
    parts = words.parts if isinstance(words, Phrase) else (words,)
    joined = " ".join([part.text if isinstance(part, Term) else part.pattern for part in parts])
    pieces = [piece for piece in _WILD.split(f" {joined} ") if piece.strip()]
    found = [
        f"{'' if piece[0] == ' ' else '*'}{piece.strip()}{'' if piece[-1] == ' ' else '*'}"
        for piece in pieces
    ]
    return [mark for mark in found if shows(mark)]


def shows(mark: str) -> bool:
    """Whether a mark is looked for: one letter of a word would be seen everywhere."""
    return "*" not in mark or len(mark.strip("*")) > 1


def closeness(node: Near, field: FieldName | None = None) -> Closeness | None:
    """As `Sheet.close` is asked; None where there are more than two parts, or not all is placed by marks."""
    groups = [_plain_marks(part) for part in node.parts]
    if len(groups) != 2 or not all(groups) or field == "author":
        return None
    left, right = (tuple([(mark, count_words(mark)) for mark in group]) for group in groups)
    return Closeness(left, right, node.distance, field, node.ordered)


def _check(node: Node, field: FieldName | None) -> Check:
    if isinstance(node, _WORDS):
        return _words(node, field)
    if isinstance(node, And):
        return _all(_checks(node.parts, field, any_one=False))
    if isinstance(node, Or):
        checks = _checks(node.parts, field, any_one=True)
        return checks[0] if len(checks) == 1 else _any(checks)
    if isinstance(node, Not):
        return _not(_check(node.part, field))
    if isinstance(node, In):
        return _check(node.part, node.field)
    if isinstance(node, Label):
        return _seen(label_mark(node))
    if isinstance(node, DateRange):
        return lambda sheet: sheet.dated(node)
    if isinstance(node, EntityRef) and field is None:
        return _seen(entity_mark(node.id))
    fields = BARE_FIELDS if field is None else (field,)
    if isinstance(node, AtLeast):
        return _often(node, field, fields)
    if isinstance(node, EntityRef):
        return lambda sheet: sheet.stands(node, fields)
    assert isinstance(node, Near | Sentence)
    first = _checks(node.parts, field, any_one=False)
    if isinstance(node, Near) and (question := closeness(node, field)) is not None:
        return _all([*first, lambda sheet: sheet.close(question)])
    return _all([*first, lambda sheet: sheet.stands(node, fields)])


def _checks(parts: Sequence[Node], field: FieldName | None, *, any_one: bool) -> list[Check]:
    """A check for each part, the cheapest first; those that are seen at a glance have one for them all."""
    glances = {}
    for part in parts:
        if (mark := _glance(part, field)) is not None:
            glances[part] = mark
    # The verdict of an AND or OR does not hang on the order.
    others = sorted(
        [part for part in parts if part not in glances], key=lambda part: _COSTS.get(type(part), 3)
    )
    checks = [_check(part, field) for part in others]
    if not glances:
        return checks
    if len(glances) == 1:
        return [*map(_seen, glances.values()), *checks]
    marks = frozenset(glances.values())
    if any_one:
        return [_one_of(marks), *checks]
    return [lambda sheet: marks <= sheet.marks, *checks]


_COSTS: Final[dict[type, int]] = {Term: 0, Phrase: 1, Wildcard: 1, Label: 1, Or: 2, And: 2, In: 2, Not: 2}


def _glance(node: Node, field: FieldName | None) -> str | None:
    """The mark that is the whole answer to `node`, if there is one."""
    if isinstance(node, Label):
        return label_mark(node)
    if not isinstance(node, _WORDS) or field not in (None, "author"):
        return None
    mark = plain_mark(node)
    return None if mark is None else f"{AUTHOR if field else ''}{mark}"


def _plain_marks(node: Node) -> tuple[str, ...]:
    """The marks of a word or phrase, or of an OR of them; () if one has none that says all."""
    if isinstance(node, Or):
        groups = [_plain_marks(part) for part in node.parts]
        return tuple(dict.fromkeys([mark for group in groups for mark in group])) if all(groups) else ()
    mark = plain_mark(node) if isinstance(node, _WORDS) else None
    return () if mark is None else (mark,)


def _seen(mark: str) -> Check:
    return lambda sheet: mark in sheet.marks


def _one_of(marks: frozenset[str]) -> Check:
    return lambda sheet: not marks.isdisjoint(sheet.marks)


def _words(node: Words, field: FieldName | None) -> Check:
    glance = _glance(node, field)
    if glance is not None:
        return _seen(glance)
    mark = plain_mark(node)
    if mark is not None:  # seen somewhere: whether in this field the text must say
        somewhere, sought = mark, needle(mark)
        return lambda sheet: somewhere in sheet.marks and sought in sheet.text_of(field)
    prefix = AUTHOR if field == "author" else ""
    must = frozenset([f"{prefix}{mark}" for mark in partial_marks(node)])
    fields = BARE_FIELDS if field is None else (field,)
    return lambda sheet: must <= sheet.marks and sheet.stands(node, fields)


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def every(sheet: Sheet) -> bool | None:
        known: bool | None = True
        for check in checks:
            verdict = check(sheet)
            if not verdict:
                if verdict is False:
                    return False
                known = None
        return known

    return every


def _any(checks: list[Check]) -> Check:
    def some(sheet: Sheet) -> bool | None:
        known: bool | None = False
        for check in checks:
            verdict = check(sheet)
            if verdict:
                return True
            if verdict is None:
                known = None
        return known

    return some


def _not(check: Check) -> Check:
    def denied(sheet: Sheet) -> bool | None:
        verdict = check(sheet)
        return None if verdict is None else not verdict

    return denied


def _often(node: AtLeast, field: FieldName | None, fields: tuple[FieldName, ...]) -> Check:
    part, times, once = node.part, node.times, _check(node.part, field)
    marks = _plain_marks(part)
    if marks and field != "author":
        return lambda sheet: once(sheet) is True and sheet.count(marks, field) >= times
    return lambda sheet: once(sheet) is True and sheet.times(part, fields) >= times
