"""A digest becomes the bytes of one letter to one reader; between rendering and the outbox."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote

from alerts.errors import DigestFailed
from alerts.render import Rendered
from alerts.render.clean import clean

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """How mail leaves: the operator's server, whose name it bears, and who answers requests.

    `sender` is the From and envelope address, `closed_sender` that of letters whose headers tell nothing, the same if None;
    `operator` takes requests to unsubscribe, the sender if None.
    `helo` is how we greet the server; the machine's name if None. `public_url` is where readers reach their own pages;
    letters hold no link to us if None.
    """

    host: str
    sender: str
    port: int = 587
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    sender_name: str = "presswatch"
    operator: str | None = None
    helo: str | None = None
    public_url: str | None = None
    closed_sender: str | None = None

    def sender_of(self, *, closed: bool) -> str:
        """The address that a letter comes from."""
        return (self.closed_sender if closed else None) or self.sender

    def domain_of(self, *, closed: bool) -> str:
        """Its domain in ASCII, as a `Message-ID` has it. Raises DigestFailed where it is no address."""
        return address(self.sender_of(closed=closed)).domain

    @property
    def answers(self) -> str:
        """The address that takes requests to unsubscribe."""
        return self.operator or self.sender


def message_id(key: bytes, subscription: str, period: str, recipient: str, domain: str) -> str:
    """A `Message-ID` (RFC 5322, 3.6.4) that is the same whenever this digest is sent again, and tells nothing.

    HMAC-SHA-256 keyed by the installation's secret, so that nobody can tell from it who reads what.
    """
    text = "\0".join((subscription, period, recipient)).encode()
    return f"<{hmac.new(key, text, hashlib.sha256).hexdigest()[:40]}@{domain}>"


def letter(
    rendered: Rendered,
    *,
    mail: MailPolicy,
    recipient: str,
    subscription: str,
    id: str,
    at: datetime,
    closed: bool = False,
    one_click: str | None = None,
) -> EmailMessage:
    """The letter as it leaves: text and HTML (RFC 2046, 5.1.4), CRLF, lines under 998 octets (RFC 5322, 2.1.1).

    Headers: `List-Unsubscribe` (RFC 2369; with the address `one_click` also RFC 8058), `List-Id` (RFC 2919),
    `Auto-Submitted` (RFC 3834, 5). The headers of a `closed` one tell nothing: neither the sender's name nor the
    subscription's. Only an address whose local part is not ASCII makes a letter of RFC 6532, which needs a server with
    SMTPUTF8. Raises DigestFailed for an address that is none.
    """
    sender = address(mail.sender_of(closed=closed), "" if closed else mail.sender_name)
    to = address(recipient)
    international = not (sender.username.isascii() and to.username.isascii())
    rules = (policy.SMTPUTF8 if international else policy.SMTP).clone(cte_type="7bit", raise_on_defect=True)
    message = EmailMessage(rules)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = clean(rendered.subject, 250)
    message["Date"] = format_datetime(at.astimezone(UTC))
    message["Message-ID"] = id
    label = re.sub(r"[^a-z0-9-]+", "-", subscription.lower()).strip("-") or "digest"
    if not closed:
        message["List-Id"] = f"<{label}.presswatch.{sender.domain}>"
    subject = quote("unsubscribe" if closed else f"unsubscribe {clean(subscription)}")
    answers = address(mail.answers)
    ways = [f"<mailto:{quote(answers.username)}@{answers.domain}?subject={subject}>"]
    if one_click:
        ways.insert(0, f"<{one_click}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["List-Unsubscribe"] = ", ".join(ways)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # what Exchange reads instead of RFC 3834
    message.set_content(rendered.text, subtype="plain", charset="utf-8")
    message.add_alternative(rendered.html, subtype="html", charset="utf-8")
    return message


def address(value: str, name: str = "") -> Address:
    """An address whose domain is ASCII (IDNA). Raises DigestFailed for what is no single address."""
    local, _, domain = value.rpartition("@")
    if clean(value) != value or " " in value or "@" in local or not local or not domain:
        raise DigestFailed(f"{value!r} is not a mail address")
    try:
        return Address(
            display_name=clean(name, 80), username=local, domain=domain.encode("idna").decode("ascii")
        )
    except (ValueError, IndexError) as error:  # IndexError: the parser's way to say "nothing there"
        raise DigestFailed(f"{value!r} is not a mail address: {error}") from error
