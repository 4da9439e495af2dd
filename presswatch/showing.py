"""What is shown of an article that was found, in words and marked pieces; between search and the terminal or the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.render import times
from alerts.render.clean import clean
from articles.analysis import Analysed
from articles.article import Span, TextField, Version, field_text
from articles.index.port import Count
from articles.search import Answer
from articles.snippets import Piece, Snippet, pieces_of, sentence_snippet, snippet
from presswatch.units import counted

_WIDTH = 320  # characters of an excerpt


@dataclass(frozen=True, slots=True)
class Shown:
    """A version as an answer shows it. `place` says where it matched if that is not its text: "in a caption"."""

    version: Version
    title: tuple[Piece, ...]
    excerpt: Snippet
    place: str
    source: str
    published: str
    seen: str


def shown(version: Version, analysed: Analysed, spans: Sequence[Span], zone: str, now: datetime) -> Shown:
    """What to show of a version; times in `zone`, without the year where it is that of `now`."""
    excerpt, place = _excerpt(version, analysed, spans)
    title = version.content.title
    return Shown(
        version=version,
        title=pieces_of(title, _of(spans, "title")) or (Piece("(without a title)", False),),
        excerpt=excerpt,
        place=place,
        source=clean(version.origin.source_name or version.origin.source_id, 80),
        published=published_words(version, zone, now),
        seen=times.moment(version.seen, zone, now),
    )


def published_words(version: Version, zone: str, now: datetime) -> str:
    """When the publisher says that it appeared: "published 23 Nov, 14:05"."""
    return times.published(version.content.published, zone, now)


def total_words(total: Count) -> str:
    """ "1,204 articles", "between 12 and 40 articles"."""
    if total.exact:
        return counted(total.high, "article")
    return f"between {total.low:,} and {counted(total.high, 'article')}"


def aside_words(answer: Answer) -> str:
    """What else is to be known of an answer: "3 undated left aside; 12 changes are not indexed yet"."""
    said = []
    if answer.undated is not None and answer.undated.high:
        undated = answer.undated
        number = f"{undated.high:,}" if undated.exact else f"between {undated.low:,} and {undated.high:,}"
        said.append(f"{number} undated left aside")
    if answer.behind:
        said.append(f"{counted(answer.behind, 'change')} not indexed yet")
    elif answer.partial:
        said.append("judging took too long for a whole page; the next one goes on")
    return "; ".join(said)


def _excerpt(version: Version, analysed: Analysed, spans: Sequence[Span]) -> tuple[Snippet, str]:
    text = version.content.text
    if in_text := _of(spans, "body"):
        return sentence_snippet(analysed.fields["body"], text, in_text, _WIDTH), ""
    if in_caption := _of(spans, "caption"):
        captions = field_text(version.content, "caption")
        return sentence_snippet(analysed.fields["caption"], captions, in_caption, _WIDTH), "in a caption"
    by_author = bool(_of(spans, "author")) and not _of(spans, "title")
    return snippet(text, (), _WIDTH * 3 // 4), "as its author" if by_author else ""


def _of(spans: Iterable[Span], field: TextField) -> list[Span]:
    return [span for span in spans if span.field == field]
