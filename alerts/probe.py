"""The mail test: one short letter through the real channel, each step of the dialogue told in plain words."""

import html
import secrets
import ssl
from datetime import datetime

from alerts.channel import Outgoing, Receipt
from alerts.mail import MailPolicy, address, letter
from alerts.render import Rendered
from alerts.smtp import Patience, Report, SmtpChannel

_WORDS = (
    "This is a test of presswatch's mail. If you can read it, digests can reach this address.\n\n"
    "Nothing needs to be done.\n"
)
PATIENCE = Patience(
    connect=15, greeting=30, command=30, data_start=30, data_block=60, data_end=120, letter=300
)


def check_server(
    mail: MailPolicy, *, report: Report, tls: ssl.SSLContext | None = None, patience: Patience = PATIENCE
) -> None:
    """Connect, greet, encrypt and log in, and send nothing. Raises ServerUnavailable."""
    channel = SmtpChannel(mail, patience=patience, tls=tls, report=report)
    try:
        channel.open()
    finally:
        channel.close()


def send_test(
    mail: MailPolicy,
    recipient: str,
    now: datetime,
    *,
    report: Report,
    tls: ssl.SSLContext | None = None,
    patience: Patience = PATIENCE,
) -> Receipt:
    """Send a test letter; `report` is told each step and what the server said to it.

    Raises DigestFailed (no mail address), PermanentFailure, TemporaryFailure, ServerUnavailable.
    """
    page = f'<!DOCTYPE html><html lang="en"><title>presswatch</title><p>{html.escape(_WORDS)}</p></html>'
    rendered = Rendered("presswatch: a test", page, _WORDS)
    id_ = f"<{secrets.token_hex(20)}@{address(mail.sender).domain}>"
    body = letter(
        rendered, mail=mail, recipient=recipient, subscription="mail test", id=id_, at=now
    ).as_bytes()
    channel = SmtpChannel(mail, patience=patience, tls=tls, report=report)
    try:
        return channel.send(Outgoing(0, recipient, body))
    finally:
        channel.close()
