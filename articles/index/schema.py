"""The embedded engine's fields and how a version becomes one of its documents; between the port and tantivy."""

from collections.abc import Mapping
from functools import cache

import tantivy

from articles.index.days import day_of, middle
from articles.index.documents import content_bits
from articles.index.port import IndexDocument, IndexState
from articles.index.slop import FARTHEST
from articles.index.sort_keys import by_published, by_seen
from articles.query.nodes import DateName

FORMAT = 9  # of the documents; another one is another folder
TEXT_FIELDS = ("title", "body", "lead", "caption", "author")
PAST = "past_"  # before the fields of a version that was superseded, which most questions are not about
LABELS = ("source", "site", "tag", "lang", "country", "story")
FACETS = ("source", "site", "tag", "lang", "country", "day")
DAYS: Mapping[DateName, str] = {"seen": "day_seen", "published": "day_published"}  # in the index's zone
NEVER = 2**63  # `superseded` of a current version
STATE = "state"
ALONE = "alone"  # a value of STATE, in a document that is nothing else
COMMIT = "commit"  # the number of the commit that wrote a state, by which the newest is known
ASIDE = "aside"  # 1 in what is no current version, where a question is not about text alone

_TERMS = "analysed"
_FILLER = "\x00"  # no term of the analyser's
_GAP = f"{_FILLER} " * FARTHEST


@cache
def schema() -> tantivy.Schema:
    """All fields. Only the state is stored: the texts are in the database."""
    builder = tantivy.SchemaBuilder()
    for name in (*TEXT_FIELDS, *(f"{PAST}{field}" for field in TEXT_FIELDS)):
        builder.add_text_field(name, tokenizer_name=_TERMS, index_option="position")
    for name in LABELS:
        builder.add_text_field(f"label_{name}", tokenizer_name="raw", index_option="basic")
    for name in ("names", f"{PAST}names"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*(f"facet_{facet}" for facet in FACETS), *DAYS.values()):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("change", "superseded", "dated"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field(ASIDE, indexed=True)
    for name in ("by_seen", "by_published", "cause", "content", COMMIT):
        builder.add_unsigned_field(name, indexed=False, fast=True)
    for name in ("seen", "published_from", "published_to", "published_middle"):
        builder.add_integer_field(name, indexed=False, fast=True)
    builder.add_text_field(STATE, tokenizer_name="raw", index_option="basic", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Give an opened index the tokenizer that takes the analyser's terms as they are.

    It drops none: tantivy's limit is 65,530 bytes a token, the analyser's 128 characters. What fills the gaps between
    paragraphs takes up positions and is not indexed.
    """
    terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    analyzer = terms.filter(tantivy.Filter.custom_stopword([_FILLER])).build()
    index.register_tokenizer(_TERMS, analyzer)


def to_document(document: IndexDocument, zone: str) -> tantivy.Document:
    """The engine's document, with its days in `zone` (an IANA name). Between paragraphs lies a gap in the positions, so that no phrase and no nearness
    reaches from one into the next.
    """
    made = tantivy.Document()
    past = "" if document.superseded is None else PAST
    for name, paragraphs in document.fields.items():
        for number, terms in enumerate(paragraphs):
            made.add_text(f"{past}{name}", _GAP + terms if number else terms)
    for label, values in document.labels.items():
        for value in values:
            made.add_text(f"label_{label}", value)
    for key in document.names:
        made.add_text(f"{past}names", key)
    for facet, values in document.facets.items():
        for value in values:
            made.add_text(f"facet_{facet}", value)
    made.add_unsigned("change", document.change)
    made.add_unsigned("cause", document.cause)
    made.add_unsigned("content", content_bits(document.content_hash))
    made.add_unsigned("superseded", NEVER if document.superseded is None else document.superseded)
    if document.superseded is not None:
        made.add_unsigned(ASIDE, 1)
    made.add_integer("seen", document.seen)
    made.add_text(DAYS["seen"], day_of(document.seen, zone))
    made.add_unsigned("by_seen", by_seen(document))
    published = document.published
    made.add_unsigned("dated", 1 if published else 0)
    made.add_unsigned("by_published", by_published(document))
    if published:
        made.add_integer("published_from", published[0])
        made.add_integer("published_to", published[1])
        made.add_integer("published_middle", middle(published))
        made.add_text(DAYS["published"], day_of(middle(published), zone))
    return made


def bear_state(made: tantivy.Document, state: IndexState, zone: str, commit: int) -> None:
    """Let a document say where the index stands since `commit`, and whose days it has."""
    made.add_unsigned(COMMIT, commit)
    for value in (STATE, f"{state.change} {state.lineage} {state.fingerprint}", zone):
        made.add_text(STATE, value)


def lone_document() -> tantivy.Document:
    """A document that is no version's, to bear a state."""
    made = tantivy.Document()
    made.add_unsigned(ASIDE, 1)
    made.add_text(STATE, ALONE)
    return made


def read_state(values: list[str]) -> tuple[IndexState, str]:
    """The state that a document bears, and the zone. Raises ValueError if it bears none."""
    _, state, zone = values[-3:]
    change, lineage, fingerprint = state.split(" ", 2)
    return IndexState(lineage, fingerprint, int(change)), zone
