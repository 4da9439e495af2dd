"""The channel seam: how a finished letter leaves; between the outbox and a mail server, a webhook or a feed."""

from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["mail", "webhook", "feed"]
FEED = "feed"  # the address of the reader that is a subscription's feed


def kind_of(address: str) -> Kind:
    """By which way letters to this address leave: a mail address, the URL of a webhook, or the feed's name."""
    if address == FEED:
        return "feed"
    return "webhook" if address.startswith(("http://", "https://")) else "mail"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter as the outbox keeps it. `key` names it in logs; the recipient's address never stands there.

    `id` is its `Message-ID`, by which the other side knows one that comes twice; `subscription` the subscription's id.
    """

    key: int
    recipient: str
    body: bytes
    id: str = ""
    subscription: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side took the letter: its reply code and words."""

    code: int
    answer: str


class Channel(Protocol):
    """Hands letters over, one recipient at a time.

    Guarantees: returns only when the other side has taken responsibility; raises PermanentFailure (never to this
    address), TemporaryFailure (later; `ambiguous` if it may have been taken after all) or ServerUnavailable (no
    letter can leave now). Not idempotent: what is handed over twice arrives twice. Comes to an end in bounded time.
    """

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one letter."""
        ...

    def close(self) -> None:
        """Let go of the connection; idempotent, never raises."""
        ...
