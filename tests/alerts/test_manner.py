"""How letters are written: in another language, with more of the text, discreet, and never beyond what mail programs show."""

import re
from dataclasses import fields, is_dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from alerts import tables
from alerts.contents import Beside, Contents, Listed, Otherwise, Piece, Said
from alerts.discretion import HIDDEN, discreet
from alerts.fitting import MOST_BYTES
from alerts.manner import Excerpt, Manner
from alerts.subscriptions import Subscription
from articles.entities import Entity
from tests.alerts.desk import Desk
from tests.alerts.samples import FULL
from tests.newsroom.mailbox import Mailbox

READER = "anna@reader.example"
TEXT = "The first paragraph says nothing. Not of it.\n\nSnow fell. The court in Grozny rose at noon. It rained.\n\nThe end."


def subscribed(manner: Manner, *, watches: tuple[str, ...] = ("grozny",), **more: object) -> Subscription:
    return Subscription("casework", (READER,), watches, "as read", "Europe/Berlin", manner=manner, **more)  # type: ignore[arg-type]


def letters(desk: Desk) -> list[EmailMessage]:
    found = []
    for row in desk.rows(tables.messages):
        message = message_from_bytes(row.body, policy=policy.default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize(
    ("how", "there", "not_there"),
    [
        ("sentence", "The court in *Grozny* rose at noon.", "Snow"),
        ("paragraph", "Snow fell. The court in *Grozny* rose at noon. It rained.", "The end"),
        ("full", "The first paragraph says nothing. Not of it.", "…"),
    ],
)
def test_a_digest_holds_as_much_of_the_text_as_is_wanted(
    desk: Desk, how: Excerpt, there: str, not_there: str
) -> None:
    desk.configure({"grozny": "grozny"}, [subscribed(Manner(excerpt=how))])
    desk.keep(TEXT)
    desk.match()
    desk.build(force=True)
    text = text_of(letters(desk)[0])
    assert there in text and not_there not in text
    assert "*Grozny*" in text
    assert ("The end." in text) == (how == "full")
    html = letters(desk)[0].get_body(("html",))
    assert html is not None and (">The end.</p>" in html.get_content()) == (how == "full")


def test_a_digest_comes_in_the_language_of_its_subscription(desk: Desk) -> None:
    desk.configure({"grozny": "grozny"}, [subscribed(Manner(language="de"))])
    desk.keep(TEXT)
    desk.match()
    desk.build(force=True)
    assert letters(desk)[0]["Subject"].startswith("presswatch: 1 Artikel — grozny 1 — ")


def told(contents: Contents) -> str:
    return repr(contents.as_json())


def test_a_discreet_letter_tells_nothing_of_what_is_watched(desk: Desk) -> None:
    watches = {"lapunov-case": 'Lapunov* OR "hunger strike"', "chechnya": "grozny OR чечн*"}
    desk.configure(watches, [subscribed(Manner(discreet=True), watches=tuple(watches))])
    desk.keep(
        "Maxim Lapunov spoke in Grozny. A hunger strike began.",
        "Lapunova speaks",
        "https://paper.example/2026/lapunov-speaks",
    )
    desk.keep("В Чечне. Snow fell in Grozny's streets.", "Snow", "https://paper.example/2026/weather")
    desk.match()
    desk.build(force=True)
    (raw,) = [row.body for row in desk.rows(tables.messages)]
    (message,) = letters(desk)
    html = message.get_body(("html",))
    assert html is not None
    everything = "\n".join(
        [*(f"{k}: {v}" for k, v in message.items()), text_of(message), str(html.get_content())]
    )
    for word in (
        "lapunov",
        "chechnya",
        "grozny",
        "чечн",
        "hunger",
        "strike",
        "casework",
        "presswatch",
        "matched",
        "query",
        "watch",
    ):
        assert word not in everything.casefold(), word
    assert b"presswatch" not in raw.lower()
    assert message["Subject"] == "Update no. 1"
    assert str(message["From"]) == "desk@paper.example"
    assert text_of(message).splitlines()[0] == "Update no. 1"
    assert message["List-Id"] is None
    assert message["List-Unsubscribe"] == "<mailto:desk@paper.example?subject=unsubscribe>"
    text = text_of(message)
    assert f"{HIDDEN} speaks" in text and f"Maxim {HIDDEN} spoke in {HIDDEN}." in text
    assert "https://paper.example/2026/weather" in text  # an address that tells nothing stays


def test_a_name_is_hidden_in_every_spelling_wherever_it_stands(desk: Desk) -> None:
    """In titles over the limit and in what stands beside, too, where only the article itself was found by that spelling."""
    person = Entity("k", "Maxim Lapunov", aliases=("Максим Лапунов",))
    reader = subscribed(Manner(discreet=True), watches=("case",), most=1)
    desk.configure({"case": "entity:k"}, [reader], [person])
    desk.keep("Максима Лапунова задержали. Снег.", "Максима Лапунова задержали", "https://paper.example/2")
    desk.keep("Snow fell on Maksym Lapunow.", "Maksym Lapunow walks", "https://paper.example/3")
    desk.keep("Maxim Lapunov spoke in Grozny.", "Maxim Lapunov speaks", "https://paper.example/1")
    desk.match()
    assert len(desk.matches()) == 3
    desk.build(force=True)
    text = text_of(letters(desk)[0]).casefold()
    assert "speaks" in text and "задержали" in text and "walks" in text
    for word in ("lapun", "лапун", "maxim", "maksym", "максим"):
        assert word not in text, word


def test_letters_that_tell_nothing_may_have_a_sender_of_their_own(desk: Desk, mailbox: Mailbox) -> None:
    desk.mail = replace(desk.mail, sender="presswatch@paper.example", closed_sender="post@other.example")
    closed = replace(subscribed(Manner(discreet=True)), id="quiet", to=("ben@reader.example",))
    desk.configure({"grozny": "grozny"}, [subscribed(Manner()), closed])
    desk.keep(TEXT)
    desk.match()
    desk.build(force=True)
    desk.deliver(mailbox.port)
    by_reader = {received.recipients[0]: received for received in mailbox.received}
    usual, quiet = by_reader[READER], by_reader["ben@reader.example"]
    assert usual.sender == "presswatch@paper.example" and usual.message["Message-ID"].endswith(
        "@paper.example>"
    )
    assert quiet.sender == "post@other.example" == str(quiet.message["From"])
    assert quiet.message["Message-ID"].endswith("@other.example>")
    outside = [f"{name}: {value}" for name, value in quiet.message.items() if name != "List-Unsubscribe"]
    assert "paper.example" not in "\n".join(outside)


def test_discretion_reaches_what_could_not_be_read_as_well() -> None:
    hidden = told(discreet(FULL))
    for word in (
        "grozny",
        "leader",
        "harbour",
        "Кадыров",
        "غروزني",
        "格罗兹尼",
        "Kadyrov",
        "closing bracket",
    ):
        assert word.casefold() not in hidden.casefold(), word
    assert "A very long report" in hidden and "The Gazette" in hidden


def test_a_letter_never_grows_beyond_what_mail_programs_show(desk: Desk) -> None:
    desk.configure({"grozny": "grozny"}, [subscribed(Manner(excerpt="full"), most=500)])
    body = "Snow fell on the road to Grozny, and nobody came. " * 100
    for number in range(40):
        desk.keep(f"{body}Of number {number}.", f"Title {number} of Grozny")
    desk.match()
    desk.build(force=True)
    (row,) = desk.rows(tables.messages)
    assert MOST_BYTES * 0.7 < len(row.body) <= MOST_BYTES
    text = text_of(letters(desk)[0])
    assert row.articles == 40 and row.remaining == 0
    assert all(f"Title {number} of " in text for number in range(40))
    assert re.search(r"\d+ more articles of The Paper, by title:", text)
    account = desk.rows(tables.ledger)
    assert {entry.message_key for entry in account} == {row.key}
    assert sorted(entry.place for entry in account) == list(range(1, 41))


def test_what_does_not_fit_even_by_title_is_counted_and_comes_in_the_next_part(desk: Desk) -> None:
    desk.configure({"grozny": "grozny"}, [subscribed(Manner(), most=500)])
    for number in range(300):
        desk.keep("Snow in Grozny.", f"Number {number} " + "of a very long title " * 12)
    desk.match()
    desk.build(force=True)
    first = text_of(letters(desk)[0])
    counted = re.search(r"(\d+) more articles did not fit; the next part follows at once\.", first)
    assert counted is not None
    while desk.build(force=True):
        pass
    rows = desk.rows(tables.messages)
    assert len(rows) > 1 and all(len(row.body) <= MOST_BYTES for row in rows)
    assert sum(row.articles for row in rows) == 300
    assert rows[0].articles + int(counted[1]) == 300
    told = "\n".join(text_of(message) for message in letters(desk))
    assert all(len(re.findall(rf"Number {number} ", told)) == 1 for number in range(300))


def test_a_giant_title_costs_nobody_the_letter(desk: Desk) -> None:
    desk.configure({"grozny": "grozny"}, [subscribed(Manner(excerpt="full"))])
    desk.keep("Grozny. " + "x" * 1_000_000, "Grozny " + "T" * 1_000_000)
    desk.match()
    assert desk.build(force=True)
    (row,) = desk.rows(tables.messages)
    assert len(row.body) <= MOST_BYTES


def test_manners_are_kept_as_what_differs() -> None:
    assert Manner().as_json() == {}
    some = replace(Manner(), language="de", discreet=True)
    assert Manner.from_json(some.as_json()) == some


# What is no text of anybody's: codes, zones, addresses of ours, and whom the letter goes to.
TECHNICAL = {
    "language",
    "zone",
    "send",
    "precision",
    "how",
    "kind",
    "outcome",
    "place",
    "kept",
    "recipient",
    "fields",
    "source_id",
}
TECHNICAL |= {"url"}  # left out whole


def _everywhere(value: object, name: str = "") -> object:
    """The same with a word that was asked for in every text."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _everywhere(getattr(value, f.name), f.name) for f in fields(value)})
    if isinstance(value, tuple):
        return tuple(_everywhere(one, name) for one in value)
    if isinstance(value, str):
        return value if name in TECHNICAL else f"{value} grozny"
    return value


def test_discretion_reaches_every_text_that_a_digest_has_or_will_have() -> None:
    said = Otherwise((Said("number", "9 dead", "7 dead"),), ("It was 7.",), ("It rained.",))
    line = Beside(9, (9,), "Another", "https://paper.example/9", "The Post", "en", said, "Before")
    first = FULL.groups[0]
    rich = replace(first.items[0], beside=(line,), otherwise=said, more=((Piece("More.", False),),))
    listed = (Listed(8, (8,), "By title", "https://paper.example/8", "The Paper"),)
    contents = replace(
        FULL,
        groups=(
            replace(first, items=(rich, *first.items[1:]), listed=listed, sent=(line,)),
            *FULL.groups[1:],
        ),
    )
    hidden = discreet(_everywhere(contents))  # type: ignore[arg-type]
    assert "grozny" not in told(hidden).casefold()
    assert "By title" in told(hidden) and "Another" in told(hidden) and "It rained." in told(hidden)
