"""The words of a digest: times, counts and lists as both of its forms say them."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.contents import Contents, Group, Item, Part, SourceTrouble
from alerts.render.clean import clean
from alerts.schedule import parse_send
from articles.article import Published

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_KINDS = {"as read": "Digest", "hourly": "Hourly digest", "daily": "Daily digest", "weekly": "Weekly digest"}
SUBJECT_WATCHES = 3
SUBJECT_LENGTH = 150
QUERY_LENGTH = 300
UNREAD_MOST = 25


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 article", "2 articles", "1,204 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(value: date, beside: date | None = None) -> str:
    """ "23 Nov 2026"; the year is left out where it is that of `beside`."""
    short = f"{value.day} {_MONTHS[value.month - 1]}"
    return short if beside is not None and beside.year == value.year else f"{short} {value.year}"


def moment(value: datetime, zone: str, beside: datetime | None = None) -> str:
    """ "23 Nov 2026, 14:05" in `zone` (an IANA name)."""
    local = _local(value, zone)
    return f"{day(local.date(), _local(beside, zone).date() if beside else None)}, {local:%H:%M}"


def published(value: Published | None, zone: str, beside: datetime) -> str:
    """When the publisher says that the article appeared, no more precise than it is known."""
    if value is None:
        return "publication date not given"
    if value.precision == "day":
        return f"published {day(_publishers_day(value), _local(beside, zone).date())}"
    assumed = "" if value.zone is not None else " (time zone assumed)"
    return f"published {moment(value.start, zone, beside)}{assumed}"


def first_seen(item: Item, zone: str, beside: datetime) -> str:
    """When presswatch first had the article."""
    return f"first seen {moment(item.first_seen, zone, beside)}"


def size(group: Group) -> int:
    """How many articles stand under a watch, in full or by title."""
    return len(group.items) + len(group.listed)


def over_limit(group: Group) -> str:
    """Said before the titles of what is over the limit of its source."""
    sources = list(dict.fromkeys(clean(one.source, 80) for one in group.listed))
    named = ", ".join(sources[:5]) + (f" and {len(sources) - 5} more" if len(sources) > 5 else "")
    return f"{count(len(group.listed), 'more article')} of {named}, by title:"


def heading(contents: Contents) -> str:
    """ "7 articles in 2 watches", "Nothing new in 3 watches"."""
    if contents.articles:
        met = sum(size(group) > 0 for group in contents.groups)
        return f"{count(contents.articles, 'article')} in {count(met, 'watch', 'watches')}"
    return f"Nothing new in {count(len(contents.watches), 'watch', 'watches')}"


def overview(contents: Contents) -> list[tuple[str, int]]:
    """The watches with their numbers, where there are several to choose from."""
    met = [(clean(group.watch, 60), size(group)) for group in contents.groups if size(group)]
    return met if len(met) > 1 else []


def kind(contents: Contents) -> str:
    """ "Daily digest"."""
    return "Catch-up digest" if contents.again else _KINDS[parse_send(contents.send).kind]


def dateline(contents: Contents) -> str:
    """ "Monday, 23 Nov 2026, 08:00"."""
    local = _local(contents.until, contents.zone)
    return f"{_DAYS[local.weekday()]}, {moment(contents.until, contents.zone)}"


def span(contents: Contents) -> str:
    """ "What was found since 22 Nov, 08:00. Times are in Europe/Berlin."."""
    if contents.again:
        return (
            f"What stood in earlier digests that could not be delivered. Times are those of {contents.zone}."
        )
    since = moment(contents.since, contents.zone, contents.until)
    if contents.alive:
        return f"A sign of life: nothing was found since {since}. Times are those of {contents.zone}."
    what = "Everything" if contents.articles else "Nothing was"
    return f"{what} found since {since}. Times are those of {contents.zone}."


def subject(contents: Contents) -> str:
    """What is in the mail, in words of our own and the operator's: never a title, never a line break.

    "presswatch: 7 articles - kadyrov 5, chechnya 2 - 23 Nov 2026, no. 12", with real dashes.
    """
    local = _local(contents.until, contents.zone)
    tail = f" — {day(local.date())}, no. {contents.number}"
    groups = sorted((group for group in contents.groups if size(group)), key=lambda group: -size(group))
    if not groups:
        more = (
            f", {count(len(contents.reading.troubles), 'source')} not read"
            if contents.reading.troubles
            else ""
        )
        names = f" ({contents.watches[0]})" if len(contents.watches) == 1 else ""
        return clean(f"presswatch: {heading(contents).lower()}{names}{more}{tail}", SUBJECT_LENGTH + 50)
    named = [f"{clean(group.watch, 40)} {size(group)}" for group in groups[:SUBJECT_WATCHES]]
    rest = len(groups) - len(named)
    listed = ", ".join(named) + (f" and {count(rest, 'more watch', 'more watches')}" if rest else "")
    return clean(f"presswatch: {count(contents.articles, 'article')} — {listed}{tail}", SUBJECT_LENGTH + 50)


def why(part: Part, told: Collection[str] = ()) -> str:
    """A part of the query and the words that fulfilled it: "Кадырова (Ramzan Kadyrov)", "lang:ru".

    Words in `told` (case folded) are left out; what is left without words is "".
    """
    name = clean(part.label or part.part, 80)
    if not part.found:
        return name
    found = [clean(word, 60) for word in part.found if word.casefold() not in told]
    if _letters(name) in map(_letters, found):
        return ", ".join(found)  # what was asked for stands there as it was asked for
    return f"{', '.join(found)} ({name})" if found else ""


def also(contents_item: Item) -> str:
    """The other watches that an article meets, with their words; empty if there are none."""
    return ", ".join(
        clean(other.watch, 60) + (f" ({', '.join(clean(w, 60) for w in other.found)})" if other.found else "")
        for other in contents_item.also
    )


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum() or character in "*?")


def _publishers_day(value: Published) -> date:
    # The day in the publisher's zone: its noon, which for every offset up to 12 hours is the same day in UTC.
    offset = _offset(value.zone) if value.zone is not None else None
    start = value.start.astimezone(UTC)
    try:
        return (start + (timedelta(hours=12) if offset is None else offset)).date()
    except OverflowError:  # a publisher may well write the year 1 or 9999
        return start.date()


def _local(value: datetime, zone: str) -> datetime:
    try:
        return value.astimezone(ZoneInfo(zone))
    except OverflowError:  # as above: an hour beside the end of the calendar is kept as it is
        return value


def _offset(zone: str) -> timedelta | None:
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").utcoffset()
    except ValueError:
        return None


def times(item: Item, contents: Contents) -> list[str]:
    """Published, first seen, and whether this is a changed version."""
    told = [
        published(item.published, contents.zone, contents.until),
        first_seen(item, contents.zone, contents.until),
    ]
    return [*told, "changed since then"] if item.edited else told


def place(item: Item) -> str:
    """Said before an excerpt that is not the sentence of the text that matched."""
    return {"caption": "In a caption: ", "lead": "Begins: "}.get(item.place, "")


def matched(item: Item) -> str:
    """Why it matched: each part with its words, a word once however many parts it fulfils."""
    reasons: list[str] = []
    told: set[str] = set()
    for part in item.parts:
        if reason := why(part, told):
            reasons.append(reason)
        told.update(word.casefold() for word in part.found)
    where = {field for part in item.parts for field in part.fields}
    only = " – in the title only" if where == {"title"} else " – as its author" if where == {"author"} else ""
    return f"Matched: {'; '.join(reasons) or 'the whole query'}{only}"


def elsewhere(group: Group) -> str:
    """That articles of this watch stand under an earlier one."""
    more = "more article" if size(group) else "article"
    verb = "meets" if group.elsewhere == 1 else "meet"
    stands = "stands" if group.elsewhere == 1 else "stand"
    return f"{count(group.elsewhere, more)} that {verb} this watch {stands} above, under another one."


def beside(contents: Contents) -> list[str]:
    """What is not listed: the past of sources, and what did not fit."""
    told = []
    if contents.waiting:
        told.append(f"{count(contents.waiting, 'more article')} did not fit; the next part follows at once.")
    if contents.past:
        what = count(contents.past, "older article")
        told.append(
            f"{what} also matched, but had appeared before the source was first read: not listed here, kept for search."
        )
    if contents.skipped:
        told.append(
            f"{count(contents.skipped, 'article')} that waited here: the operator chose not to send; kept for search."
        )
    if contents.muted:
        told.append(
            f"{count(contents.muted, 'article')} of what this subscription mutes also matched: not listed, kept for search."
        )
    return told


def unread(contents: Contents) -> list[tuple[str, str, str]]:
    """What could not be read, as (name, what is wrong, link or ""): watches, then articles, then sources."""
    told = [
        (
            f"Watch {clean(stopped.watch)}",
            f"stands still since {moment(stopped.since, contents.zone, contents.until)}, because its query cannot be "
            f"used: {clean(stopped.error.splitlines()[0] if stopped.error else '')}. Once mended, it catches up.",
            "",
        )
        for stopped in contents.stopped
    ]
    told += [
        (
            clean(aside.title),
            f"could not be judged for {clean(aside.watch)}: {clean(aside.reason)}",
            link(aside.url),
        )
        for aside in contents.put_aside[:UNREAD_MOST]
    ]
    told += [_trouble(trouble, contents) for trouble in contents.reading.troubles[:UNREAD_MOST]]
    told += [("Pages this week", f"{pages.number:,} {pages.what}", "") for pages in contents.reading.hidden]
    hidden = max(0, len(contents.reading.troubles) - UNREAD_MOST) + max(
        0, len(contents.put_aside) - UNREAD_MOST
    )
    if hidden:
        told.append((f"{hidden:,} more", "presswatch status lists them", ""))
    return told


def footer(contents: Contents, unsubscribe: str | None) -> list[str]:
    """Why the reader gets this, and how to stop it."""
    names = ", ".join(clean(watch, 60) for watch in contents.watches[:20])
    more = f" and {len(contents.watches) - 20} more" if len(contents.watches) > 20 else ""
    stop = f" To stop it, write to {unsubscribe}." if unsubscribe else ""
    told = [
        f"You get this because you are a reader of “{clean(contents.subscription)}” (sent {clean(contents.send)}), "
        f"which watches: {names}{more}.{stop}",
    ]
    pictures = "This mail holds no pictures and tracks nothing; its links lead to the publishers themselves."
    return [*told, pictures] if contents.articles else told


def link(url: str) -> str:
    """A link as it may stand in a mail: http or https, without blanks or controls; else ""."""
    bare = "".join(clean(url, 4000).split())
    return bare if bare.lower().startswith(("http://", "https://")) else ""


def read_well(contents: Contents) -> str:
    """ "38 of 40 sources read well"; empty where nothing is known of them."""
    reading = contents.reading
    return f"{reading.well:,} of {count(reading.sources, 'source')} read well" if reading.sources else ""


def span_of(value: timedelta) -> str:
    """ "3 days", "4 h", "20 min": a stretch of time in its largest unit, rounded."""
    hours = value / timedelta(hours=1)
    if hours < 1:
        return f"{max(1, round(hours * 60))} min"
    return f"{round(hours)} h" if hours < 48 else count(round(hours / 24), "day")


def _trouble(trouble: SourceTrouble, contents: Contents) -> tuple[str, str, str]:
    name = clean(trouble.name or trouble.source_id)
    if trouble.kind == "silent":
        usual = f" (usually {span_of(trouble.usual)})" if trouble.usual is not None else ""
        lasts = f" for {span_of(contents.until - trouble.since)}" if trouble.since is not None else ""
        return name, f"silent{lasts}{usual}", ""
    since = f" (since {moment(trouble.since, contents.zone, contents.until)})" if trouble.since else ""
    return name, f"{clean(trouble.what)}{since}", ""
