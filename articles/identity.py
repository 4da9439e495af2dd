"""Which addresses are one article: between what the crawler read and the key under which the store keeps it.

Settled for ever: keys are stored, so no rule here may change what an address known before is mapped to. Nothing
here asks a table that others change (the public suffix list only serves `check_canonical`, whose answer is not a key).
"""

from dataclasses import replace
from urllib.parse import urljoin

import idna

from articles.canonical import claim_stands, registrable_domain, same_publisher
from articles.errors import NotAWebAddress
from articles.tracking import is_tracking
from articles.twins import fold_host, fold_path, is_cache, is_twin_parameter, unwrap
from articles.web_address import Address, parse_address

__all__ = [
    "NotAWebAddress",
    "check_canonical",
    "clean_link",
    "registrable_domain",
    "same_site",
    "site_of",
    "url_key",
]

# RFC 3986 2.2 leaves it to the server whether these mean the same encoded; languages disagree about encoding them
# in paths (PHP's rawurlencode does, JavaScript's encodeURIComponent does not), and no news site tells them apart
_LOOSE_IN_PATHS = "!$'()*,:@"
_LONGEST_CLAIM = 4_000


def url_key(url: str) -> str:
    """The identity key of an address: equal keys are one article. Idempotent, no scheme.

    http and https, default ports, "www.", mobile and AMP hosts, AMP caches and paths, tracking parameters, parameter
    order, fragments (but not "#!"), index pages and trailing slashes do not count; unknown parameters do.
    Normal form after RFC 3986 6.2. Raises NotAWebAddress.
    """
    address = unwrap(parse_address(url))
    host = address.host if address.is_ip else fold_host(address.host)
    port = "" if address.port in (None, 80, 443) else f":{address.port}"
    path = address.path.rstrip("/") if is_cache(address) else fold_path(_loose(address.path))
    query = "&".join(sorted({_parameter(name, value) for name, value in _kept(address, host, twins=True)}))
    return f"{host}{port}{path}{'?' + query if query else ''}{address.hashbang}"


def clean_link(url: str) -> str:
    """The address for readers and requests: whole and absolute, behind caches and redirectors, without tracking.

    Keeps scheme, "www.", the order of parameters and the trailing slash, so that it still opens. Raises NotAWebAddress.
    """
    address = unwrap(parse_address(url))
    query = tuple(_kept(address, address.host.removeprefix("www."), twins=False))
    return Address(address.scheme, address.host, address.port, address.path, query, address.hashbang).text()


def site_of(url: str) -> str:
    """The site: host as readers know it (lower case, Unicode, no "www.", "m.", "amp."), with a port if it is unusual.

    Takes an address or a bare host ("example.com", "127.1.2.3:8080"). Raises NotAWebAddress.
    """
    address = unwrap(parse_address(url))
    host = address.host if address.is_ip else _readable(fold_host(address.host))
    return host if address.port in (None, 80, 443) else f"{host}:{address.port}"


def check_canonical(claim: str | None, page_url: str) -> str | None:
    """The canonical address that the page claims, clean, if it is believed; else None.

    `claim` is as written in the page (relative addresses count from `page_url`, the address that the page came
    from). Believed are another dress of the page itself, and an article of the same publisher (registrable domain) that
    does not contradict the page's own address; never a home page, section, part, print view, or another publisher's page.
    """
    if not claim or not claim.strip() or len(claim) > _LONGEST_CLAIM:
        return None
    try:
        page = unwrap(parse_address(page_url))
        claimed = unwrap(parse_address(urljoin(page_url, claim.strip())))
        link = clean_link(claimed.text())
        if url_key(link) == url_key(page_url) or claim_stands(_bare(claimed), _bare(page)):
            return link
    except ValueError:  # urljoin's, for broken brackets, and NotAWebAddress
        return None
    return None


def same_site(one: str, other: str) -> bool:
    """Whether both addresses belong to one publisher: same registrable domain, or the same literal address and port."""
    try:
        return same_publisher(parse_address(one), parse_address(other))
    except NotAWebAddress:
        return False


def _bare(address: Address) -> Address:
    return replace(address, query=tuple(_kept(address, fold_host(address.host), twins=True)))


def _kept(address: Address, host: str, *, twins: bool) -> list[tuple[str, str | None]]:
    return [
        (name, value)
        for name, value in address.query
        if not is_tracking(name, value, host) and not (twins and is_twin_parameter(name, value))
    ]


def _parameter(name: str, value: str | None) -> str:
    text = f"{name}={value}" if value else name
    return text.replace("%20", "+")


def _loose(path: str) -> str:
    if "%" not in path:
        return path
    return "/".join(_loose_segment(segment) for segment in path.split("/"))


def _loose_segment(segment: str) -> str:
    for char in _LOOSE_IN_PATHS:
        segment = segment.replace(f"%{ord(char):02X}", char)
    return segment


def _readable(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        return idna.decode(host)
    except UnicodeError:
        return host
