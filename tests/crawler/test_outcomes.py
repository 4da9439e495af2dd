from datetime import timedelta

import pytest

from crawler.outcomes import (
    Outcome,
    is_past,
    keeps_feed_text,
    next_list_reading,
    next_try,
    of_net_error,
    of_status,
    parse_retry_after,
)
from net.errors import AddressRefused, NameNotResolved
from tests.crawler.installation import DAY, HOUR, MINUTE, NOON

PAUSES = (MINUTE, 5 * MINUTE, HOUR)


@pytest.mark.parametrize(
    ("status", "word", "retry"),
    [
        (404, "not found", False),
        (410, "gone", False),
        (403, "forbidden", True),
        (451, "forbidden", True),
        (429, "too many requests", True),
        (500, "server error", True),
        (503, "server error", True),
        (408, "server error", True),
        (400, "http error", False),
        (418, "http error", False),
        (302, "http error", False),
    ],
)
def test_what_a_status_means(status: int, word: str, retry: bool) -> None:
    outcome = of_status(status, None, NOON)
    assert outcome is not None
    assert (outcome.word, outcome.retry) == (word, retry)
    assert str(status) in outcome.reason


@pytest.mark.parametrize("status", [200, 203, 206, 304])
def test_success_is_no_outcome(status: int) -> None:
    assert of_status(status, None, NOON) is None


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("120", NOON + 2 * MINUTE),
        ("Mon, 02 Mar 2026 12:30:00 GMT", NOON + 30 * MINUTE),
        ("Mon, 02 Mar 2026 12:30:00 -0000", NOON + 30 * MINUTE),
        ("9999999999999", NOON + DAY),
        ("Fri, 01 Jan 2100 00:00:00 GMT", NOON + DAY),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_heeded_for_at_most_a_day(header: str | None, moment: object) -> None:
    assert parse_retry_after(header, NOON) == moment


def test_pauses_grow_until_it_is_given_up() -> None:
    fault = Outcome("timeout", "x", retry=True)
    tries = [next_try(fault, n, PAUSES, NOON) for n in (1, 2, 3, 4)]
    assert tries == [NOON + MINUTE, NOON + 5 * MINUTE, NOON + HOUR, None]
    assert next_try(Outcome("not found", "x"), 1, PAUSES, NOON) is None
    assert next_try(Outcome("wall", "x", retry=True, tries=2), 2, PAUSES, NOON) is None
    asked = Outcome("too many requests", "x", retry=True, after=NOON + 2 * HOUR)
    assert next_try(asked, 1, PAUSES, NOON) == NOON + 2 * HOUR


def test_feed_text_stands_in_after_three_tries_or_at_the_end() -> None:
    fault = Outcome("server error", "x", retry=True)
    assert [keeps_feed_text(fault, n, last=False) for n in (1, 2, 3, 4)] == [False, False, True, False]
    assert keeps_feed_text(Outcome("robots", "x"), 1, last=True)
    assert not keeps_feed_text(Outcome("not found", "x"), 1, last=True)
    assert not keeps_feed_text(Outcome("gone", "x"), 1, last=True)


def test_a_list_is_tried_again_soon_at_first_and_rarely_where_it_lasts() -> None:
    every = timedelta(minutes=30)
    fault, gone = Outcome("timeout", "x", retry=True), Outcome("not found", "x")
    assert next_list_reading(None, 0, every, NOON) == NOON + every
    assert next_list_reading(fault, 1, every, NOON) == NOON + 2 * MINUTE
    assert next_list_reading(fault, 2, every, NOON) == NOON + 10 * MINUTE
    assert next_list_reading(fault, 1, MINUTE, NOON) == NOON + MINUTE
    assert next_list_reading(gone, 1, every, NOON) == NOON + every
    assert next_list_reading(fault, 3, every, NOON) == NOON + every
    assert next_list_reading(fault, 8, every, NOON) == NOON + 2 * HOUR
    assert next_list_reading(gone, 500, every, NOON) == NOON + 12 * HOUR
    assert next_list_reading(gone, 500, 2 * DAY, NOON) == NOON + 2 * DAY
    asked = Outcome("too many requests", "x", retry=True, after=NOON + 5 * HOUR)
    assert next_list_reading(asked, 1, every, NOON) == NOON + 5 * HOUR


def test_only_what_a_first_reading_named_can_be_past() -> None:
    assert is_past(True, None, NOON, 2 * DAY)
    assert is_past(True, NOON - 3 * DAY, NOON, 2 * DAY)
    assert not is_past(True, NOON - DAY, NOON, 2 * DAY)
    assert not is_past(True, NOON + DAY, NOON, 2 * DAY)
    assert not is_past(False, None, NOON, 2 * DAY)
    assert not is_past(False, NOON - 900 * DAY, NOON, 2 * DAY)
    assert is_past(True, NOON - MINUTE, NOON, timedelta(0))


def test_errors_of_the_way_out_keep_their_kind() -> None:
    assert of_net_error(NameNotResolved("host name is not known", "http://x")).word == "dns"
    assert of_net_error(NameNotResolved("x")).retry
    refused = of_net_error(AddressRefused("leads to 10.0.0.1", "http://x"))
    assert (refused.word, refused.retry, refused.reason) == ("refused", False, "leads to 10.0.0.1")
