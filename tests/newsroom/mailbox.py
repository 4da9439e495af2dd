"""A real SMTP server for tests and the demo: it keeps what it accepts and misbehaves when it is told to."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Behaviour = Literal[
    "accept",
    "refuse recipient",  # 550 at RCPT: permanent
    "refuse message",  # 554 after the final dot: permanent
    "temporary",  # 451 at RCPT
    "temporary message",  # 451 after the final dot
    "greylist",  # 450 at RCPT the first time for a recipient, then accepted
    "slow",  # answers DATA after `seconds`
    "drop before dot",  # the line breaks while the message is sent: it was not taken
    "drop after dot",  # the message is taken, the line breaks before the answer
    "close",  # 421 at once
]


@dataclass(frozen=True, slots=True)
class Received:
    """One accepted transaction."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def words(self) -> str:
        """The plain part in one line, without the stars that mark what matched."""
        return " ".join(self.part("plain").replace("*", "").split())

    def part(self, subtype: str) -> str:
        """The text of the part text/`subtype`."""
        found = self.message.get_body(preferencelist=(subtype,))
        return str(found.get_content()) if found is not None else ""


@dataclass
class Mailbox:
    """A running server. `behaviour` may change at any time; `by_recipient` overrides it for one address.

    `log` names every command of a transaction ("RCPT a@b", "DATA"), so that a test sees attempts as well.
    """

    behaviour: Behaviour = "accept"
    seconds: float = 3.0
    by_recipient: dict[str, Behaviour] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    on_message: Callable[[Received], None] | None = None
    host: str = "127.0.0.1"
    port: int = 0

    def __post_init__(self) -> None:
        self._controller: Controller | None = None
        self._greylisted: set[str] = set()
        self._lock = threading.Lock()

    def start(self) -> "Mailbox":
        """Listen; on the first start a free port is taken, later ones take it again."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind((self.host, 0))
                self.port = probe.getsockname()[1]
        self._controller = _Controller(
            self, hostname=self.host, port=self.port, enable_SMTPUTF8=True, data_size_limit=64 * 1024 * 1024
        )
        self._controller.start()
        return self

    def stop(self) -> None:
        """Go away; connections are refused from now on. Idempotent."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def messages(self, recipient: str | None = None) -> list[EmailMessage]:
        """Accepted messages, oldest first, to everyone or to one address."""
        with self._lock:
            return [r.message for r in self.received if recipient is None or recipient in r.recipients]

    # --- called by the server's thread ---

    def behaves(self, address: str | None = None) -> Behaviour:
        """What happens to a message to this address."""
        return self.by_recipient.get(address or "", self.behaviour)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.log.append(f"RCPT {address}")
        behaviour = self.behaves(address)
        if behaviour == "close":
            _reset(server)
            return "421 4.3.2 going down"
        if behaviour == "refuse recipient":
            return "550 5.1.1 no such mailbox here"
        if behaviour == "temporary":
            return "451 4.3.0 try again later"
        if behaviour == "greylist" and address not in self._greylisted:
            self._greylisted.add(address)
            return "450 4.2.0 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.log.append("DATA")
        behaviour = self.behaves(envelope.rcpt_tos[0] if envelope.rcpt_tos else None)
        if behaviour == "refuse message":
            return "554 5.7.1 message refused"
        if behaviour == "temporary message":
            return "451 4.3.0 try again later"
        if behaviour == "slow":
            await asyncio.sleep(self.seconds)
        content = envelope.original_content or b""
        kept = Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        with self._lock:
            self.received.append(kept)
        if self.on_message is not None:
            self.on_message(kept)
        if behaviour == "drop after dot":
            _reset(server)
        return "250 2.0.0 taken"


class _Controller(Controller):
    """aiosmtpd's controller, with a protocol that can break the line."""

    def __init__(self, mailbox: Mailbox, **options: Any) -> None:
        self._mailbox = mailbox
        super().__init__(mailbox, **options)

    def factory(self) -> SMTP:
        return _Line(self._mailbox, **self.SMTP_kwargs)


class _Line(SMTP):
    """aiosmtpd's protocol, which can also break the line once the client has begun to send."""

    def __init__(self, mailbox: Mailbox, **options: Any) -> None:
        self._mailbox = mailbox
        super().__init__(mailbox, **options)

    async def smtp_DATA(self, arg: str) -> None:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        if recipients and self._mailbox.behaves(recipients[0]) == "drop before dot":
            self._mailbox.log.append("DATA")
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            _reset(self)
            return
        await super().smtp_DATA(arg)


def _reset(server: SMTP) -> None:
    """Break the connection at once (RST), so that the client sees no answer."""
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    with suppress(OSError):
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
