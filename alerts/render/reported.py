"""What crawling reports of a source, and matching of an article that it cannot judge, in the reader's language; beside the wording."""

import re
from functools import cache

from alerts.render.language import Language


def reported(reason: str, told: Language) -> str:
    """The reason in this language; as it stands where it is none of those known here.

    A list that is not the source's own stands before its reason, with ": " (`crawler.readings`).
    """
    if told.code == "en":
        return reason
    address, bare = apart(reason)
    if address:
        return address + reported(bare, told)
    for pattern, sentence in _patterns():
        if (match := pattern.fullmatch(reason)) is not None:
            return told.say(sentence, **match.groupdict())
    return reason


def apart(reason: str) -> tuple[str, str]:
    """The address that stands before a reason, with its ": ", or ""; and the reason itself."""
    address = _ADDRESS.match(reason)
    return (address[0], reason[address.end() :]) if address else ("", reason)


_ADDRESS = re.compile(r"https?://\S+: ")


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.escape(text).replace(re.escape("{what}"), "(?P<what>.*)")), text) for text in REPORTS
    ]


def say(text: str) -> str:
    """Marks a sentence for the translators' tool."""
    return text


# Of two that fit, the first; a test compares them with what stands in `crawler`, `net`, `alerts` and `articles`.
REPORTS = (
    say("plain text, neither a feed nor a sitemap nor a page"),
    say("XML, but neither a feed nor a sitemap (<{what}>)"),
    say("a feed of comments, not of articles"),
    say("an HTML page without content"),
    say("an HTML page where a feed was expected"),
    say("an HTML page where a feed was"),
    say("a page without links to articles"),
    say("the list could not be read ({what})"),
    say("an OPML list of feeds; import it instead"),
    say("broken XML"),
    say("broken JSON"),
    say("JSON, but not a JSON Feed (no list of items)"),
    say("JSON, but not a JSON Feed (no version, no items with a url)"),
    say("the answer is empty"),
    say("a gzip file of more than {what} MB unpacked"),
    say("{what} instead of a list"),
    say("a broken gzip file"),
    say("it redirects more than {what} times"),
    say("the site answered with status {what}"),
    say("the site says that there is no such page (404)"),
    say("the site says that the page was taken down (410)"),
    say("the site does not let us read it ({what})"),
    say("the site asks us to slow down (429)"),
    say("the site has a fault ({what})"),
    say("the page names no articles"),
    say("the feed names no articles"),
    say("the sitemap names no articles"),
    say("the site's robots.txt asks robots not to read it"),
    say("the site's robots.txt cannot be read ({what})"),
    say("it is not a web address"),
    say("it met a fault of ours, see the log"),
    say("the request met a fault of ours, see the log"),
    say("it is a file of type {what}"),
    say("the site sends its readers to the home page instead"),
    say("it takes too long to parse"),
    say("it takes too much memory to parse"),
    say("the parser died of it"),
    say("the parser has a fault with it"),
    say("the parser was stopped"),
    say("is longer than {what} characters"),
    say("is not http or https but {what}"),
    say("has no usable host or port"),
    say("has an impossible host name"),
    say("is not a URL ({what})"),
    say("redirects more than {what} times"),
    say("gave no whole answer in {what} seconds"),
    say("is packed {what} times"),
    say("is over {what} when unpacked"),
    say("is over {what}"),
    say("cannot be unpacked (it is broken, or not {what})"),
    say("is packed in an unknown way ({what})"),
    say("the server's answer is not HTTP, or has headers without end"),
    say("has a certificate that is not to be trusted{what}"),
    say("has no secure connection to offer{what}"),
    say("has a host name that is not known"),
    say("is not a URL that can be asked for"),
    say("cannot be connected to: nobody listens there"),
    say("cannot be connected to: there is no way to its network"),
    say("cannot be connected to: there is no way to its host"),
    say("cannot be connected to: it does not answer"),
    say("cannot be connected to: its address cannot be used"),
    say("cannot be connected to: its server cannot be reached"),
    say("the server closed the connection without an answer"),
    say("the server broke off in the middle of its answer"),
    say("the connection broke off"),
    say("leads to {what}, which is neither public nor in crawl.allow_networks"),
    say("is none of the endpoints in the configuration"),
    say("cannot be read"),
    say("not read yet"),
    say("not read"),
    say("it is too long to be judged ({what} words)"),
    say("judging it would take more work than it may (for all watches together)"),
    say("judging it would take more work than it may ({what} places)"),
    say("what was kept of it cannot be read ({what})"),
    say("the watch failed on it ({what})"),
    say("a challenge page for browsers instead of the list"),
    say("a cookie or consent wall instead of the list"),
    say("a refusal instead of the list"),
    say("an error page instead of the list"),
    say("a parked domain instead of the list"),
    say("a login page instead of the list"),
    say("cannot be connected to: {what}"),
    say("the {what} names no articles"),
)
