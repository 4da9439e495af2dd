"""How a source fares, in plain words; for `presswatch status` and the page of sources."""

from datetime import datetime

from alerts.render import times
from crawler.outcomes import hidden_in_words
from crawler.state import Health, SourceState

WORST_FIRST: tuple[Health, ...] = ("failing", "silent", "new", "well")
STATE_NAMES: dict[Health, str] = {
    "new": "not read yet",
    "well": "well",
    "failing": "failing",
    "silent": "silent",
}


def trouble_words(state: SourceState, zone: str, now: datetime) -> str:
    """What is wrong with a source and since when; empty if nothing is. Times in `zone`."""
    said = []
    if state.state == "failing":
        since = f" since {times.moment(state.failing_since, zone, now)}" if state.failing_since else ""
        said.append(f"{state.last_error or 'cannot be read'}{since}")
    if state.state == "silent":
        last = times.moment(state.last_new, zone, now) if state.last_new else None
        usual = f" (usually {times.span_of(state.usual)})" if state.usual is not None else ""
        said.append(f"has named nothing new since {last}{usual}" if last else "has never named an article")
    if state.problems:
        pages = hidden_in_words(state.problems)
        said.append(f"pages this week that could not be read: {pages}")
    return "; ".join(said)
