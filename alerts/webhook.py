"""The webhook channel: posts a digest as signed JSON to an address that the operator wrote down; behind the outbox."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any

from alerts.channel import Outgoing, Receipt
from alerts.contents import Contents
from alerts.errors import PermanentFailure, TemporaryFailure
from articles.clock import Clock, SystemClock
from net import Client, EndpointGuard, NetError
from net.errors import BodyBroken, ConnectionBroken, TimedOut, TooLarge

log = logging.getLogger(__name__)

DEADLINE = 30.0  # seconds for one digest, from the name's look-up to the last byte of the answer
SHORTEST_SECRET = 24  # characters
_LONGEST_ANSWER = 64 * 1024
_GONE = 410


def payload(contents: Contents, id: str) -> bytes:
    """The body of a digest: all that the mail would say as JSON, times in ISO 8601 UTC; no reader's address."""
    told: dict[str, Any] = contents.as_json()
    del told["recipient"]
    return json.dumps({"type": "digest", "id": id, "data": told}, ensure_ascii=False).encode()


def signature(secret: str, id: str, seconds: int, body: bytes) -> str:
    """HMAC-SHA-256 as Standard Webhooks 1.0 has it, so that the other side knows who sent it and that nothing was changed.

    It stands in `Webhook-Signature`; `seconds` since 1970 stand in `Webhook-Timestamp`, `id` in `Webhook-Id`.

    A secret `whsec_…` is base64, any other is taken as its UTF-8 bytes.
    """
    signed = b".".join((id.encode(), str(seconds).encode(), body))
    made = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


class WebhookChannel:
    """Posts to the addresses of `secrets`, which maps (subscription's id, URL) to the secret that both sides know.

    Implements `alerts.channel.Channel`, but never raises ServerUnavailable: each address has a server of its own. Nothing
    but those hosts and ports is connected to, and redirects are not followed.
    """

    def __init__(
        self,
        secrets: Mapping[tuple[str, str], str],
        *,
        clock: Clock | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._secrets = dict(secrets)
        self._clock = clock or SystemClock()
        self._deadline = deadline
        self._guard = EndpointGuard(url for _, url in self._secrets)

    def send(self, message: Outgoing) -> Receipt:
        """Post one digest. Raises PermanentFailure where the other side says 410, else TemporaryFailure."""
        secret = self._secrets.get((message.subscription, message.recipient))
        if secret is None:
            raise TemporaryFailure("this webhook is not in the configuration any more")
        seconds = int(self._clock.now().timestamp())
        id_ = message.id.strip("<>")
        headers = (
            ("Content-Type", "application/json"),
            ("Webhook-Id", id_),
            ("Webhook-Timestamp", str(seconds)),
            ("Webhook-Signature", signature(secret, id_, seconds, message.body)),
        )
        try:
            code, reason = asyncio.run(self._post(message, headers))
        except (TimedOut, ConnectionBroken, BodyBroken, TooLarge) as error:
            raise TemporaryFailure(f"{error.reason}; it may have been taken", ambiguous=True) from error
        except NetError as error:
            raise TemporaryFailure(error.reason) from error
        answer = f"{code} {reason}".strip()
        if 200 <= code < 300:
            log.info("message %d was taken by its webhook (%d)", message.key, code)
            return Receipt(code, answer)
        if code == _GONE:
            raise PermanentFailure(f"the webhook says that it is gone: {answer}", code=code)
        raise TemporaryFailure(f"the webhook answers {answer}", code=code)

    def close(self) -> None:
        """Nothing: no connection outlives its digest."""

    async def _post(self, message: Outgoing, headers: tuple[tuple[str, str], ...]) -> tuple[int, str]:
        async with Client(
            self._guard, user_agent="webhook", limit=_LONGEST_ANSWER, deadline=self._deadline
        ) as client:
            answer = await client.post(message.recipient, message.body, headers)
            return answer.status, "".join(c for c in answer.reason if c.isprintable())[:200]


def _key(secret: str) -> bytes:
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
