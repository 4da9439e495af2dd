"""What each page says, as plain values for its template; between the library and the routes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.render import times, wording
from alerts.render.clean import clean, direction
from articles.article import PARAGRAPH_BREAK, Span, TextField, Version, field_text
from articles.errors import QueryError
from articles.identity import clean_link
from articles.index.port import Facet, Order
from articles.query import show
from articles.query.mentioning import EntityMention
from articles.query.nodes import Node, Or
from articles.search import Found
from articles.snippets import Piece, mark
from crawler.state import SourceState, source_states
from presswatch.codes import name_of
from presswatch.library import Library
from presswatch.showing import Shown, aside_words, published_words, shown, total_words
from presswatch.states import STATE_NAMES, WORST_FIRST, trouble_words
from presswatch.units import counted
from presswatch.web.language import EXAMPLES, SECTIONS
from presswatch.web.marking import article_link, plain, search_link

PAGE = 20
_FACETS: tuple[tuple[Facet, str, str], ...] = (
    ("source", "Sources", "source"),
    ("lang", "Languages", "lang"),
    ("country", "Countries", "country"),
)
_FACET_VALUES = 8
_WAYS = 3
_HOW = {
    "json-ld": "the page's metadata (JSON-LD)",
    "opengraph": "the page's metadata (OpenGraph)",
    "meta": "the page's metadata",
    "time-element": "a time on the page",
    "feed": "the source's feed",
    "sitemap": "the source's sitemap",
    "url": "its address",
    "text": "its text",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list of articles."""

    shown: Shown
    mentions: tuple[EntityMention, ...] = ()

    @property
    def title(self) -> tuple[Piece, ...]:
        return self.shown.title

    @property
    def direction(self) -> str:
        return direction(self.language, plain(self.shown.title))

    @property
    def language(self) -> str | None:
        return self.shown.version.content.language

    @property
    def excerpt(self) -> tuple[Piece, ...]:
        return self.shown.excerpt.pieces

    @property
    def cut_before(self) -> bool:
        return self.shown.excerpt.cut_before

    @property
    def cut_after(self) -> bool:
        return self.shown.excerpt.cut_after

    def page(self, query: str) -> str:
        return article_link(self.shown.version.article_id, query)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shown, name)


def front(library: Library) -> dict[str, Any]:
    """The page before anything is asked: what came in last."""
    now = library.clock.now()
    latest = [Item(_shown(library, found, now)) for found in library.latest(10)]
    kept = counted(library.kept(), "article") + " kept"
    return {"latest": latest, "kept": kept, "examples": EXAMPLES}


def results(library: Library, query: str, order: Order, after: str | None) -> dict[str, Any]:
    """A page of an answer. Raises QueryError."""
    now = library.clock.now()
    looked_up = library.look_up(query) if after is None else None
    answer = looked_up.answer if looked_up else None
    facets: list[dict[str, Any]] = []
    notes = list(looked_up.notes) if looked_up else []
    tree: Node | None = None
    if answer is None:
        tree = library.parse(query)
        notes = notes or library.advise(tree, query)
        answer = library.ask(tree, order=order, limit=PAGE, after=after)
        facets = _facets(library, tree, query, answer.as_of) if answer.hits else []
    return {
        "notes": notes,
        "answer": {
            "hits": [Item(_shown(library, found, now), _ways(library, tree, found)) for found in answer.hits],
            "total": total_words(answer.total),
            "aside": aside_words(answer),
            "made": f"change {answer.as_of}",
            "nothing": "Nothing matches further down."
            if after
            else "Nothing that was kept matches this query.",
            "first": search_link(query, order=order) if after else None,
            "next": search_link(query, order=order, after=answer.after) if answer.after else None,
        },
        "facets": facets,
    }


def help_page(library: Library) -> dict[str, Any]:
    """The query language by examples, with the entities that this installation knows."""
    entities = [
        (f"entity:{id}", f"Any spelling of {entity.name}.") for id, entity in library.entities.items()
    ]
    return {"sections": SECTIONS, "entities": entities}


def wrong(error: QueryError) -> dict[str, str]:
    """A query that cannot be used: the line with the fault in it, and a caret where the letters are of one width."""
    line, caret = error.excerpt()
    text, column = error.text, error.column
    start = text.rfind("\n", 0, column) + 1
    before = column - start if len(line) == len(_line(text, start)) else None  # None: a long line was cut
    return {
        "message": error.message,
        "where": error.where,
        "before": line if before is None else line[:before],
        "fault": "" if before is None else line[before : before + error.length],
        "after": "" if before is None else line[before + error.length :],
        "caret": caret if line.isascii() else "",  # else the page underlines the fault
        "suggestion": error.suggestion or "",
    }


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def article(library: Library, article_id: int, number: int | None, query: str) -> dict[str, Any] | None:
    """One version of an article, with the marks of a query; None if there is none."""
    versions = library.article(article_id)
    version = versions[-1] if versions else None
    if number is not None:
        version = next((v for v in versions if v.number == number), None)
    found = library.version(version.change) if version else None
    if version is None or found is None:
        return None
    spans: tuple[Span, ...] = ()
    fault = ""
    ways: list[str] = []
    if query.strip():
        try:
            tree = library.parse(query)
            spans = library.spans(tree, found)
            ways = [one.told for some in library.mentions(tree, found).values() for one in some]
        except QueryError as error:
            fault = f"The query cannot be marked: {error.message}"
    now = library.clock.now()
    return {
        "wrong": fault,
        "mentions": ways,
        "article": _article(version, spans, library.zone, now),
        "versions": [
            {
                "name": f"Version {v.number}",
                "shown": v.number == version.number,
                "link": article_link(article_id, query, v.number),
                "seen": times.moment(v.seen, library.zone, now),
                "reason": {"new": "first read", "edited": "changed by its publisher"}.get(
                    v.reason, "read better"
                ),
            }
            for v in versions
        ],
        "others": [
            {
                "title": one.content.title or one.url,
                "link": article_link(one.article_id, query, None),
                "source": one.origin.source_name or one.origin.source_id,
                "language": one.content.language,
            }
            for one in library.story(version)
        ],
    }


def sources(library: Library) -> dict[str, Any]:
    """Every source with its state in words."""
    now = library.clock.now()
    with library.db.read() as conn:
        states = source_states(conn, now)
    states.sort(key=lambda state: WORST_FIRST.index(state.state))  # then by name, as they came
    failing = sum(state.state == "failing" for state in states)
    summary = counted(len(states), "source") + (
        f", {failing} of them failing" if failing else ", none failing"
    )
    return {"sources": [_source(state, library.zone, now) for state in states], "summary": summary}


def _shown(library: Library, found: Found, now: datetime) -> Shown:
    return shown(found.version, found.analysed, found.spans, library.zone, now)


def _ways(library: Library, tree: Node | None, found: Found) -> tuple[EntityMention, ...]:
    """The surest ways in which a hit mentions each entity that a query names."""
    mentions = {} if tree is None else library.mentions(tree, found)
    return tuple(one for some in mentions.values() for one in some[:_WAYS])


def _facets(library: Library, tree: Node, query: str, as_of: int) -> list[dict[str, Any]]:
    typed = show(tree, typed=True) if "\n" in query else query  # a comment would swallow what follows
    base = f"({typed})" if isinstance(tree, Or) else typed
    made = []
    sources = library.source_names()
    for facet, name, label in _FACETS:
        values = library.by(tree, facet, as_of)
        if len(values) > 1:
            rows = [
                {
                    "name": clean(sources.get(value) or name_of(facet, value), 60)
                    if facet == "source"
                    else name_of(facet, value),
                    "number": number,
                    "link": search_link(f"{base} {label}:{value}"),
                }
                for value, number in list(values.items())[:_FACET_VALUES]
            ]
            made.append({"name": name, "rows": rows})
    return made


def _article(version: Version, spans: Sequence[Span], zone: str, now: datetime) -> dict[str, Any]:
    content, published = version.content, version.content.published
    title = _marked_parts(version, "title", spans)
    how = f"Date read from {_HOW.get(published.how, published.how)}." if published else "No date was found."
    return {
        "id": version.article_id,
        "change": version.change,
        "current": version.current,
        "title": title[0] if title else (Piece("(without a title)", False),),
        "plain_title": clean(content.title, 200) or "(without a title)",
        "authors": [piece for part in _joined(_marked_parts(version, "author", spans)) for piece in part],
        "paragraphs": _marked_parts(version, "body", spans),
        "captions": _marked_parts(version, "caption", spans),
        "warnings": content.warnings,
        "language": content.language,
        "direction": direction(content.language, content.title),
        "source": version.origin.source_name or version.origin.source_id,
        "source_id": version.origin.source_id,
        "tags": ", ".join(version.origin.tags),
        "site": version.site,
        "link": wording.link(clean_link(version.url)),
        "published": published_words(version, zone, now),
        "seen": times.moment(version.seen, zone, now),
        "how": how,
    }


def _marked_parts(version: Version, field: TextField, spans: Sequence[Span]) -> list[tuple[Piece, ...]]:
    """A field's paragraphs, each in marked and unmarked pieces; spans count in the whole field."""
    text = field_text(version.content, field)
    of_field = [span for span in spans if span.field == field]
    parts, start = [], 0
    for paragraph in text.split(PARAGRAPH_BREAK) if text else ():
        end = start + len(paragraph)
        parts.append(mark(text, of_field, start, end))
        start = end + len(PARAGRAPH_BREAK)
    return parts


def _joined(parts: Sequence[tuple[Piece, ...]]) -> list[tuple[Piece, ...]]:
    return [
        (*part, Piece(", ", False)) if number < len(parts) - 1 else part for number, part in enumerate(parts)
    ]


def _source(state: SourceState, zone: str, now: datetime) -> dict[str, Any]:
    return {
        "name": state.name,
        "url": state.url,
        "link": wording.link(state.url),
        "search": search_link(f"source:{state.id}"),
        "state": state.state,
        "state_name": STATE_NAMES[state.state],
        "what": trouble_words(state, zone, now),
        "last_read": times.moment(state.last_read, zone, now) if state.last_read else "not yet",
        "articles": state.articles,
        "articles_7d": state.articles_7d,
    }
