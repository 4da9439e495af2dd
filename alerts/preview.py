"""A preview: the digest that a subscription's reader would get now, without freezing or sending anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.contents import NOTHING_KNOWN, Contents, Reading
from alerts.due import readers
from alerts.errors import UnknownSubscription
from alerts.gather import gather
from alerts.mail import MailPolicy, address
from alerts.manner import Manner
from alerts.writing import write
from articles.store.database import Database


@dataclass(frozen=True, slots=True)
class Preview:
    """A digest in all its forms: as values, as subject, HTML and plain text, and as the letter's bytes."""

    contents: Contents
    subject: str
    html: str
    text: str
    eml: bytes

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {"subject": self.subject, **self.contents.as_json()}


def preview(
    db: Database,
    subscription: str | None,
    now: datetime,
    *,
    mail: MailPolicy,
    reading: Reading = NOTHING_KNOWN,
    recipient: str | None = None,
) -> Preview:
    """What would be sent now to `recipient` of a subscription; by default its first reader, of the first subscription.

    Changes nothing. Raises UnknownSubscription, naming those that there are.
    """
    with db.read() as conn:
        every = readers(conn)
        wanted = [
            reader
            for reader in every
            if subscription in (None, reader.subscription_id) and recipient in (None, reader.address)
        ]
        if not wanted:
            known = ", ".join(dict.fromkeys(reader.subscription_id for reader in every)) or "none yet"
            what = f"subscription {subscription!r}" if subscription else "reader"
            whose = f"{' with the reader' if subscription else ''} {recipient}" if recipient else ""
            raise UnknownSubscription(f"there is no {what}{whose}; there are: {known}")
        reader = wanted[0]
        taken = gather(conn, reader, now, reading)
    written = write(
        taken,
        Manner.from_json(reader.manner),
        mail=mail,
        id=f"<preview@{address(mail.sender).domain}>",
        at=now,
        channel=reader.channel,
        sole=reader.sole,
    )
    made = written.rendered
    return Preview(written.taken.contents, made.subject, made.html, made.text, written.body)
