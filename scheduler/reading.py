"""How reading went, as a digest tells it: from the sources' states to plain values; pure, beside the rounds."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from alerts.contents import HiddenPages, Reading, SourceTrouble
from crawler.outcomes import Word, hidden_in_words
from crawler.state import SourceState

OVERDUE = timedelta(hours=1)  # a source that was to be read longer ago, and was not, is not read well


def reading(states: Sequence[SourceState], now: datetime) -> Reading:
    """What a digest says of how reading went: failing sources, silent ones, those not read (yet), and pages without their text.

    What stands still says nothing of itself: a source that was well when it was last read is not, once it is overdue. Where
    all are, it is we who do not read, and that is told in their place.
    """
    late = {state.id for state in states if state.next_due is not None and state.next_due < now - OVERDUE}
    nobody_reads = bool(states) and all(state.id in late or state.state == "new" for state in states)
    troubles = [
        _trouble(state, late=state.id in late)
        for state in states
        if state.state in ("failing", "silent")
        or (not nobody_reads and (state.state == "new" or state.id in late))
    ]
    troubles.sort(key=lambda trouble: (trouble.kind, trouble.since or datetime.max.replace(tzinfo=UTC)))
    pages: Counter[Word] = Counter()
    for state in states:
        pages.update(state.problems)
    return Reading(
        sources=len(states),
        well=0 if nobody_reads else sum(state.state == "well" and state.id not in late for state in states),
        troubles=tuple(troubles),
        hidden=tuple(
            HiddenPages(word, hidden_in_words({word: 1}).removeprefix("1 "), number)
            for word, number in pages.most_common()
        ),
        unread_since=max((s.last_read for s in states if s.last_read is not None), default=None)
        if nobody_reads
        else None,
    )


def _trouble(state: SourceState, *, late: bool) -> SourceTrouble:
    if state.state == "silent":
        what = "has named nothing new"
        return SourceTrouble(state.id, state.name, what, state.last_new, "silent", state.usual)
    what, since = state.last_error or "cannot be read", state.failing_since
    if state.state == "new":
        what, since = "not read yet", None
    elif state.state == "well" and late:
        what, since = "not read", state.last_read
    return SourceTrouble(state.id, state.name, what, since)
