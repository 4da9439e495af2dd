"""Limits are per source and watch: what is over one is listed by title and address, and a flood hides nobody."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from alerts import ledger, tables
from alerts.contents import Contents
from alerts.limits import Waiting, choose
from alerts.preview import preview
from tests.alerts.desk import Desk, at, to
from tests.newsroom.mailbox import Mailbox

ANNA = "anna@reader.example"
_WAITING = st.lists(
    st.builds(Waiting, st.integers(1, 10_000), st.integers(1, 3), st.sampled_from(["a", "b", "c"])),
    unique_by=lambda one: one.change,
    max_size=60,
)


@given(_WAITING, st.integers(1, 9), st.integers(1, 40), st.integers(1, 40))
def test_nothing_is_lost_and_no_source_is_hidden(
    waiting: list[Waiting], most: int, shown: int, listed: int
) -> None:
    chosen = choose(waiting, most, shown, listed)
    everything = (*chosen.shown, *chosen.listed, *chosen.left)
    assert sorted(everything) == sorted(one.change for one in waiting)
    assert len(chosen.shown) <= shown and len(chosen.listed) <= listed
    of = {one.change: (one.watch, one.source) for one in waiting}
    groups = set(of.values())
    for group in groups:
        mine = [change for change in chosen.shown if of[change] == group]
        assert len(mine) <= most
        assert mine == sorted(mine, reverse=True), "the newest stand in full"
    if len(groups) <= shown:
        assert {of[change] for change in chosen.shown} == groups, "every source of every watch is there"


def _text(desk: Desk, number: int = 0) -> str:
    message = message_from_bytes(desk.rows(tables.messages)[number].body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return " ".join(str(message.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]


def _contents(desk: Desk) -> Contents:
    return preview(desk.db, "desk", desk.clock.at, mail=desk.mail).contents


def test_a_flood_of_one_outlet_hides_no_other(desk: Desk) -> None:
    desk.configure({"g": "grozny", "c": "court"}, [to(ANNA, watches=["g", "c"], most=3)])
    desk.keep_many(40, "Grozny.", "flood")
    desk.keep_many(2, "Grozny.", "quiet")
    desk.keep_many(5, "A court.", "flood2")
    desk.match()
    contents = _contents(desk)
    grozny, court = contents.groups
    assert [len(grozny.items), len(grozny.listed)] == [5, 37]
    assert {item.source for item in grozny.items} == {"flood", "quiet"}
    assert [len(court.items), len(court.listed)] == [3, 2]
    assert contents.articles == 47 and not contents.waiting
    desk.build(force=True)
    text = _text(desk)
    assert "37 more articles of flood, by title:" in text
    assert all(f"https://flood.example/many/{place}" in text for place in range(40))
    states = list(desk.account().values())
    assert states.count((ledger.IN_MESSAGE, None)) == 8
    assert states.count((ledger.SUPPRESSED, ledger.OVER_LIMIT)) == 39
    rows = desk.rows(tables.ledger)
    assert sorted(row.place for row in rows) == list(range(1, 48)), "each has its number in the letter"
    assert {row.message_key for row in rows} == {1}
    desk.wait(minutes=5)
    assert desk.build() == []


def test_what_was_only_listed_in_a_lost_letter_comes_again(desk: Desk, mailbox: Mailbox) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"], most=2)])
    desk.keep_many(5, "Grozny.")
    desk.match()
    desk.build(force=True)
    mailbox.behaviour = "refuse recipient"
    assert desk.deliver(mailbox.port).failed == 1
    assert set(desk.account().values()) == {(ledger.UNDELIVERED, None)}
    mailbox.behaviour = "accept"
    for _ in range(8):
        desk.wait(days=1)
        desk.build()
        desk.deliver(mailbox.port)
    told = " ".join(received.words for received in mailbox.received)
    assert all(f"https://paper.example/many/{place}" in told for place in range(5))
    assert {state for state, _ in desk.account().values()} == {ledger.IN_MESSAGE, ledger.SUPPRESSED}


def test_what_does_not_fit_follows_at_once_in_another_part(desk: Desk) -> None:
    desk.clock.at = at(2026, 11, 22, 12)
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"], send="daily at 08:00", most=300)])
    for source in ("one", "two", "three"):
        desk.keep_many(300, "Grozny.", source)
    desk.match()
    desk.clock.at = at(2026, 11, 23, 7)
    while desk.build():
        pass
    letters = desk.rows(tables.messages)
    periods = [letter.period for letter in letters]
    assert periods[0] == "daily 2026-11-23 08:00"
    assert periods[1:] == [f"{periods[0]}, part {number}" for number in range(2, len(letters) + 1)]
    assert sum(letter.articles for letter in letters) == 900 and letters[-1].remaining == 0
    assert [letter.remaining for letter in letters] == sorted(
        {one.remaining for one in letters}, reverse=True
    )
    assert f"{letters[0].remaining} more articles did not fit; the next part follows at once." in _text(desk)
    desk.wait(hours=24)
    assert len(desk.build()) == 1, "the next day has its own"
    assert set(desk.account().values()) == {
        (ledger.IN_MESSAGE, None),
        (ledger.SUPPRESSED, ledger.OVER_LIMIT),
    }
