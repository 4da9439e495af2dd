"""A version kept, as a document for a search engine; between the store and the index port."""

from datetime import UTC
from math import ceil, floor
from typing import Final

from articles.analysis import FINGERPRINT
from articles.article import Version
from articles.index.days import day_of, middle
from articles.index.port import By, Days, Facet, IndexDocument
from articles.names.article_keys import KEY_RULES, article_keys
from articles.query.labels import labels
from articles.store.version_rows import content_hash
from articles.store.versions import Stored

WRITTEN_BY: Final = (
    f"{FINGERPRINT}-{KEY_RULES}"  # whose rules made terms and name keys: an index of others is built anew
)


def to_index(
    stored: Stored,
    superseded: int | None,
    annotated: int = 0,
    *,
    names: tuple[str, ...] | None = None,
    digest: bytes | None = None,
) -> IndexDocument:
    """The document of a version that change `superseded` ended (None while it is current).

    `annotated` is the last change that said something new about it, 0 for none. `names` are its
    name keys and `digest` its content's hash as the store keeps them; what is not given is worked out.
    """
    version, analysed = stored.version, stored.analysed
    fields: dict[str, tuple[str, ...]] = {name: terms.texts() for name, terms in analysed.fields.items()}
    lead = analysed.fields["body"].beginning_text(analysed.lead_end)
    fields["lead"] = (lead,) if lead else ()
    return IndexDocument(
        change=version.change,
        cause=max(version.change, annotated, superseded or 0),
        article_id=version.article_id,
        superseded=superseded,
        fields=fields,
        labels={name: tuple(sorted(values)) for name, values in labels(version).items()},
        facets=facets(version),
        seen=floor(version.seen.timestamp()),
        published=_published(version),
        url=version.url,
        content=version.content,
        content_hash=(digest or content_hash(version.content)).hex(),
        names=article_keys(version.content) if names is None else names,
    )


def content_bits(content_hash: str) -> int:
    """The first 64 bits of a content's hash (hex), which engines keep to be compared with the store's."""
    return int(content_hash[:16] or "0", 16)


def values(version: Version, by: By) -> tuple[str, ...]:
    """What a version is counted under; none for a day where it has no date."""
    if not isinstance(by, Days):
        return facets(version)[by]
    if by.name == "seen":
        return (day_of(floor(version.seen.timestamp()), by.zone),)
    published = _published(version)
    return (day_of(middle(published), by.zone),) if published else ()


def facets(version: Version) -> dict[Facet, tuple[str, ...]]:
    """The values that a version is counted under, as they are shown; a day is the UTC day of `seen`."""
    origin = version.origin
    values: dict[Facet, tuple[str | None, ...]] = {
        "source": (origin.source_id,),
        "site": (version.site,),
        "lang": (version.content.language,),
        "country": (origin.country,),
        "tag": tuple(dict.fromkeys(origin.tags)),
        "day": (version.seen.astimezone(UTC).date().isoformat(),),
    }
    return {name: tuple(value for value in found if value) for name, found in values.items()}


def _published(version: Version) -> tuple[int, int] | None:
    """Seconds that hold the interval whole, so that whole seconds overlap it where moments do."""
    published = version.content.published
    if published is None:
        return None
    return floor(published.start.timestamp()), ceil(published.end.timestamp())
