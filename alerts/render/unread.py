"""The last part of a digest, what we could not read: watches that stand still, articles not judged, sources, hidden pages."""

import re
from datetime import datetime

from alerts.contents import Contents, SourceTrouble
from alerts.render.clean import clean
from alerts.render.reported import apart, reported
from alerts.render.times import day_or_weekday, moment, span_of
from alerts.render.wording import link, tongue

MOST = 25  # of each kind
_REFUSAL = re.compile(r"the site does not let us read it \(([0-9]{3})\)")  # as the crawler reports it


def title(contents: Contents) -> str:
    """The heading of this part."""
    return tongue(contents).say("What we could not read")


def read_well(contents: Contents) -> str:
    """ "38 of 40 sources read well.", or since when none was read; empty where nothing is known of them."""
    reading, told = contents.reading, tongue(contents)
    if not reading.sources:
        return ""
    if reading.unread_since is not None:
        since = day_or_weekday(reading.unread_since, contents.zone, contents.until, contents.language)
        return told.say(
            "No source was read since {since}. What appeared since then comes once they are read again.",
            since=since,
        )
    well = told.number(reading.well)
    return told.count(
        reading.sources, "{well} of {n} source read well.", "{well} of {n} sources read well.", well=well
    )


def entries(contents: Contents) -> list[tuple[str, str, str]]:
    """What could not be read, as (name, what is wrong, link or ""): watches, then articles, then sources."""
    told = tongue(contents)
    listed = [_stopped(contents, one.watch, one.error, one.since) for one in contents.stopped]
    for aside in contents.put_aside[:MOST]:
        reason = clean(reported(aside.reason, told))
        what = (
            told.say("could not be judged for {watch}: {reason}", watch=clean(aside.watch), reason=reason)
            if aside.watch
            else told.say("could not be judged: {reason}", reason=reason)
        )
        listed.append((clean(aside.title), what, link(aside.url)))
    listed += [_trouble(contents, trouble) for trouble in contents.reading.troubles[:MOST]]
    listed += [
        (told.say("Articles this week"), _hidden(contents, pages.outcome, pages.what, pages.number), "")
        for pages in contents.reading.hidden
    ]
    beyond = max(0, len(contents.reading.troubles) - MOST) + max(0, len(contents.put_aside) - MOST)
    if beyond:
        more = told.count(beyond, "{n} more", "{n} more")
        listed.append((more, told.say("presswatch status lists them"), ""))
    return listed


def _stopped(contents: Contents, watch: str, error: str, since: datetime) -> tuple[str, str, str]:
    say = tongue(contents).say
    when = moment(since, contents.zone, contents.until, contents.language)
    if not watch:  # a discreet mail names neither the watch nor what is wrong with its query
        return say("A watch"), say("stands still since {since}. Once mended, it catches up.", since=when), ""
    first = clean(error.splitlines()[0] if error else "")
    if not first or contents.language != "en":  # the parser's words are English, and for whoever mends it
        what = say(
            "stands still since {since}, because its query cannot be used. Once mended, it catches up.",
            since=when,
        )
        return say("Watch {watch}", watch=clean(watch)), what, ""
    what = say(
        "stands still since {since}, because its query cannot be used: {error}. Once mended, it catches up.",
        since=when,
        error=first,
    )
    return say("Watch {watch}", watch=clean(watch)), what, ""


def _trouble(contents: Contents, trouble: SourceTrouble) -> tuple[str, str, str]:
    told = tongue(contents)
    name = clean(trouble.name or trouble.source_id)
    if trouble.kind == "silent":
        what = told.say("silent")
        if trouble.since is not None:
            what = told.say("silent for {span}", span=span_of(contents.until - trouble.since, told))
        if trouble.usual is not None:
            what += " " + told.say("(usually {span})", span=span_of(trouble.usual, told))
        return name, what, ""
    if trouble.since is None:
        return name, clean(reported(trouble.what, told)), ""
    since = day_or_weekday(trouble.since, contents.zone, contents.until, contents.language)
    address, bare = apart(trouble.what)
    if (refusal := _REFUSAL.fullmatch(bare)) is not None:
        refused = told.say("refuses us since {since} ({status})", since=since, status=refusal[1])
        return name, clean(f"{address}{refused}"), ""
    what = clean(reported(trouble.what, told))
    return name, told.say("{what} (since {since})", what=what, since=since), ""


def _hidden(contents: Contents, outcome: str, what: str, number: int) -> str:
    # The crawler's words for an outcome, in the reader's language; one that is new here is told as it stands.
    told = tongue(contents)
    n = told.number(number)
    known = {
        "forbidden": told.say("{n} refused by the site", n=n),
        "wall": told.say("{n} behind a wall", n=n),
        "cookie wall": told.say("{n} behind a cookie wall", n=n),
        "paywall": told.say("{n} behind a paywall", n=n),
        "browser check": told.say("{n} behind a check for browsers", n=n),
        "empty": told.say("{n} without any text", n=n),
        "garbled": told.say("{n} in a broken encoding", n=n),
        "robots": told.say("{n} closed by robots.txt", n=n),
        "not a page": told.say("{n} that are no web page", n=n),
        "too large": told.say("{n} too large", n=n),
        "too many requests": told.say("{n} put off by the site (too many requests)", n=n),
        "server error": told.say("{n} with a fault of the site", n=n),
        "dns": told.say("{n} whose host was not found", n=n),
        "connect": told.say("{n} whose host did not answer", n=n),
        "tls": told.say("{n} without a valid certificate", n=n),
        "timeout": told.say("{n} that took too long", n=n),
        "broken": told.say("{n} that broke off", n=n),
        "parse timeout": told.say("{n} that took too long to read", n=n),
        "parse memory": told.say("{n} that took too much memory to read", n=n),
        "parser failed": told.say("{n} that our reader failed on", n=n),
    }
    return known.get(outcome, f"{n} {what}")
