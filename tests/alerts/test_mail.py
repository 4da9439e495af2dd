"""A digest as a letter: what any mail program reads from its bytes."""

from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

import pytest

from alerts.errors import DigestFailed
from alerts.mail import MailPolicy, address, letter, message_id
from alerts.render import Rendered, render
from tests.alerts.samples import FULL, NOW

MAIL = MailPolicy(
    host="mail.example",
    sender="desk@paper.example",
    sender_name="The Desk\r\nBcc: x@y",
    operator="op@paper.example",
)
ID = "<abc@paper.example>"


def _letter(rendered: Rendered, recipient: str = "anna@reader.example", subscription: str = "desk") -> bytes:
    return letter(
        rendered, mail=MAIL, recipient=recipient, subscription=subscription, id=ID, at=NOW
    ).as_bytes()


def _parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def _lines(part: MIMEPart) -> list[str]:
    return str(part.get_content()).splitlines()


def test_it_parses_back() -> None:
    rendered = render(FULL)
    raw = _letter(rendered)
    message = _parsed(raw)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and _lines(plain) == rendered.text.splitlines()
    assert html is not None and _lines(html) == rendered.html.splitlines()
    assert message["Subject"] == rendered.subject
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["Message-ID"] == ID
    assert message["To"] == "anna@reader.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<desk.presswatch.paper.example>"
    assert message["List-Unsubscribe"] == "<mailto:op@paper.example?subject=unsubscribe%20desk>"
    assert message["Bcc"] is None and message["Cc"] is None
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_headers_cannot_be_injected() -> None:
    rendered = Rendered("one\r\nBcc: all@evil.example\n\nbody", "<p>x</p>", "x")
    message = _parsed(_letter(rendered, subscription="desk\r\nX-Evil: yes"))
    assert message["Bcc"] is None and message["X-Evil"] is None
    assert message["Subject"] == "one Bcc: all@evil.example body"
    assert message["From"].addresses[0].addr_spec == "desk@paper.example"


@pytest.mark.parametrize(
    "wrong", ["", "nobody", "a@b@c.example", "a b@c.example", "a@b.example\r\nBcc: c@d", "@x.example", "a@"]
)
def test_what_is_no_address(wrong: str) -> None:
    with pytest.raises(DigestFailed, match="is not a mail address"):
        _letter(render(FULL), wrong)


def test_addresses_beyond_ascii() -> None:
    assert address("anna@münchen.example").domain == "xn--mnchen-3ya.example"
    assert _letter(render(FULL), "anna@münchen.example").isascii()
    raw = _letter(render(FULL), "анна@paper.example")
    assert "анна@paper.example".encode() in raw


def test_message_id_is_keyed_and_stable() -> None:
    made = message_id(b"k1", "desk", "daily 2026-11-23 08:00", "anna@reader.example", "paper.example")
    assert made == message_id(b"k1", "desk", "daily 2026-11-23 08:00", "anna@reader.example", "paper.example")
    others = [
        message_id(b"k2", "desk", "daily 2026-11-23 08:00", "anna@reader.example", "paper.example"),
        message_id(b"k1", "desk", "daily 2026-11-24 08:00", "anna@reader.example", "paper.example"),
        message_id(b"k1", "desk", "daily 2026-11-23 08:00", "bela@reader.example", "paper.example"),
    ]
    assert len({made, *others}) == 4
    assert "anna" not in made and "desk" not in made
