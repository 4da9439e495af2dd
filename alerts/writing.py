"""Writing: what was gathered becomes the bytes of one letter, discreet, fitted and closed as the subscription wants; before the outbox."""

from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

from alerts.channel import Kind
from alerts.contents import Contents, Unsubscribe
from alerts.copies import with_copies
from alerts.discretion import discreet
from alerts.errors import KeyUnusable
from alerts.feed import entries
from alerts.fitting import MOST_BYTES, fit
from alerts.gather import Gathered
from alerts.mail import MailPolicy, letter
from alerts.manner import Manner
from alerts.openpgp import seal, usable
from alerts.render import Rendered, render
from alerts.tokens import Links
from alerts.webhook import payload


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, with what it was made of; `subject` is the one that the reader sees, which may lie inside `body`."""

    taken: Gathered
    rendered: Rendered
    body: bytes

    @property
    def subject(self) -> str:
        """The reader's subject."""
        return self.rendered.subject


@dataclass(frozen=True, slots=True)
class _Made:
    rendered: Rendered
    message: EmailMessage
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)


def write(
    taken: Gathered,
    manner: Manner,
    *,
    mail: MailPolicy,
    id: str,
    at: datetime,
    channel: Kind = "mail",
    sole: bool = True,
    links: Links | None = None,
    most: int = MOST_BYTES,
) -> Letter:
    """The letter of a digest, as its channel wants it. `sole`: its subscription has no other reader. `links` are the
    reader's pages; without them the letter is whole by itself. Raises DigestFailed, KeyUnusable.

    An encrypted letter is fitted by what is inside, since nobody on the way can cut it.
    """
    if links is not None:
        taken = replace(taken, contents=with_copies(taken.contents, links))
    one_click = links.to("stop") if links is not None else None
    if channel != "mail":
        return _other(taken, manner, channel, id)
    subscription, recipient = taken.contents.subscription, taken.contents.recipient
    cert = usable(manner.openpgp_key, recipient, at, sole=sole) if manner.openpgp_key else None
    if manner.discreet:
        taken = replace(taken, contents=discreet(taken.contents))

    def made(contents: Contents) -> _Made:
        rendered = render(contents, unsubscribe=Unsubscribe(mail.answers, one_click))
        message = letter(
            rendered,
            mail=mail,
            recipient=recipient,
            subscription=subscription,
            id=id,
            at=at,
            closed=manner.closed,
            one_click=one_click,
        )
        return _Made(rendered, message, message.as_bytes())

    fitted, done = fit(taken, made, most)
    return Letter(fitted, done.rendered, done.body if cert is None else seal(done.message, cert))


def _other(taken: Gathered, manner: Manner, channel: Kind, id: str) -> Letter:
    if manner.openpgp_key:
        raise KeyUnusable(f"letters of this subscription are encrypted, and a {channel} is not")
    if manner.discreet:
        taken = replace(taken, contents=discreet(taken.contents))
    body = payload(taken.contents, id) if channel == "webhook" else entries(taken.contents, id)
    return Letter(taken, render(taken.contents), body)
