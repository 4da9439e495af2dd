"""An archive of any size for benchmarks: articles of shuffled paragraphs in a database of presswatch's, made once and kept."""

import random
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from rich.progress import track

from articles.analysis import FINGERPRINT, Analysed, FieldTerms, analyse_field, pack
from articles.analysis.terms import lead_end
from articles.article import PARAGRAPH_BREAK, Content, Origin, Published
from articles.names.article_keys import KEY_RULES, article_keys, pack_keys
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.renewing import renew
from articles.store.tables import articles, change_counter, changes, version_names, version_terms, versions
from articles.store.version_rows import content_values, origin_values
from benchmarks.matching_texts import invented_paragraphs, paragraphs_of_pages

SEED: Final = 20_261_125
LAST: Final = datetime(2026, 11, 25, tzinfo=UTC)
DAYS: Final = 730  # over which the articles are spread
SOURCES: Final = 200
_LANGUAGES = ("en", "de", "ru", "fr", "es", "ar", "zh", "tr")
_COUNTRIES = ("GB", "DE", "RU", "FR", "ES", "EG", "TW", "TR")
_BATCH = 2_000


def filled(folder: Path, count: int, pages: Path) -> Database:
    """The database with `count` articles in `folder`; what an earlier call began goes on.

    Articles are of three to seven shuffled paragraphs of the recorded pages in `pages`, or of invented words where there
    are none; their words fall off as in any text (Zipf). The same for every call.
    """
    folder.mkdir(parents=True, exist_ok=True)
    db = Database.open(folder / "presswatch.db")
    with db.read() as conn:
        done = last_change(conn)
    paragraphs = _paragraphs(pages) if done < count else []
    for start in track(range(done, count, _BATCH), "Articles for the database") if paragraphs else ():
        rows = list(_rows(paragraphs, range(start + 1, min(start + _BATCH, count) + 1), count))
        with db.write() as conn:
            for number, table in enumerate((articles, changes, versions, version_terms, version_names)):
                conn.execute(sa.insert(table), [row[number] for row in rows])
            conn.execute(sa.update(change_counter).values(value=rows[-1][1]["number"]))
    position: int | None = 0
    while position is not None:  # what an earlier release left
        with db.write() as conn:
            position = renew(conn, position, _BATCH)
    return db


def from_pages(pages: Path) -> bool:
    """Whether the paragraphs are those of recorded pages."""
    return (pages / "pages.jsonl").exists()


def texts(pages: Path) -> list[str]:
    """The paragraphs that the articles are made of."""
    return paragraphs_of_pages(pages) or invented_paragraphs(random.Random(SEED))


def _paragraphs(pages: Path) -> list[tuple[str, FieldTerms]]:
    return [(text, cut) for text in texts(pages) if (cut := analyse_field(text)).terms]


def _rows(
    paragraphs: Sequence[tuple[str, FieldTerms]], numbers: range, count: int
) -> Iterator[tuple[dict[str, Any], ...]]:
    """The rows of five tables for each article."""
    for number in numbers:
        chance = random.Random(SEED + number)
        body = chance.sample(paragraphs, chance.randint(3, 7))
        headline, caption = chance.choice(paragraphs)[0][:70], chance.choice(paragraphs)[0][:120]
        captions = (caption.replace("\n", " "),) if chance.random() < 0.25 else ()
        source = min(int(chance.paretovariate(0.7)), SOURCES) - 1
        seen = LAST - timedelta(days=DAYS) * (1 - number / count)
        start = seen.replace(second=0, microsecond=0) - timedelta(minutes=chance.randint(1, 600))
        content = Content(
            headline.replace("\n", " "),
            PARAGRAPH_BREAK.join(text for text, _ in body),
            captions,
            (f"Ann Author{source}",),
            Published(start, start + timedelta(minutes=1), "time", "json-ld", "Z")
            if chance.random() < 0.9
            else None,
            _LANGUAGES[source % len(_LANGUAGES)],
        )
        origin = Origin(
            f"paper-{source}", f"Paper {source}", _COUNTRIES[source % len(_COUNTRIES)], (f"tag-{source % 9}",)
        )
        site = f"paper-{source}.example"
        yield (
            {"id": number, "first_seen": seen, "extractor": "benchmark"},
            {"number": number, "kind": "version added", "article_id": number, "version": number, "at": seen},
            {
                "change": number, "article_id": number, "number": 1, "reason": "new", "past": False,
                "extractor": "benchmark", **origin_values(origin, site, f"https://{site}/{number}", seen),
                **content_values(content),
            },
            {"change": number, "fingerprint": FINGERPRINT, "terms": pack(_analysed(content, [cut for _, cut in body]))},
            {"change": number, "rules": KEY_RULES, "packed": pack_keys(article_keys(content))},
        )  # fmt: skip


def _analysed(content: Content, body: Sequence[FieldTerms]) -> Analysed:
    joined = _joined(body, content.text)
    fields = {
        "title": analyse_field(content.title),
        "body": joined,
        "caption": analyse_field(PARAGRAPH_BREAK.join(content.captions)),
        "author": analyse_field(PARAGRAPH_BREAK.join(content.authors)),
    }
    return Analysed(fields, lead_end(joined))  # type: ignore[arg-type]


def _joined(parts: Sequence[FieldTerms], text: str) -> FieldTerms:
    """The terms of paragraphs that were cut apart, as if they had been cut together."""
    terms: list[str] = []
    starts, ends, sentences, paragraphs = array("I"), array("I"), array("I"), array("I")
    for part in parts:
        offset = 0 if not starts else text.index(PARAGRAPH_BREAK, ends[-1]) + len(PARAGRAPH_BREAK)
        sentence = sentences[-1] + 1 if sentences else 0
        paragraph = paragraphs[-1] + 1 if paragraphs else 0
        terms += part.terms
        starts.extend(offset + start for start in part.starts)
        ends.extend(offset + end for end in part.ends)
        sentences.extend(sentence + number for number in part.sentences)
        paragraphs.extend(paragraph + number for number in part.paragraphs)
    return FieldTerms(tuple(terms), starts, ends, sentences, paragraphs)
