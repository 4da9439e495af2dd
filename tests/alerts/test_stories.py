"""Stories in digests: shown once, also in, what differs, what was sent before; every version in one state."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from alerts import ledger, reasons, tables
from alerts.manner import Manner
from articles.stories.following import StoryFollower
from tests.alerts.desk import Desk, to
from tests.newsroom.mailbox import Mailbox

ANNA = "anna@reader.example"
WIRE = """The court in Grozny sentenced the journalist Ann Lee to 12 years in prison on Monday. She had been arrested in March.

Three colleagues were present when the judge read the sentence. The hearing lasted for an hour and nobody was let in.

Her lawyers said that they would appeal against the sentence. “We go on,” said Maria Petrova, who leads the defence.

The newspaper for which she wrote was closed two years ago. Its editors left the country and work from abroad since then."""
LOCAL = "A vigil was held in the main square of our town on the same evening. Some forty people came with candles."
OTHER = "The spring sowing has begun early in the district this year, and the machines are out from dawn till dusk."


class Newsdesk:
    """A desk whose articles are grouped as they come, and whose letters can be read."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.follower = StoryFollower(desk.db)

    def comes(self, text: str, source: str, title: str = "A sentence in Grozny", **more: object) -> int:
        url = str(more.pop("url", "")) or f"https://{source}.example/{source}"
        kept = self.desk.keep(text, title, url, source=source, name=source.title(), **more)
        assert kept.change is not None
        self.follower.catch_up()
        self.desk.match()
        return kept.change

    def mail(self, *, force: bool = True) -> str | None:
        """The plain text of the letter that is built now, in one line; None if none is."""
        if not self.desk.build(force=force):
            return None
        message = message_from_bytes(self.desk.rows(tables.messages)[-1].body, policy=policy.default)
        assert isinstance(message, EmailMessage)
        html, plain = message.get_body(("html",)), message.get_body(("plain",))
        assert html is not None and plain is not None
        text = " ".join(plain.get_content().split())
        for address in re.findall(r"https://\w+\.example/\w+", text):
            assert address in html.get_content(), "both forms say the same"
        return text


@pytest.fixture
def news(desk: Desk) -> Newsdesk:
    desk.configure({"grozny": "grozny", "vigil": "vigil"}, [to(ANNA, watches=["grozny"])])
    return Newsdesk(desk)


def states(news: Newsdesk) -> list[tuple[str, str | None]]:
    return list(news.desk.account().values())


SHOWN = (ledger.IN_MESSAGE, None)
BESIDE = (ledger.SUPPRESSED, reasons.SAME_STORY)
SENT = (ledger.SUPPRESSED, reasons.STORY_SENT)


def test_a_story_is_shown_once_and_the_others_beside_it(news: Newsdesk) -> None:
    news.comes(WIRE, "wire")
    news.comes(WIRE.rpartition("\n\n")[0], "cut", "Twelve years")
    news.comes(WIRE + "\n\n" + LOCAL, "local")
    news.comes("A train stopped in Grozny.", "rail", "Another matter")
    text = news.mail()
    assert text is not None
    assert "2 ARTICLES IN 1 WATCH" in text
    assert "Also in: - Twelve years · Cut https://cut.example/cut" in text
    adds = "Adds: “A vigil was held in the main square of our town on the same evening” “Some forty people came with candles”"
    assert f"A sentence in Grozny · Local. {adds} https://local.example/local" in text
    assert text.count("sentenced the journalist") == 1
    assert states(news) == [SHOWN, BESIDE, BESIDE, SHOWN]
    rows = {row.change: row for row in news.desk.rows(tables.ledger)}
    assert rows[1].place == rows[2].place == 2 and rows[1].message_key == rows[2].message_key


@pytest.mark.parametrize("lead_sources, lead", [((), "wire"), (("paper", "cut"), "cut")])
def test_the_reader_s_own_sources_lead_else_what_was_seen_first(
    news: Newsdesk, lead_sources: tuple[str, ...], lead: str
) -> None:
    manner = Manner(lead_sources=lead_sources)
    news.desk.configure({"grozny": "grozny"}, [to(ANNA, watches=["grozny"], manner=manner)])
    for source in ("wire", "local", "cut"):
        news.comes(WIRE, source)
    text = news.mail()
    assert text is not None
    assert f"1. A sentence in *Grozny* {lead.title()}" in text


@pytest.mark.parametrize(
    "was, now, told",
    [
        ("12 years", "14 years", "“14” instead of “12”"),
        ("would appeal", "would not appeal", "“would not” instead of “would”"),
        ("Maria Petrova", "Maria Orlova", "“Orlova” instead of “Petrova”"),
        ("Three colleagues", "Five colleagues", "“Five” instead of “Three”"),
    ],
)
def test_a_number_a_name_or_a_not_is_never_hidden(news: Newsdesk, was: str, now: str, told: str) -> None:
    news.comes(WIRE, "wire")
    news.comes(WIRE.replace(was, now), "other")
    text = news.mail()
    assert text is not None
    assert f"· Other. {told}" in text


def test_what_differs_in_many_places_stands_for_itself(news: Newsdesk) -> None:
    news.comes(WIRE, "wire")
    numbers = [("12", "14"), ("Three", "Five"), ("an hour", "seven hours"), ("two years", "nine years")]
    changed = WIRE
    for was, now in [
        *numbers,
        ("March", "April"),
        ("Monday", "Friday"),
        ("Lee", "Ray"),
        ("Petrova", "Orlova"),
    ]:
        assert was in changed
        changed = changed.replace(was, now)
    news.comes(changed, "other")
    text = news.mail()
    assert text is not None
    assert "2 ARTICLES IN 1 WATCH" in text
    assert "The same story, told otherwise: “14” instead of “12”" in text
    assert states(news) == [SHOWN, SHOWN]


def test_what_meets_another_watch_is_not_put_beside(news: Newsdesk) -> None:
    news.desk.configure({"grozny": "grozny", "vigil": "vigil"}, [to(ANNA, watches=["grozny", "vigil"])])
    news.comes(WIRE, "wire")
    news.comes(WIRE + "\n\n" + LOCAL, "local")
    text = news.mail()
    assert text is not None
    assert "Also in" not in text and "vigil" in text
    assert states(news) == [SHOWN, SHOWN]


def test_a_copy_of_what_was_sent_is_a_line_in_the_next_mail_and_no_mail_of_its_own(news: Newsdesk) -> None:
    news.comes(WIRE, "wire", "Sentenced")
    assert news.mail() is not None
    news.desk.wait(hours=1)
    news.comes(WIRE, "late", "Twelve years for a journalist")
    assert news.mail() is None
    news.desk.wait(hours=1)
    assert news.mail(force=False) is None
    assert states(news) == [SHOWN, (ledger.PENDING, None)]
    news.comes("A train stopped in Grozny.", "rail", "Another matter")
    text = news.mail()
    assert text is not None
    assert "1 ARTICLE IN 1 WATCH" in text
    assert (
        "Stories that you were sent before, also in: - Twelve years for a journalist · Late · sent as “Sentenced” "
        "https://late.example/late" in text
    )
    assert states(news) == [SHOWN, SENT, SHOWN]
    news.desk.wait(hours=1)
    assert news.mail() is None


def test_a_correction_of_what_was_sent_is_a_mail_of_its_own(news: Newsdesk) -> None:
    news.comes(WIRE, "wire")
    assert news.mail() is not None
    news.desk.wait(hours=1)
    news.comes(
        WIRE.replace("12 years", "14 years") + "\n\nCorrection: An earlier version said 12 years.", "late"
    )
    news.comes(WIRE.replace("12 years", "14 years"), "later")
    text = news.mail()
    assert text is not None
    assert (
        "The same story, told otherwise: “14” instead of “12”. Corrects: “Correction: An earlier version"
        in text
    )
    assert "Also in: - A sentence in Grozny · Later https://later.example/later" in text
    assert states(news) == [SHOWN, SHOWN, BESIDE]


def test_a_daily_digest_tells_the_copies_even_if_nothing_else_is_new(news: Newsdesk) -> None:
    news.desk.configure({"grozny": "grozny"}, [to(ANNA, watches=["grozny"], send="daily at 08:00")])
    news.comes(WIRE, "wire")
    news.desk.wait(days=1)
    assert news.mail() is not None
    news.comes(WIRE, "late")
    news.desk.wait(days=1)
    text = news.mail()
    assert text is not None
    assert "NOTHING NEW IN 1 WATCH" in text and "https://late.example/late" in text
    assert states(news) == [SHOWN, SENT]


def test_an_edit_that_is_asked_for_says_what_changed(news: Newsdesk) -> None:
    news.desk.configure({"grozny": "grozny"}, [to(ANNA, watches=["grozny"], on_change=True)])
    news.comes(WIRE, "wire")
    assert news.mail() is not None
    news.desk.wait(hours=1)
    news.comes(WIRE.replace("12 years", "14 years"), "wire")
    text = news.mail()
    assert text is not None
    assert "What changed: “14” instead of “12”" in text
    assert states(news) == [SHOWN, SHOWN]


def test_what_is_over_the_limit_is_listed_with_all_that_tell_it(news: Newsdesk) -> None:
    news.desk.configure({"grozny": "grozny"}, [to(ANNA, watches=["grozny"], most=1)])
    news.comes(WIRE, "wire")
    news.comes(WIRE, "copy")
    news.comes("A train stopped in Grozny.", "wire", "Another matter", url="https://wire.example/2")
    text = news.mail()
    assert text is not None
    assert all(
        f"https://{address}" in text
        for address in ("wire.example/wire", "copy.example/copy", "wire.example/2")
    )
    assert states(news) == [(ledger.SUPPRESSED, ledger.OVER_LIMIT)] * 2 + [SHOWN]


def test_a_frozen_digest_does_not_change_when_stories_merge(news: Newsdesk) -> None:
    parts = WIRE.split("\n\n")
    news.comes("\n\n".join(parts[:2]), "begin")
    news.comes("\n\n".join([*parts[2:], "In Grozny."]), "end")
    assert news.mail() is not None
    before = news.desk.rows(tables.messages)
    news.comes(WIRE, "whole")
    assert news.desk.rows(tables.messages) == before
    assert states(news)[:2] == [SHOWN, SHOWN]


def test_what_was_beside_in_a_lost_letter_comes_again(news: Newsdesk, mailbox: Mailbox) -> None:
    news.comes(WIRE, "wire")
    news.comes(WIRE, "copy")
    assert news.mail() is not None
    mailbox.behaviour = "refuse recipient"
    assert news.desk.deliver(mailbox.port).failed == 1
    assert set(states(news)) == {(ledger.UNDELIVERED, None)}
    mailbox.behaviour = "accept"
    news.desk.wait(days=2)
    assert "https://copy.example/copy" in (news.mail() or "")
    assert states(news) == [SHOWN, BESIDE]


def test_a_discreet_digest_hides_the_words_in_what_differs(news: Newsdesk) -> None:
    manner = Manner(discreet=True)
    news.desk.configure({"g": "petrova OR orlova"}, [to(ANNA, watches=["g"], manner=manner)])
    news.comes(WIRE, "wire", "No name")
    news.comes(WIRE.replace("Petrova", "Orlova"), "copy", "No name")
    text = news.mail()
    assert text is not None
    assert "Petrova" not in text and "Orlova" not in text
    assert "https://copy.example/copy" in text


def test_another_reader_was_sent_nothing(news: Newsdesk) -> None:
    news.comes(WIRE, "wire")
    assert news.mail() is not None
    news.desk.configure(
        {"grozny": "grozny"},
        [to(ANNA, watches=["grozny"]), to("ben@reader.example", watches=["grozny"], id="b")],
    )
    news.desk.wait(hours=1)
    news.comes(WIRE, "late")
    news.mail()
    assert list(news.desk.account("ben@reader.example").values()) == [SHOWN]


def test_a_letter_waits_a_little_until_stories_are_known_and_no_longer(news: Newsdesk) -> None:
    news.comes(WIRE, "wire")
    news.desk.wait(minutes=1)
    assert news.mail(force=False) is not None
    news.desk.keep(OTHER + " Grozny.", url="https://farm.example/farm")  # nobody groups it
    news.desk.match()
    news.desk.wait(minutes=1)
    assert news.mail(force=False) is None
    news.desk.wait(minutes=5)
    assert news.mail(force=False) is not None


def test_a_watch_that_asks_for_a_story_stands_still_with_the_reason(desk: Desk) -> None:
    (broken,) = desk.configure({"w": "grozny story:1"}, [to(ANNA, watches=["w"])])
    assert "story: is for searching" in broken.error
