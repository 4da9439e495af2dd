"""A version kept, as a document for a search engine; between the store and the index port."""

from math import floor

from articles.index.port import IndexDocument
from articles.store.versions import Stored


def to_index(stored: Stored, superseded: int | None) -> IndexDocument:
    """The document of a version that change `superseded` ended (None while it is current)."""
    version, analysed = stored.version, stored.analysed
    fields = {name: terms.by_paragraph() for name, terms in analysed.fields.items()}
    lead = analysed.fields["body"].terms[: analysed.lead_end]
    return IndexDocument(
        change=version.change,
        article_id=version.article_id,
        superseded=superseded,
        fields={**fields, "lead": (lead,) if lead else ()},
        labels=label_values(version),
        facets=facet_values(version),
        seen=floor(version.seen.timestamp()),
        published=published_seconds(version),
    )
