"""The tables of articles, their versions and the change log, between the metadata and everything that reads them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from articles.store.metadata import UtcDateTime, metadata

# SQLite numbers rows by itself only in a column that is declared exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("lineage", String(32), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("made", UtcDateTime, nullable=False),
    Column("place", JSON),  # where this database was last known to lie; None in a backup
    Column("mail_held_since", UtcDateTime),
)

backups = Table(
    "backups",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("folder", Text, nullable=False),
    Column("made", UtcDateTime, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)

change_counter = Table(
    "change_counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("response_hash", String),  # of the page as last fetched, whether or not its text had changed
    Column("extractor", String, nullable=False),  # that last read it
    Column("removed", UtcDateTime),
    Column("removed_reason", Text),
    sqlite_autoincrement=True,  # a number is never given twice
)

article_urls = Table(
    "article_urls",
    metadata,
    Column("url_key", Text, primary_key=True),
    Column("article_id", RowId, ForeignKey("articles.id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
)

article_links = Table(
    "article_links",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("older", RowId, ForeignKey("articles.id"), nullable=False),
    Column("newer", RowId, ForeignKey("articles.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),  # "same page": one page's addresses led to both
    Column("url", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("older", "newer", "kind"),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("article_id", RowId, ForeignKey("articles.id"), nullable=False, index=True),
    Column("version", BigInteger),  # the version it concerns; None for a removal
    Column("at", UtcDateTime, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("change", BigInteger, ForeignKey("changes.number"), primary_key=True, autoincrement=False),
    Column("article_id", RowId, ForeignKey("articles.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("superseded_by", BigInteger),  # the change that ended it: a later version, or the removal
    Column("reason", String, nullable=False),
    Column("past", Boolean, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
    Column("source_id", String, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("country", String),
    Column("tags", JSON, nullable=False),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("published_start", UtcDateTime),
    Column("published_end", UtcDateTime),
    Column("published_precision", String),
    Column("published_how", String),
    Column("published_zone", String),
    Column("language", String),
    Column("site_name", Text),
    Column("content_hash", LargeBinary, nullable=False),
    Column("extractor", String, nullable=False),
    Column("response_hash", String),
    Column("title", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("text", Text, nullable=False),  # last: what stands before it is read without its pages
    UniqueConstraint("article_id", "number"),
    Index(None, "superseded_by"),
    Index(None, "source_id", "seen"),
)

version_terms = Table(
    "version_terms",
    metadata,
    Column("change", BigInteger, ForeignKey("versions.change"), primary_key=True, autoincrement=False),
    Column("fingerprint", String, nullable=False, index=True),
    Column("terms", LargeBinary, nullable=False),
)

version_names = Table(
    "version_names",
    metadata,
    Column("change", BigInteger, ForeignKey("versions.change"), primary_key=True, autoincrement=False),
    Column("rules", String, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

mentions = Table(  # a cache: what is mentioned is what the judge says of the text
    "mentions",
    metadata,
    Column("entity_id", String, primary_key=True),
    Column("change", BigInteger, ForeignKey("versions.change"), primary_key=True, autoincrement=False),
    Column("field", String, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("revision", String, nullable=False),  # of the entity; rows of another one are stale
    Column("surface", Text, nullable=False),
    Column("variant", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Index(None, "change"),
)

mention_searches = Table(
    "mention_searches",
    metadata,
    Column("entity_id", String, primary_key=True),
    Column("revision", String, nullable=False),
    Column("position", BigInteger, nullable=False),  # all versions up to this change were looked through
    Column("upto", BigInteger),  # and up to this one while a search is under way,
    Column("after", BigInteger),  # which got to this place of the index's order
)

version_stories = Table(
    "version_stories",
    metadata,
    Column("change", BigInteger, ForeignKey("versions.change"), primary_key=True, autoincrement=False),
    Column(
        "story", BigInteger, nullable=False, index=True
    ),  # the oldest version in it; no row: it stands alone
)

stories_state = Table(
    "stories_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),  # the change up to which versions were grouped
)

index_quarantine = Table(
    "index_quarantine",
    metadata,
    Column("version", BigInteger, ForeignKey("versions.change"), primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
