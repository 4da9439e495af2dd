"""The sweep's mail server: a mailbox that misbehaves by recipient as it is told, and notes when it took what, for the oracle."""

import threading
import time
from collections import Counter
from collections.abc import Mapping

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.crash_sweep.oracle import Accepted
from tests.newsroom.mailbox import Behaviour, Mailbox, Received

# What a recipient may meet in a turn; permanent refusals are for one alone, whose letters come again by themselves.
PASSING: tuple[Behaviour, ...] = (
    "accept",
    "accept",
    "accept",
    "temporary",
    "temporary message",
    "greylist",
    "slow",
    "drop before dot",
    "drop after dot",
    "close",
)
PERMANENT: tuple[Behaviour, ...] = ("accept", "refuse recipient", "refuse message")
SLOW_SECONDS = 0.4


class Post(Mailbox):
    """A running mail server; `accepted` is all that it took, `met` counts every misbehaviour that a letter met."""

    def __init__(self) -> None:
        super().__init__(seconds=SLOW_SECONDS)
        self.accepted: list[Accepted] = []
        self.met: Counter[str] = Counter()
        self.on_message = self._took
        self._noting = threading.Lock()

    def behave(self, by_recipient: Mapping[str, Behaviour]) -> None:
        """From now on each recipient meets this; the others are served well. Greylists forget whom they knew."""
        self.by_recipient = dict(by_recipient)
        self._greylisted.clear()

    def taken(self) -> list[Accepted]:
        """All that was taken so far, oldest first."""
        with self._noting:
            return list(self.accepted)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await super().handle_RCPT(server, session, envelope, address, options)
        if not answer.startswith("250"):
            self.met[self.behaves(address)] += 1
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        behaviour = self.behaves(envelope.rcpt_tos[0] if envelope.rcpt_tos else None)
        if behaviour in ("refuse message", "temporary message", "slow", "drop after dot"):
            self.met[behaviour] += 1
        return await super().handle_DATA(server, session, envelope)

    def _took(self, received: Received) -> None:
        now, (recipient,) = time.monotonic(), received.recipients
        behaviour = self.behaves(recipient)
        letter = Accepted(
            recipient,
            str(received.message["Message-ID"]),
            received.words,
            now,
            now - (SLOW_SECONDS if behaviour == "slow" else 0.0),
            behaviour == "drop after dot",
        )
        with self._noting:
            self.accepted.append(letter)
