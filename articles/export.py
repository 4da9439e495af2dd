"""What was found as lines of JSON and as CSV, for machines and spreadsheets; between `search` and the doors."""

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO

from articles.article import TextField, field_text
from articles.found import Found
from articles.snippets import sentence_snippet

# OWASP, "CSV Injection": what spreadsheets take for the beginning of a formula, in both widths.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    "article",
    "version",
    "change",
    "story",
    "seen",
    "published",
    "published_precision",
    "source",
    "source_name",
    "country",
    "language",
    "title",
    "authors",
    "match",
    "matched_in",
    "url",
    "as_of",
)


def record(found: Found, *, text: bool = False) -> dict[str, Any]:
    """A version found as plain values; with `text`, the whole text and captions too. Times are ISO 8601, UTC.

    `version` counts the article's versions from 1, `change` is the version's own number in the change log.
    """
    version, content = found.version, found.version.content
    published = content.published
    plain: dict[str, Any] = {
        "article": version.article_id,
        "version": version.number,
        "change": version.change,
        "story": version.story,
        "seen": _moment(version.seen),
        "published": _moment(published.start) if published else None,
        "published_precision": published.precision if published else None,
        "source": version.origin.source_id,
        "source_name": version.origin.source_name,
        "country": version.origin.country,
        "tags": list(version.origin.tags),
        "language": content.language,
        "title": content.title,
        "authors": list(content.authors),
        "match": match_text(found),
        "matched_in": list(dict.fromkeys(span.field for span in found.spans)),
        "spans": [[span.field, span.start, span.end] for span in found.spans],
        "url": version.url,
    }
    if text:
        plain["text"] = content.text
        plain["captions"] = list(content.captions)
    return plain


def match_text(found: Found) -> str:
    """The first sentence that matched outside the title; where only the title did, the text's beginning."""
    shown: TextField = next((span.field for span in found.spans if span.field != "title"), "body")
    spans = [span for span in found.spans if span.field == shown]
    return sentence_snippet(
        found.analysed.fields[shown], field_text(found.version.content, shown), spans
    ).text


def write_csv(found: Iterable[Found], file: TextIO, as_of: int) -> int:
    """Write a header and a line for each version (RFC 4180, all cells quoted); how many. Formulas are neutralised.

    `as_of` is the change number that the export is true at, so that it can be made again. `file` must be opened with newline="".
    """
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    lines = 0
    for one in found:
        plain = {**record(one), "as_of": as_of}
        writer.writerow([cell(plain[column]) for column in COLUMNS])
        lines += 1
    return lines


def cell(value: object) -> str:
    """A value as the text of a CSV cell; what a spreadsheet would run as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
