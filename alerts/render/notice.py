"""Short letters beside the digests: that a subscription has ended, or that an address is refused; before the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.manner import Manner
from alerts.render import Rendered
from alerts.render.clean import clean
from alerts.render.html import document
from alerts.render.language import language
from alerts.render.text import wrapped
from alerts.render.times import moment

MOST_NAMED = 50


def goodbye(manner: Manner, subscription: str, back: str | None, address: str) -> Rendered:
    """The last letter to a reader who stopped: how to undo it, at `back` or by a mail to `address`."""
    told = language(manner.language)
    if manner.discreet:
        subject, first = told.say("This has ended"), told.say("You will get no more of these mails.")
    else:
        name = clean(subscription, 60)
        subject = told.say("presswatch: “{subscription}” has ended", subscription=name)
        first = told.say("You will get no more digests of “{subscription}”.", subscription=name)
    paragraphs = [
        first,
        told.say(
            "This was asked for with the link in one of your mails. If it was not you, perhaps you passed one on."
        ),
        told.say("To undo it within 14 days, open this link; nothing that came meanwhile is lost:")
        if back
        else told.say("To undo it, write to {address}.", address=address),
    ]
    if back:
        paragraphs += [back, told.say("Or write to {address}.", address=address)]
    return notice(subject, paragraphs, told.code)


def reader_left(subscription: str, recipient: str, at: datetime, zone: str) -> Rendered:
    """What the operator is told: who ended what, and how to take them in again."""
    name = clean(subscription, 60)
    return notice(
        f"presswatch: a reader of “{name}” left",
        [
            f"{clean(recipient)} ended “{name}” on {moment(at, zone)} with the link in a mail.",
            "Mails are forwarded, so it may have been somebody else: they were told how to undo it, which they can for 14 days.",
            "Nothing needs to be done. To take them in again yourself:",
            f"presswatch mail resume {name} {clean(recipient)}",
        ],
        "en",
    )


def refused_addresses(whom: list[str], config: str) -> Rendered:
    """What the operator is told: to whom no letter gets through, each in a line with what the server said."""
    number = len(whom)
    lines = [clean(one, 400) for one in whom[:MOST_NAMED]]
    if number > MOST_NAMED:
        lines.append(f"and {number - MOST_NAMED:,} more")
    return notice(
        f"presswatch: no letter gets through to {number:,} {'address' if number == 1 else 'addresses'}",
        [
            "The mail server refused for good, or for four days:",
            *lines,
            "What they were to get is kept, and comes in a catch-up digest once a letter gets through. Nobody else's mail was held up.",
            f"Mend an address that is wrong in {clean(config, 200)}; this shows what waits:",
            "presswatch mail status",
        ],
        "en",
    )


@dataclass(frozen=True, slots=True)
class Chore:
    """What needs a hand, as a letter tells it: one cause, whom or what it concerns, and the command for it."""

    cause: str
    what: str
    concerns: tuple[str, ...]
    command: str


def chores(subject: str, tasks: Sequence[Chore], summary: str, text: str) -> Rendered:
    """The operator's week as a letter; `text` is its plain form, `summary` how things stand otherwise."""
    cleaned = [
        Chore(
            clean(task.cause),
            clean(task.what, 500),
            tuple(clean(one, 300) for one in task.concerns),
            task.command,
        )
        for task in tasks
    ]
    page = document("tasks.html", subject=subject, tasks=cleaned, summary=summary)
    return Rendered(subject, page, text)


def notice(subject: str, paragraphs: list[str], code: str) -> Rendered:
    """A few paragraphs as a letter in both forms; one that is a web address becomes a link."""
    text = "\n\n".join(line if line.startswith("http") else "\n".join(wrapped(line)) for line in paragraphs)
    page = document("notice.html", subject=subject, paragraphs=paragraphs, code=code)
    return Rendered(subject, page, text + "\n")
