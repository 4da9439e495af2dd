"""What would give a reader away or leave them without mail: keys that cannot be used, senders that tell; for `presswatch check`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from presswatch.config_errors import Mistake
from presswatch.settings import Examined, Settings


def unusable_keys(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    """Readers whose letters cannot be encrypted now; they would wait."""
    if not settings.openpgp_keys:
        return
    from alerts.errors import KeyUnusable
    from alerts.openpgp import usable

    for item in settings.subscriptions:
        ring = settings.openpgp_keys.get(item.id)
        for address in item.to if ring else ():
            try:
                usable(ring or "", address, datetime.now(UTC), sole=len(item.to) == 1)
            except KeyUnusable as error:
                file, place = examined.written["subscription", item.id, "openpgp_key"]
                wrong = f"letters to {address} wait: {error}"
                label = f'subscription "{item.id}".openpgp_key'
                yield Mistake(file, place.line, label, wrong, outside=True)


def clear_webhooks(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    """Webhooks whose digests travel unencrypted to another machine."""
    for item in settings.subscriptions:
        parts = urlsplit(item.webhook or "")
        if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            file, place = examined.written["subscription", item.id, "webhook"]
            wrong = "its digests travel in the clear: https is wanted"
            yield Mistake(file, place.line, f'subscription "{item.id}".webhook', wrong, level="warning")


def telling_senders(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    """Discreet letters whose sender's address says what they are."""
    if settings.mail is None:
        return
    sender = settings.mail.sender.casefold()
    for item in settings.subscriptions:
        told = [word for word in ("presswatch", item.id, *item.watches) if word.casefold() in sender]
        if item.discreet and told:
            file, place = examined.written["subscription", item.id, "discreet"]
            wrong = f'the address that it comes from says "{told[0]}": [mail] from'
            label = f'subscription "{item.id}".discreet'
            yield Mistake(file, place.line, label, wrong, level="warning")
