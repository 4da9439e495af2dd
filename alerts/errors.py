"""What can go wrong between a watch and a mailbox.

AlertsError
├── ScheduleError           the text of `send` cannot be used (permanent)
├── UnknownSubscription     nothing is known under that id (permanent)
├── UnknownMessage          no message bears that name (permanent)
├── UnknownWatch            no watch of that id is known (permanent)
├── BeingSent               a letter is in a conversation with the mail server (retryable)
├── DigestFailed            a digest could not be put together (permanent for this content)
│   └── KeyUnusable         it cannot be encrypted to the reader's key, and waits for another
└── DeliveryFailure         a message did not leave; carries the server's code and answer
    ├── PermanentFailure    this message will never reach this address; trying again is wrong
    └── TemporaryFailure    trying again later may help
        └── ServerUnavailable   the mail server itself, so no other message can leave now either
"""


class AlertsError(Exception):
    """The root of this package's errors."""


class ScheduleError(AlertsError):
    """The text of `send` is none of the forms that a subscription may have."""


class UnknownSubscription(AlertsError):
    """No subscription of that id is known to the database."""


class UnknownMessage(AlertsError):
    """No message of that Message-ID, number or key is known to the database."""


class UnknownWatch(AlertsError):
    """No watch of that id is known to the database."""


class BeingSent(AlertsError):
    """A letter is in a conversation with the mail server; in a minute it is not."""


class DigestFailed(AlertsError):
    """A digest could not be put together."""


class KeyUnusable(DigestFailed):
    """A letter cannot be encrypted to the reader's key; it is never sent in clear instead. Names no address."""


class DeliveryFailure(AlertsError):
    """A message did not leave.

    `code` is the server's reply code (RFC 5321, 4.2) or None where it gave none; `answer` its words or ours.
    `ambiguous` says that the connection ended after the final dot: the server may have taken the message.
    """

    def __init__(self, message: str, *, code: int | None = None, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.ambiguous = ambiguous


class PermanentFailure(DeliveryFailure):
    """This message will never reach this address; trying again is wrong."""


class TemporaryFailure(DeliveryFailure):
    """The message stays in the outbox; trying again later may help."""


class ServerUnavailable(TemporaryFailure):
    """The mail server cannot be used now, so no other message can leave either."""
