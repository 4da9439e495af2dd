"""What became of a fetch, in one word and in plain words, and when to try again; pure, between fetching and the frontier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from net.errors import NetError, RetryableNetError

Word = Literal[
    "kept",
    "unchanged",
    "not found",
    "gone",
    "soft 404",
    "forbidden",
    "wall",
    "cookie wall",
    "paywall",
    "browser check",
    "empty",
    "garbled",
    "not an article",
    "not a page",
    "http error",
    "server error",
    "too many requests",
    "robots",
    "bad address",
    "refused",
    "redirects",
    "too large",
    "dns",
    "connect",
    "tls",
    "timeout",
    "broken",
    "parse timeout",
    "parse memory",
    "parser failed",
    "not a list",
    "source removed",
]
# what stands between us and the text of a page that exists: what its feed says of it is kept instead
_HIDDEN_IN_WORDS: dict[Word, str] = {
    "forbidden": "refused by the site",
    "wall": "behind a wall",
    "cookie wall": "behind a cookie wall",
    "paywall": "behind a paywall",
    "browser check": "behind a check for browsers",
    "empty": "without any text",
    "garbled": "in a broken encoding",
    "robots": "closed by robots.txt",
    "not a page": "that are no web page",
    "too large": "too large",
    "too many requests": "put off by the site (too many requests)",
    "server error": "with a fault of the site",
    "dns": "whose host was not found",
    "connect": "whose host did not answer",
    "tls": "without a valid certificate",
    "timeout": "that took too long",
    "broken": "that broke off",
    "parse timeout": "that took too long to read",
    "parse memory": "that took too much memory to read",
    "parser failed": "that our reader failed on",
}
HIDDEN = tuple(_HIDDEN_IN_WORDS)
# what stands in place of a page, as extraction says it
CONSENT_ASKED = "a question for consent stands in place of the page"
FOR_SUBSCRIBERS = "only the beginning is there, the rest is for subscribers"
CHECK_FOR_ROBOTS = "a check for robots stands in place of the page"
_WALLS: dict[str, Word] = {
    CONSENT_ASKED: "cookie wall",
    FOR_SUBSCRIBERS: "paywall",
    CHECK_FOR_ROBOTS: "browser check",
}
TRIES_BEFORE_FEED = 3  # failed tries of a page before its feed's text is kept for the time being
LONGEST_PAUSE = timedelta(days=1)
_NOT_FOUND = 404
_GONE = 410
_FORBIDDEN = (401, 402, 403, 451)
_TOO_MANY = 429
_WAIT = (408, 425)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` is for people. `retry` says that trying again may help, at most `tries` times in all if given,
    and not before `after` (the server's own wish)."""

    word: Word
    reason: str
    retry: bool = False
    after: datetime | None = None
    tries: int | None = None


def hidden_in_words(counts: Mapping[Word, int]) -> str:
    """Numbers of pages by outcome (of `HIDDEN`) in plain words, the most first: "2 behind a wall, 1 too large"."""
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {_HIDDEN_IN_WORDS.get(word, word)}" for word, number in most)


def of_wall(reason: str) -> Word:
    """Which wall a page is behind, by the reason that extraction gives."""
    return _WALLS.get(reason, "wall")


def of_status(status: int, retry_after: str | None, now: datetime) -> Outcome | None:
    """What an HTTP status means (RFC 9110, 15); None for success, and for 304, which the caller asked for."""
    if 200 <= status < 300 or status == 304:
        return None
    if status == _NOT_FOUND:
        return Outcome("not found", "the site says that there is no such page (404)")
    if status == _GONE:
        return Outcome("gone", "the site says that the page was taken down (410)")
    if status in _FORBIDDEN:
        return Outcome("forbidden", f"the site does not let us read it ({status})", retry=True, tries=3)
    after = parse_retry_after(retry_after, now)
    if status == _TOO_MANY:
        return Outcome("too many requests", "the site asks us to slow down (429)", retry=True, after=after)
    if status >= 500 or status in _WAIT:
        return Outcome("server error", f"the site has a fault ({status})", retry=True, after=after)
    return Outcome("http error", f"the site answered with status {status}")


def parse_retry_after(value: str | None, now: datetime) -> datetime | None:
    """The moment that `Retry-After` names (RFC 9110, 10.2.3), at most a day away; None for nonsense."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=int(value[:9])), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(moment.astimezone(UTC), now + LONGEST_PAUSE)


def of_net_error(error: NetError) -> Outcome:
    """What an error of the way out means."""
    word: Word = _NET_WORDS.get(error.code, "broken")
    return Outcome(word, error.reason, retry=isinstance(error, RetryableNetError))


_NET_WORDS: dict[str, Word] = {
    "bad address": "bad address",
    "refused": "refused",
    "too large": "too large",
    "redirects": "redirects",
    "dns": "dns",
    "connect": "connect",
    "tls": "tls",
    "timeout": "timeout",
    "broken": "broken",
    "broken body": "broken",
}


def next_try(
    outcome: Outcome, attempts: int, pauses: tuple[timedelta, ...], now: datetime
) -> datetime | None:
    """When to try again after `attempts` failed ones, with growing pauses; None to give up."""
    most = len(pauses) + 1 if outcome.tries is None else min(outcome.tries, len(pauses) + 1)
    if not outcome.retry or attempts >= most:
        return None
    wait = now + pauses[attempts - 1]
    return wait if outcome.after is None else max(wait, outcome.after)


def keeps_feed_text(outcome: Outcome, attempts: int, *, last: bool) -> bool:
    """Whether what the feed said of a page is kept now: when we give up, or a retry was tried often enough."""
    return outcome.word in HIDDEN and (last or attempts == TRIES_BEFORE_FEED)


def next_list_reading(
    outcome: Outcome | None, failures: int, read_every: timedelta, now: datetime
) -> datetime:
    """When a list is read again: after its interval; sooner after a first fault that may pass; later where it lasts.

    A list that an operator wrote down is never given up: at worst it is tried every 12 hours.
    """
    if outcome is None:
        return now + read_every
    if outcome.retry and failures <= 2:
        wait = min(read_every, timedelta(minutes=2 if failures == 1 else 10))
    elif failures <= 6:
        wait = read_every
    else:
        wait = max(read_every, min(read_every * 2 ** (min(failures, 30) - 6), timedelta(hours=12)))
    return now + wait if outcome.after is None else max(now + wait, outcome.after)


def is_past(named_in_past: bool, published_end: datetime | None, now: datetime, catch_up: timedelta) -> bool:
    """Whether an article belongs to its source's past: it was there at a first reading, and is not recent.

    Undated counts as past. Nothing else in presswatch decides by a date of publication what is news.
    """
    return named_in_past and (published_end is None or published_end <= now - catch_up)
