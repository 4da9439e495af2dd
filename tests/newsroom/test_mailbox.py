"""The mailbox itself: what a mail client sees of each behaviour."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.newsroom.mailbox import Behaviour, Mailbox


def mail(to: str = "reader@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "watch@example.org", to, "Дайджест №1"
    message.set_content("Plain text.\n.\nA dot before this line.")
    message.add_alternative("<p>HTML</p>", subtype="html")
    return message


def send(box: Mailbox, to: str = "reader@example.org") -> None:
    with smtplib.SMTP(box.host, box.port, timeout=5) as client:
        client.send_message(mail(to))


def test_it_keeps_what_it_accepts(mailbox: Mailbox) -> None:
    send(mailbox)
    (received,) = mailbox.received
    assert received.recipients == ("reader@example.org",) and received.message["Subject"] == "Дайджест №1"
    assert received.part("html").strip() == "<p>HTML</p>" and "A dot before" in received.part("plain")
    assert len(mailbox.messages("reader@example.org")) == 1 and not mailbox.messages("other@example.org")


def test_refusals_and_broken_lines(mailbox: Mailbox) -> None:
    gone: tuple[type[Exception], ...] = (smtplib.SMTPServerDisconnected, ConnectionError)
    expected: dict[Behaviour, tuple[tuple[type[Exception], ...], int]] = {
        "refuse recipient": ((smtplib.SMTPRecipientsRefused,), 0),
        "refuse message": ((smtplib.SMTPDataError,), 0),
        "temporary": ((smtplib.SMTPRecipientsRefused,), 0),
        "temporary message": ((smtplib.SMTPDataError,), 0),
        "drop before dot": (gone, 0),
        "drop after dot": (gone, 1),
        "close": (gone, 0),
    }
    for behaviour, (error, kept) in expected.items():
        mailbox.behaviour = behaviour
        mailbox.received.clear()
        with pytest.raises(error):
            send(mailbox)
        assert len(mailbox.received) == kept, behaviour


def test_one_address_may_be_refused_and_a_greylisted_one_comes_again(mailbox: Mailbox) -> None:
    mailbox.by_recipient = {"bad@example.org": "refuse recipient", "grey@example.org": "greylist"}
    send(mailbox)
    for address in ("bad@example.org", "grey@example.org"):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(mailbox, address)
    send(mailbox, "grey@example.org")
    assert [r.recipients[0] for r in mailbox.received] == ["reader@example.org", "grey@example.org"]


def test_it_goes_away_and_comes_back_at_its_port(mailbox: Mailbox) -> None:
    mailbox.stop()
    with pytest.raises(ConnectionRefusedError):
        send(mailbox)
    mailbox.start()
    send(mailbox)
    assert len(mailbox.received) == 1
