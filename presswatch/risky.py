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
    """Discreet letters of which an address says what they are: the sender's, or the one that readers write to."""
    mail = settings.mail
    if mail is None:
        return
    sender = mail.discreet_from or mail.sender
    answers = mail.operator or settings.operator.email or mail.sender
    addresses = {sender: "the address that it comes from"}
    addresses.setdefault(answers, "the address that its reader writes to, to end it,")
    for item in settings.subscriptions:
        if not item.discreet:
            continue
        file, place = examined.written["subscription", item.id, "discreet"]
        label = f'subscription "{item.id}".discreet'
        for address, what in addresses.items():
            told = [
                word
                for word in ("presswatch", item.id, *item.watches)
                if word.casefold() in address.casefold()
            ]
            if told:
                wrong = (
                    f'{what} says "{told[0]}": [mail] {"discreet_from" if address == sender else "operator"}'
                )
                yield Mistake(file, place.line, label, wrong, level="warning")


def untold_leavers(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    """Readers may leave by a link in a mail, and nobody is told."""
    if settings.web.public_url is None or settings.operator.email is not None or settings.mail is None:
        return
    file, place = examined.written["web", "", "public_url"]
    wrong = "readers can end a subscription by a link, and nobody is told of it: set [operator] email"
    yield Mistake(file, place.line, "[web].public_url", wrong, level="warning")
