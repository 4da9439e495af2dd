"""One article as text for a terminal, for `presswatch show`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Group
from rich.text import Text

from alerts.render import times
from articles.article import Span, TextField, Version, field_text
from articles.snippets import mark
from presswatch.cli.console import out, printable
from presswatch.showing import published_words

_REASONS = {"new": "first read", "edited": "changed by its publisher", "re-extracted": "read better"}


def article_lines(
    version: Version,
    spans: Sequence[Span],
    versions: Sequence[Version],
    others: Sequence[Version],
    zone: str,
    now: datetime,
) -> Group:
    """Title, facts, text, captions, versions and the `others` that tell the story; times in `zone`."""
    return Group(*_parts(version, spans, versions, others, zone, now))


def _parts(
    version: Version,
    spans: Sequence[Span],
    versions: Sequence[Version],
    others: Sequence[Version],
    zone: str,
    now: datetime,
) -> Iterator[Text]:
    yield _marked(version, "title", spans, "bold") or Text("(without a title)", style="bold")
    facts = [
        version.origin.source_name or version.origin.source_id,
        ", ".join(version.content.authors),
        published_words(version, zone, now),
        f"seen {times.moment(version.seen, zone, now)}",
        version.content.language or "",
    ]
    yield Text(printable(" · ".join(fact for fact in facts if fact)), style="dim")
    yield Text(printable(version.url), style="blue")
    yield Text(
        f"article {version.article_id}, version {version.number}, change {version.change}, story {version.story}",
        style="dim",
    )
    yield Text()
    yield _marked(version, "body", spans) or Text("(no text was found on its page)", style="dim")
    if version.content.captions:
        yield Text("\nPicture captions", style="bold")
        yield _marked(version, "caption", spans)
    for warning in version.content.warnings:
        yield Text(printable(f"\nnoticed when it was read: {warning}"), style="yellow")
    if len(versions) > 1:
        yield Text("\nVersions", style="bold")
        for one in versions:
            here = " (shown)" if one.number == version.number else ""
            seen = times.moment(one.seen, zone, now)
            yield Text(f"  {one.number}  {seen}, {_REASONS.get(one.reason, one.reason)}{here}")
    if others:
        yield Text(f"\nThe same story ({version.story}), also in", style="bold")
        for one in others:
            source = one.origin.source_name or one.origin.source_id
            yield Text(printable(f"  {one.article_id}  {source}: {one.content.title}"))
            yield Text(printable(f"     {one.url}"), style="blue")


def _marked(version: Version, field: TextField, spans: Sequence[Span], style: str = "") -> Text:
    colour = out().is_terminal and not out().no_color
    text = Text()
    for piece in mark(field_text(version.content, field), [s for s in spans if s.field == field]):
        plain = printable(piece.text)
        if piece.marked:
            text.append(plain if colour else f"*{plain}*", "black on yellow" if colour else style)
        else:
            text.append(plain, style)
    return text
