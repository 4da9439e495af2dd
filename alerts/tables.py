"""The tables of alerts: watches' revisions, matches, the ledger of readers, and the outbox.

No table here refers to the articles' tables by foreign key: a removed article must not take its account with it.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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

entity_revisions = Table(
    "alert_entities",
    metadata,
    Column("entity_id", String, primary_key=True),
    Column("revision", String, primary_key=True),
    Column("definition", JSON, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

analysers = Table(
    "alert_analysers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

watches = Table(
    "watches",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),  # the number of the revision in force
    Column("added_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
)

watch_revisions = Table(
    "watch_revisions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("watch_key", Integer, ForeignKey("watches.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("query", Text, nullable=False),
    Column("zone", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("entities", JSON, nullable=False),  # {entity id: revision}
    Column("from_change", BigInteger, nullable=False),  # it runs over changes above this one
    Column("position", BigInteger),  # where it stands by itself; NULL: it follows match_state.position
    Column("error", Text),  # why it stopped; NULL while it runs
    Column("added_at", UtcDateTime, nullable=False),
    Column("since", UtcDateTime),  # how far into the past it was asked to look when it began; NULL: from now
    UniqueConstraint("watch_key", "number"),
)

match_state = Table(
    "match_state",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),  # grows whenever watches or subscriptions change
    Column(
        "thinned", BigInteger, nullable=False, server_default="0"
    ),  # up to it the ledger may hold but counts
)

matches = Table(
    "matches",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("watch_key", Integer, ForeignKey("watches.key"), nullable=False),
    Column("change", BigInteger, nullable=False),  # the version's number
    Column("article_id", BigInteger, nullable=False),
    Column("revision_key", Integer, ForeignKey("watch_revisions.key"), nullable=False),
    Column("entities", JSON, nullable=False),
    Column("spans", JSON, nullable=False),  # [[field, start, end], ...]
    Column("parts", JSON, nullable=False),  # [{"part": ..., "found": [...], "fields": [...]}, ...]
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("watch_key", "change"),
    Index(None, "change"),
    Index(None, "article_id"),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("change", BigInteger, nullable=False),
    Column("watch_key", Integer, ForeignKey("watches.key"), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("change", "watch_key"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("send", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    Column("gather", Integer, nullable=False, server_default="30"),  # seconds that "as read" waits for more
    Column("when_empty", String, nullable=False, server_default="send"),  # or "skip"
    Column(
        "most", Integer, nullable=False, server_default="20"
    ),  # of one source and watch in full in a digest
    Column("on_change", Boolean, nullable=False, server_default="0"),  # an edit of what was sent is news
    Column("manner", JSON, nullable=False, server_default="{}"),  # alerts.manner.Manner
)

mutes = Table(
    "mutes",
    metadata,
    Column("subscription_key", Integer, ForeignKey("subscriptions.key"), primary_key=True),
    Column("kind", String, primary_key=True),  # "source", "article" or "story"
    Column("value", Text, primary_key=True),  # a source's id, an article's url_key, a story's id
)

subscription_watches = Table(
    "subscription_watches",
    metadata,
    Column("subscription_key", Integer, ForeignKey("subscriptions.key"), primary_key=True),
    Column("watch_key", Integer, ForeignKey("watches.key"), primary_key=True),
    Column("place", Integer, nullable=False),  # the order in which the reader sees them
    Index(None, "watch_key"),
)

readers = Table(
    "readers",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("subscription_key", Integer, ForeignKey("subscriptions.key"), nullable=False),
    Column("address", String, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    Column("last_number", Integer, nullable=False),  # of the digests this reader was sent
    Column("aside_upto", Integer, nullable=False),  # the last set_aside.key that a digest named
    Column("channel", String, nullable=False, server_default="mail"),  # alerts.channel.Kind
    Column("stopped_at", UtcDateTime),  # ended by the reader; can be undone for a while
    Column("trouble", Text),  # why no letter can be written to this reader now
    UniqueConstraint("subscription_key", "address"),
)

messages = Table(
    "messages",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("subscription_key", Integer, ForeignKey("subscriptions.key"), nullable=False),
    Column("reader_key", Integer, ForeignKey("readers.key"), nullable=False),
    Column("period", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("recipient", String, nullable=False),
    Column("message_id", String, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column(
        "remaining", Integer, nullable=False, server_default="0"
    ),  # versions that go into its period's next part
    Column("state", String, nullable=False),
    Column("frozen_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", UtcDateTime),
    Column("sending_since", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("body", LargeBinary, nullable=False),  # the bytes as they leave, CRLF
    UniqueConstraint("subscription_key", "period", "reader_key"),
    UniqueConstraint("reader_key", "number"),
    CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'failed', 'dropped')",
        name="state",
    ),
    Index(None, "state", "next_try_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("message_key", Integer, ForeignKey("messages.key"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String, nullable=False),  # "sent", "temporary", "permanent", "interrupted"
    Column("ambiguous", Boolean, nullable=False),
    Column("code", Integer),
    Column("answer", Text, nullable=False),
    Index(None, "message_key"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("reader_key", Integer, ForeignKey("readers.key"), primary_key=True),
    Column("change", BigInteger, primary_key=True),
    Column("article_id", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),  # why it is suppressed
    Column(
        "message_key", Integer, ForeignKey("messages.key")
    ),  # the message it is in, or that told its number
    Column("since", UtcDateTime, nullable=False),
    Column("place", Integer),  # its article's number in that message
    Column("quiet", Boolean, nullable=False, server_default="0"),  # pending, but no reason for a letter
    CheckConstraint(
        "state IN ('pending', 'in message', 'undelivered', 'suppressed')",
        name="state",
    ),
    CheckConstraint("(state = 'suppressed') = (reason IS NOT NULL)", name="reason"),
    Index(None, "reader_key", "state"),
    Index(None, "reader_key", "article_id"),
    Index(None, "message_key"),
    Index(None, "state", "reader_key", "since"),
)

ledger_counts = Table(  # what is left of the ledger after `keep_ledger`
    "ledger_counts",
    metadata,
    Column("reader_key", Integer, ForeignKey("readers.key"), primary_key=True),
    Column("month", String, primary_key=True),  # "2026-05", UTC
    Column("state", String, primary_key=True),
    Column("reason", String, primary_key=True),  # "" where there was none
    Column("number", Integer, nullable=False),
)
