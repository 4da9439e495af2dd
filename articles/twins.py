"""Addresses that show one article in another dress: AMP pages and caches, mobile hosts, print views, redirectors.

Rules are for `articles.identity`. Forms are those of the AMP documentation ("AMP Cache URL format": /c/s/host/path) and
those that publishers were seen to use. They fold only what cannot be another article: a path segment "amp" goes only
where an article's address is left; "/m/" and "/amp-up-your-life" are ordinary paths.
"""

import re
from dataclasses import replace
from urllib.parse import unquote, unquote_plus

from articles.errors import NotAWebAddress
from articles.web_address import Address, parse_address

_AMP_CACHES = ("cdn.ampproject.org", "bing-amp.com", "amp.cloudflare.com")
_CACHE_PATH = re.compile(r"/[a-z]{1,2}/(s/)?(?=[^/]+\.)", re.I)
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}\Z")
_GOOGLE_AMP = re.compile(r"/amp/(s/)?(?=[^/]+\.)", re.I)
_REDIRECTORS = (  # host (exact, or a pattern), path, parameter that holds the target
    (_GOOGLE, "/url", ("url", "q")),
    (re.compile(r"(?:www\.)?bing\.com\Z"), "/news/apiclick.aspx", ("url",)),
    (re.compile(r"lm?\.facebook\.com\Z"), "/l.php", ("u",)),
    (re.compile(r"(?:m\.)?vk\.com\Z"), "/away.php", ("to",)),
)

_TWIN_LABELS = frozenset({"m", "mobile", "mobi", "wap", "pda", "amp"})
# second-level suffixes of country domains: "m.co.uk" is a name of its own. Frozen here and not asked of the
# public suffix list, since that changes and a key never may.
_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "go", "gob", "gov", "gouv", "govt", "ne", "net", "or", "org"}
)
_AMP_VALUE = frozenset({"amp", "amphtml"})
_AMP_NAMES = frozenset(
    {
        "outputtype",
        "output",
        "format",
        "view",
        "layout",
        "mode",
        "type",
        "variant",
        "platform",
        "template",
        "alt",
    }
)
_FLAG = frozenset({"", "1", "true", "yes", "y", "on"})
_FLAG_NAMES = frozenset(
    {"amp", "m", "mobile", "mobi", "wap", "print", "printable", "printview", "isamp", "is_amp", "ismobile"}
)
_VIEW_VALUES = frozenset({"mobile", "desktop", "print", "printable"})

_INDEX = re.compile(
    r"(?:index\.(?:html?|shtml|xhtml|phtml|php\d?|aspx?|jsp|cfm)|default\.(?:aspx?|html?))\Z", re.I
)
_AMP_EXTENSION = re.compile(r"(?<=[^/.])\.amp(\.(?:html?|shtml|php|aspx?|jsp|cms|ece))?\Z", re.I)
_AMP_ENDING = re.compile(r"(?:(?<=[^/.])!amp|(?<=[0-9a-f]{4}-[0-9a-f]{12})-amp)\Z", re.I)
_AMP_PREFIX = re.compile(r"amp_(?=(?:articleshow|videoshow|photostory|liveblog|slideshow)\Z)", re.I)
_SESSION = re.compile(r"(?<=[^/.]);(?:jsessionid|phpsessid|sid)=[^/;]*", re.I)
_SLASHES = re.compile(r"/{2,}")


def unwrap(address: Address) -> Address:
    """The address behind an AMP cache or a redirector that carries its target; others as they are."""
    while target := _target(address):  # ends: a target is shorter than what carried it
        address = target
    return address


def is_cache(address: Address) -> bool:
    """Whether the host is one whose paths hold other addresses; those are never folded."""
    return address.host.endswith(_AMP_CACHES) or bool(_GOOGLE.match(address.host))


def _target(address: Address) -> Address | None:
    host = address.host
    match = None
    if host.endswith(_AMP_CACHES):
        match = _CACHE_PATH.match(address.path)
    elif _GOOGLE.match(host):
        match = _GOOGLE_AMP.match(address.path)
    if match:
        rest = replace(address, path="/" + address.path[match.end() :]).text().partition(address.netloc)[2]
        return _parsed(f"{'https' if match[1] else 'http'}:/{rest}")
    for hosts, path, names in _REDIRECTORS:
        if hosts.match(host) and fold_path(address.path) == path:
            for name, value in address.query:
                if (
                    name in names
                    and value
                    and "://" in (text := unquote_plus(value))
                    and (found := _parsed(text))
                ):
                    return found
    return None


def _parsed(text: str) -> Address | None:
    try:
        return parse_address(text)
    except NotAWebAddress:
        return None


def fold_host(host: str) -> str:
    """The host without "www.", "m.", "amp." and their like, if a name of two labels or more is left."""
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    labels = host.split(".")
    # "en.m.example.org" as well as "m.example.org": every twin label that has a whole name after it
    kept = [
        label
        for at, label in enumerate(labels)
        if label not in _TWIN_LABELS or not _is_name(labels[at + 1 :])
    ]
    folded = ".".join(kept)
    return fold_host(folded) if folded != host else folded


def _is_name(labels: list[str]) -> bool:
    return len(labels) > 2 or (len(labels) == 2 and not (labels[0] in _SECOND_LEVEL and len(labels[1]) == 2))


def is_twin_parameter(name: str, value: str | None) -> bool:
    """Whether the parameter asks for the AMP, mobile or print dress of the same article."""
    name, value = name.lower(), (value or "").lower()
    if name in _FLAG_NAMES:
        return value in _FLAG or (name == "mobile" and value in ("0", "false"))
    return name in _AMP_NAMES and (value in _AMP_VALUE or (name == "view" and value in _VIEW_VALUES))


def fold_path(path: str) -> str:
    """The path without AMP forms, index pages, session ids, doubled and trailing slashes; "" for the root."""
    while True:
        folded = _fold_once(path)
        if folded == path:
            return path
        path = folded


def _fold_once(path: str) -> str:
    path = _SLASHES.sub("/", _SESSION.sub("", path)).rstrip("/")
    head, slash, last = path.rpartition("/")
    if _INDEX.match(last):
        return head
    last = _AMP_EXTENSION.sub(lambda match: match[1] or "", last)
    path = head + slash + _AMP_ENDING.sub("", last)
    segments = path.split("/")
    if any("amp" in segment.lower() for segment in segments):
        segments = [_AMP_PREFIX.sub("", segment) for segment in segments]
        for at in range(len(segments) - 1, 0, -1):
            if segments[at].lower() in _AMP_VALUE:
                rest = segments[:at] + segments[at + (2 if segments[at + 1 :] == ["1"] else 1) :]
                if _may_be_article(rest):
                    return "/".join(rest)
    return "/".join(segments)


def _may_be_article(segments: list[str]) -> bool:
    """Whether the last segment is more than a section's name: a number, several words, a file, a long or foreign word."""
    last = unquote(segments[-1]) if len(segments) > 1 else ""
    return bool(re.search(r"\d|[-_.]|[^\x00-\x7f]", last)) or len(last) >= 16
