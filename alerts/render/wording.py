"""The words of a digest: counts, lists and reasons as both of its forms say them, in the reader's language."""

from collections.abc import Collection
from datetime import date, timedelta

from alerts.contents import Contents, Group, Item, Listed, Part, Unsubscribe
from alerts.render.clean import clean
from alerts.render.language import Language, language
from alerts.render.times import first_seen, local, moment, published
from alerts.schedule import parse_send

SUBJECT_WATCHES = 3
SUBJECT_LENGTH = 150
QUERY_LENGTH = 300


def tongue(contents: Contents) -> Language:
    """The reader's language."""
    return language(contents.language)


def brand(contents: Contents) -> str:
    """Whose mail it is; nothing in a discreet one."""
    return "" if contents.discreet else "presswatch"


def articles(contents: Contents, number: int) -> str:
    """ "1 article", "1,204 articles"."""
    return tongue(contents).count(number, "{n} article", "{n} articles")


def size(group: Group) -> int:
    """How many articles stand under a watch, in full or by title."""
    return len(group.items) + len(group.listed)


def by_title(contents: Contents, group: Group) -> str:
    """Said before the titles of what is over the limit of its source, or of the mail."""
    sources = list(dict.fromkeys(clean(one.source, 80) for one in group.listed))
    return tongue(contents).count(
        len(group.listed),
        "{n} more article of {sources}, by title:",
        "{n} more articles of {sources}, by title:",
        sources=tongue(contents).some(sources, 5),
    )


def heading(contents: Contents) -> str:
    """ "7 articles in 2 watches", "Nothing new in 3 watches"."""
    told = tongue(contents)
    if contents.discreet:
        return articles(contents, contents.articles) if contents.articles else told.say("Nothing new")
    if contents.articles:
        met = sum(size(group) > 0 for group in contents.groups)
        watches = told.count(met, "{n} watch", "{n} watches")
        return told.say(
            "{articles} in {watches}", articles=articles(contents, contents.articles), watches=watches
        )
    return told.count(len(contents.watches), "Nothing new in {n} watch", "Nothing new in {n} watches")


def overview(contents: Contents) -> list[tuple[str, int]]:
    """The watches with their numbers, where there are several to choose from."""
    met = [(clean(group.watch, 60), size(group)) for group in contents.groups if size(group)]
    return met if len(met) > 1 else []


def kind(contents: Contents) -> str:
    """ "Daily digest no. 12"; the first line of a discreet mail says "Update no. 12"."""
    say, number = tongue(contents).say, contents.number
    if contents.discreet:
        return say("Update no. {number}", number=number)
    if contents.again:
        return say("Catch-up digest no. {number}", number=number)
    return {
        "as read": say("Digest no. {number}", number=number),
        "hourly": say("Hourly digest no. {number}", number=number),
        "daily": say("Daily digest no. {number}", number=number),
        "weekly": say("Weekly digest no. {number}", number=number),
    }[parse_send(contents.send).kind]


def dateline(contents: Contents) -> str:
    """ "Monday, 23 Nov 2026, 08:00"."""
    day = local(contents.until, contents.zone)
    return f"{tongue(contents).weekday(day)}, {moment(contents.until, contents.zone, code=contents.language)}"


def span(contents: Contents) -> str:
    """ "Everything found since 22 Nov, 08:00. Times are those of Europe/Berlin."."""
    say = tongue(contents).say
    since = moment(contents.since, contents.zone, contents.until, contents.language)
    if contents.again:
        what = say("What stood in earlier digests that could not be delivered.")
    elif contents.alive:
        what = say("A sign of life: nothing was found since {since}.", since=since)
    elif contents.articles:
        what = say("Everything found since {since}.", since=since)
    else:
        what = say("Nothing was found since {since}.", since=since)
    zone = say("Times are those of {zone}.", zone=contents.zone)
    return f"{what} {zone}"


def subject(contents: Contents) -> str:
    """What is in the mail, in words of our own and the operator's: never a title, never a line break.

    "presswatch: 7 articles - kadyrov 5, chechnya 2 - 23 Nov 2026, no. 12", with real dashes. A discreet one: "Update no. 12".
    """
    if contents.discreet:
        return kind(contents)
    told = tongue(contents)
    today = told.day(local(contents.until, contents.zone).date())
    tail = told.say("{day}, no. {number}", day=today, number=contents.number)
    groups = sorted((group for group in contents.groups if size(group)), key=lambda group: -size(group))
    if groups:
        named = [f"{clean(group.watch, 40)} {size(group)}" for group in groups[:SUBJECT_WATCHES]]
        listed = ", ".join(named)
        if rest := len(groups) - len(named):
            listed = told.count(
                rest, "{watches} and {n} more watch", "{watches} and {n} more watches", watches=listed
            )
        head = f"{articles(contents, contents.articles)} — {listed}"
    else:
        head = heading(contents)
        head = head[:1].lower() + head[1:] if contents.language == "en" else head
        head += f" ({contents.watches[0]})" if len(contents.watches) == 1 else ""
        reading = contents.reading
        if troubles := reading.sources if reading.unread_since is not None else len(reading.troubles):
            head += ", " + told.count(troubles, "{n} source not read", "{n} sources not read")
    return clean(f"presswatch: {head} — {tail}", SUBJECT_LENGTH + 50)


def watch_label(contents: Contents, group: Group) -> str:
    """How a screen reader announces the part of a watch."""
    if not group.watch:
        return tongue(contents).say("Articles")
    return tongue(contents).say("Watch {watch}", watch=clean(group.watch))


def query(contents: Contents, group: Group) -> tuple[str, str]:
    """ "Query:" and the query; two empty strings where it is not told."""
    return (tongue(contents).say("Query:"), clean(group.query, QUERY_LENGTH)) if group.query else ("", "")


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


def also(contents: Contents, item: Item) -> str:
    """The other watches that an article meets, with their words; empty if there are none."""
    if not item.also:
        return ""
    watches = ", ".join(
        clean(other.watch, 60) + (f" ({', '.join(clean(w, 60) for w in other.found)})" if other.found else "")
        for other in item.also
    )
    return tongue(contents).say("Also meets: {watches}", watches=watches)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum() or character in "*?")


def times(contents: Contents, item: Item) -> list[str]:
    """Published, first seen, and whether this is a changed version."""
    told = [
        published(item.published, contents.zone, contents.until, contents.language),
        first_seen(item, contents.zone, contents.until, contents.language),
    ]
    return [*told, tongue(contents).say("changed since then")] if item.edited else told


def place(contents: Contents, item: Item) -> str:
    """Said before an excerpt that is not the text that matched."""
    say = tongue(contents).say
    return {"caption": say("In a caption:"), "lead": say("Begins:")}.get(item.place, "")


def matched(contents: Contents, item: Item) -> str:
    """Why the reader gets it: each part with its words, a word once however many parts it fulfils; empty if untold."""
    if contents.discreet:
        return ""
    say = tongue(contents).say
    reasons: list[str] = []
    told: set[str] = set()
    for part in item.parts:
        if reason := why(part, told):
            reasons.append(reason)
        told.update(word.casefold() for word in part.found)
    words = "; ".join(reasons) or say("the whole query")
    where = {field for part in item.parts for field in part.fields}
    if where == {"title"}:
        return say("Matched: {words} – in the title only", words=words)
    if where == {"author"}:
        return say("Matched: {words} – as its author", words=words)
    return say("Matched: {words}", words=words)


def elsewhere(contents: Contents, group: Group) -> str:
    """That articles of this watch stand under an earlier one."""
    told = tongue(contents)
    if size(group):
        return told.count(
            group.elsewhere,
            "{n} more article that meets this watch stands above, under another one.",
            "{n} more articles that meet this watch stand above, under another one.",
        )
    return told.count(
        group.elsewhere,
        "{n} article that meets this watch stands above, under another one.",
        "{n} articles that meet this watch stand above, under another one.",
    )


def beside(contents: Contents) -> list[str]:
    """What is not listed: the past of sources, and what did not fit."""
    n = tongue(contents).count
    told = (
        (
            contents.waiting,
            n(
                contents.waiting,
                "{n} more article did not fit; the next part follows at once.",
                "{n} more articles did not fit; the next part follows at once.",
            ),
        ),
        (
            contents.past,
            n(
                contents.past,
                "{n} older article also matched, but had appeared before the source was first read: not listed here, kept for search.",
                "{n} older articles also matched, but had appeared before the source was first read: not listed here, kept for search.",
            ),
        ),
        (
            contents.skipped,
            n(
                contents.skipped,
                "{n} article that waited here: the operator chose not to send it; kept for search.",
                "{n} articles that waited here: the operator chose not to send them; kept for search.",
            ),
        ),
        (
            contents.muted,
            n(
                contents.muted,
                "{n} article of what this subscription mutes also matched: not listed, kept for search.",
                "{n} articles of what this subscription mutes also matched: not listed, kept for search.",
            ),
        ),
    )
    return [sentence for number, sentence in told if number]


def sent(contents: Contents) -> str:
    """The subscription's rule: "as read", "hourly", "daily at 08:00", "weekly on Monday at 08:00"."""
    told, send = tongue(contents), parse_send(contents.send)
    if send.kind == "as read":
        return told.say("as read")
    if send.kind == "hourly":
        return told.say("hourly")
    time = f"{send.hour:02}:{send.minute:02}"
    if send.kind == "daily":
        return told.say("daily at {time}", time=time)
    monday = date(2024, 1, 1)  # any Monday
    return told.say(
        "weekly on {day} at {time}", day=told.weekday(monday + timedelta(days=send.weekday)), time=time
    )


def footer(contents: Contents, unsubscribe: Unsubscribe | None) -> list[str]:
    """Why the reader gets this, and how to stop it."""
    told = tongue(contents)
    lines = []
    if not contents.discreet:
        lines.append(
            told.say(
                "You get this because you are a reader of “{subscription}” (sent {send}), which watches: {watches}.",
                subscription=clean(contents.subscription),
                send=sent(contents),
                watches=told.some([clean(watch, 60) for watch in contents.watches], 20),
            )
        )
    if unsubscribe is not None:
        lines.append(told.say("To stop it, write to {address}.", address=unsubscribe.address))
    if contents.articles and not contents.discreet:
        lines.append(
            told.say(
                "This mail holds no pictures and tracks nothing; its links lead to the publishers themselves."
            )
        )
    return lines


def stop_label(contents: Contents) -> str:
    """What leads to the page that ends it."""
    return tongue(contents).say("Stop these mails")


def copy_label(contents: Contents) -> str:
    """What leads to the copy that we keep."""
    return tongue(contents).say("Kept copy")


def in_archive(contents: Contents, item: Item | Listed) -> str:
    """Where to find an article whose address may not stand in the mail: by its number in the archive."""
    if item.url or item.kept or not contents.discreet:
        return ""
    return tongue(contents).say("No. {number} in the archive", number=item.article_id)


def link(url: str) -> str:
    """A link as it may stand in a mail: http or https, without blanks or controls; else ""."""
    bare = "".join(clean(url, 4000).split())
    return bare if bare.lower().startswith(("http://", "https://")) else ""
