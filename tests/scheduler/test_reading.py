"""What a digest says of how reading went: nothing is called well that was not read, whoever is to blame."""

from dataclasses import replace
from datetime import timedelta

from alerts.render import render
from crawler.state import SourceState
from scheduler.reading import reading
from tests.alerts.samples import EMPTY
from tests.scheduler.test_todo import DAY, NOW, source


def told(*states: SourceState, language: str = "en") -> str:
    """The digest at NOW (a Monday at noon, 13:00 in Berlin), in one line."""
    contents = replace(EMPTY, until=NOW, reading=reading(states, NOW), language=language)
    made = render(contents)
    return made.subject + " " + " ".join(made.text.split())


def test_each_that_was_not_read_well_is_named() -> None:
    states = (
        source("one"),
        source(
            "two", "failing", last_error="the site does not let us read it (403)", failing_since=NOW - DAY
        ),
        source("three", "silent", last_new=NOW - 3 * DAY, usual=timedelta(hours=4)),
        source("four", "new", last_read=None, last_success=None, last_new=None),
        source("five", next_due=NOW - timedelta(hours=2), last_read=NOW - timedelta(hours=5)),
        source("six", next_due=NOW - timedelta(minutes=50)),
    )
    text = told(*states)
    assert "2 of 6 sources read well." in text
    for line in (
        "Two: refuses us since Sunday (403)",
        "Three: silent for 3 days (usually 4 h)",
        "Four: not read yet",
        "Five: not read (since 08:00)",
    ):
        assert line in text
    assert "Six:" not in text and "One:" not in text and "4 sources not read" in text
    german = told(*states, language="de")
    assert "Four: noch nicht gelesen" in german and "Five: nicht gelesen (seit 08:00)" in german


def test_where_nobody_reads_that_is_what_is_told() -> None:
    states = (
        source("one", next_due=NOW - DAY, last_read=NOW - 2 * DAY),
        source("two", next_due=NOW - DAY, last_read=NOW - 3 * DAY),
        source("three", "new", next_due=NOW, last_read=None),
    )
    text = told(*states)
    assert (
        "No source was read since Saturday. What appeared since then comes once they are read again." in text
    )
    assert "read well" not in text and "One:" not in text and "3 sources not read" in text
    assert "Seit Samstag wurde keine Quelle gelesen." in told(*states, language="de")


def test_all_is_well_and_nothing_is_known() -> None:
    assert "2 of 2 sources read well." in told(source("one"), source("two"))
    assert "WHAT WE COULD NOT READ" not in told()
