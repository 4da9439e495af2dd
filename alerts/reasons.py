"""The states of the ledger and the reasons why a version is suppressed, as they are kept; for all that read or write it."""

PENDING, IN_MESSAGE, UNDELIVERED, SUPPRESSED = "pending", "in message", "undelivered", "suppressed"

PAST = "past of the source"
RE_EXTRACTED = "only our reading of the page changed"
EDITED = "an earlier version was already sent or is pending"
EDITED_PAST = "an earlier version was past of the source"
MUTED = "muted by the subscription"
SAME_STORY = "same story in this digest; told beside the article that leads it"
STORY_SENT = "the same story was sent before; told in a line"
OVER_LIMIT = "over the limit of its source; listed by title and address"
READER_GONE = "the recipient was removed"
WATCH_GONE = "the subscription no longer has the watch"
ARTICLE_GONE = "the article was removed"
SKIPPED = "skipped by operator"

NEVER_REACHED = (READER_GONE, WATCH_GONE, ARTICLE_GONE, RE_EXTRACTED, MUTED)  # an edit of it is no repeat
OPEN_AGAIN = (EDITED, EDITED_PAST, READER_GONE, WATCH_GONE)  # where a watch that catches up may still be met
BESIDE = (OVER_LIMIT, SAME_STORY, STORY_SENT)  # a message names it, though not in full
TOLD = (PAST, SKIPPED, MUTED)  # a digest says how many
