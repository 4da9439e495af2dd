"""What the pages behind a letter's links say, in the reader's language; for the readers' application."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from alerts.manner import Manner
from alerts.render.clean import clean, direction
from alerts.render.language import Language, language
from alerts.render.times import moment, published
from alerts.render.wording import link
from articles.article import PARAGRAPH_BREAK, Version
from articles.identity import clean_link

LONGEST = 100_000  # characters of a paragraph


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article, and which way it reads."""

    text: str
    direction: Literal["ltr", "rtl"] = "ltr"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: a title, lines, perhaps a button that posts, perhaps an article's text with its language and address."""

    language: str
    title: str
    lines: tuple[str, ...] = ()
    button: str = ""
    article: tuple[Paragraph, ...] = ()
    article_language: str = ""
    title_direction: Literal["ltr", "rtl"] = "ltr"
    link: str = ""
    link_words: str = ""


def asked(what: Literal["stop", "back"], reader: Any) -> Page:
    """Before anything is done: a button that does it."""
    told, name = _of(reader)
    if what == "stop" and reader.stopped_at is not None:
        return done("stop", reader)
    if what == "back" and reader.stopped_at is None:
        return done("back", reader)
    if what == "stop":
        title = told.say("End “{subscription}”?", subscription=name) if name else told.say("End these mails?")
        line = told.say("Nothing more will be sent to you. A last mail tells how to undo it.")
        return Page(told.code, title, (line,), told.say("End it"))
    title = (
        told.say("Take “{subscription}” up again?", subscription=name)
        if name
        else told.say("Get these mails again?")
    )
    return Page(
        told.code,
        title,
        (told.say("What came meanwhile comes in the next one."),),
        told.say("Take it up again"),
    )


def done(what: Literal["stop", "back", "late"], reader: Any) -> Page:
    """Afterwards."""
    told, name = _of(reader)
    if what == "late":
        line = told.say("It ended too long ago to be undone here. Write to whoever runs it.")
        return Page(told.code, told.say("Not any more"), (line,))
    if what == "stop":
        title = (
            told.say("“{subscription}” has ended", subscription=name) if name else told.say("This has ended")
        )
        line = told.say("Nothing more will be sent to you. A last mail tells how to undo it.")
        return Page(told.code, title, (line,))
    title = told.say("“{subscription}” goes on", subscription=name) if name else told.say("This goes on")
    return Page(told.code, title, (told.say("What came meanwhile comes in the next one."),))


def nothing_here() -> Page:
    """For every address that nothing is behind, whatever the reason."""
    told = language("en")
    return Page(
        "en", told.say("Nothing here"), (told.say("The address may be mistyped, or no longer in use."),)
    )


def copy(version: Version, reader: Any, now: datetime) -> Page:
    """The version as it was kept."""
    told, _ = _of(reader)
    content = version.content
    title = clean(content.title)
    lines = [
        clean(version.origin.source_name, 80),
        published(content.published, reader.timezone, now, told.code),
        told.say("first seen {moment}", moment=moment(version.first_seen, reader.timezone, now, told.code)),
    ]
    return Page(
        told.code,
        title or clean(clean_link(version.url)),
        (" · ".join(lines),),
        article=tuple(
            Paragraph(text, direction(content.language, text))
            for part in (*content.text.split(PARAGRAPH_BREAK), *content.captions)
            if (text := clean(part, LONGEST))
        ),
        article_language=clean(content.language or "", 20),
        title_direction=direction(content.language, title),
        link=link(clean_link(version.url)),
        link_words=told.say("At the publisher's"),
    )


def _of(reader: Any) -> tuple[Language, str]:
    manner = Manner.from_json(reader.manner)
    return language(manner.language), "" if manner.discreet else clean(reader.subscription_id, 60)
