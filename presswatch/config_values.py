"""What single values of the configuration must be (ids, addresses, networks, times to send), for settings.

Each function takes the text as written and returns it in its one form, or raises BadValue.
"""

import contextlib
import re
from ipaddress import ip_network
from typing import Final
from urllib.parse import unquote, urlsplit

from alerts.errors import ScheduleError
from alerts.schedule import parse_send
from articles.entities import EntityType
from articles.errors import NotAWebAddress, QueryError
from articles.query.dates import date_range
from presswatch.config_errors import BadValue, nearest

_ID = re.compile(r"[\w][\w.-]{0,79}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_PLAIN_END = re.compile(r"(index|rss|feed|feeds|atom|sitemap|news-sitemap|all)(\.\w+)?")


ENTITY_TYPES: Final[dict[str, EntityType]] = {
    "person": "person", "per": "person", "people": "person",
    "organisation": "organisation", "organization": "organisation", "org": "organisation", "company": "organisation",
    "place": "place", "location": "place", "loc": "place", "gpe": "place", "country": "place",
}  # fmt: skip


def parse_entity_type(text: str) -> EntityType:
    """ "person", "organisation" or "place", also as others write these. Raises BadValue."""
    found = ENTITY_TYPES.get(text.strip().casefold())
    if found is None:
        raise BadValue(f'"{text}" cannot be used: it may be "person", "organisation" or "place"')
    return found


def is_id(text: str) -> bool:
    """Whether it is small letters and digits of any script, `.`, `-` and `_`: what a query and a command line can name."""
    return _ID.fullmatch(text) is not None and text == text.lower()


def parse_id(text: str) -> str:
    """The text, if it can be an id."""
    if is_id(text):
        return text
    slug = re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")[:80]
    raise BadValue(f'"{text}" is no id: small letters, digits, ".", "-" and "_" are wanted', slug or None)


def parse_line(text: str) -> str:
    """One line of text that is not blank."""
    if not text.strip():
        raise BadValue("there is nothing in it")
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029]", text):
        raise BadValue("it must be one line, without control characters")
    return text.strip()


def parse_url(text: str) -> str:
    """A web address (RFC 3986), http or https, with a host and without a name and password."""
    url = text.strip()
    try:
        parts = urlsplit(url)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadValue(f'"{_without_password(url)}" is no web address: {error}') from None
    if parts.scheme not in ("http", "https"):
        if "://" not in url:
            bare = re.fullmatch(r"(https?:/*)?([\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?)", url)
            raise BadValue(
                f'"{url}" is no web address: it begins with https:// or http://',
                f"https://{bare[2]}" if bare else None,
            )
        near = nearest(parts.scheme, ("https", "http"))
        hint = f"{near}://{url.split('://', 1)[1]}" if near and "@" not in url else None
        raise BadValue(f"{parts.scheme or 'this'} addresses are not read: only http and https are", hint)
    if parts.username is not None or parts.password is not None:
        raise BadValue("leave the name and password out of the address: it is shown in logs and digests")
    if not parts.hostname or not port_is_good:
        raise BadValue(f'"{url}" is no web address: the name of the site is missing')
    if re.search(r"[\s<>\"\\\x00-\x1f]", url):
        raise BadValue(f'"{url}" is no web address: a blank or sign in it must be written as %..')
    if ":" not in parts.hostname:
        parse_host(parts.hostname)
    return url


def parse_endpoint(text: str) -> str:
    """The address of a search engine: http or https, host and port, a path where a proxy has one; no name and password."""
    url = parse_url(text)
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise BadValue(f'"{url}" is no address of a search engine: it ends with its host and port')
    if parts.port is None and not parts.path.strip("/"):
        raise BadValue(f'"{url}" has no port: Elasticsearch listens on 9200', f"{url.rstrip('/')}:9200")
    return url.rstrip("/")


def parse_index_name(text: str) -> str:
    """The beginning of the names of indices: small letters, digits and hyphens (Elasticsearch allows no more in all places)."""
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", text):
        return text
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]
    raise BadValue(f'"{text}" is no name of an index: small letters, digits and "-" are wanted', slug or None)


def parse_fingerprint(text: str) -> str:
    """The SHA-256 of a certificate: 64 hexadecimal digits, with or without colons; small, without colons."""
    bare = text.replace(":", "").strip().lower()
    if re.fullmatch(r"[0-9a-f]{64}", bare):
        return bare
    raise BadValue(f'"{text}" is no fingerprint: the 64 hexadecimal digits of the SHA-256 are wanted')


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//...@", url)


def parse_public_url(text: str) -> str:
    """Where readers reach their pages: https (or http on this machine), without a query; no slash at its end."""
    parts = urlsplit(text)
    if parts.query or parts.fragment:
        raise BadValue(
            f'"{text}" cannot be used: nothing may follow its path', f"{text.split('?')[0].split('#')[0]}"
        )
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise BadValue(
            f'"{text}" cannot be used: whoever sees the address on its way could end or read a subscription',
            f"https://{text.split('://', 1)[1]}",
        )
    return text.rstrip("/")


def parse_host(text: str) -> str:
    """A host name (RFC 1123; names in other scripts as IDNA) or an IPv4 address, in its ASCII form."""
    try:
        ascii_name = text.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_name = ""
    if (
        ascii_name
        and len(ascii_name) < 254
        and all(_LABEL.fullmatch(label) for label in ascii_name.split("."))
    ):
        return ascii_name
    with_port = re.fullmatch(r"(?:\w+://)?([\w.-]+)(?::\d+)?/?", text)
    hint = with_port[1] if with_port and with_port[1] != text else None
    raise BadValue(f'"{text}" is no host name', hint)


def parse_address(text: str) -> str:
    """A plain e-mail address (RFC 5321 mailbox, dot-atom form), its domain in ASCII (IDNA)."""
    inside = re.fullmatch(r"\s*(?:mailto:|.*<)?([^<>\s]+@[^<>\s]+?)>?\s*", text)
    hint = inside[1] if inside and inside[1] != text else None
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise BadValue(f'"{text}" is no e-mail address: name@example.org is wanted', hint)
    if not _LOCAL_PART.fullmatch(local) or len(local) > 64:
        raise BadValue(f'"{text}" is no e-mail address: what stands before the @ cannot be used', hint)
    try:
        host = parse_host(domain)
    except BadValue:
        raise BadValue(
            f'"{text}" is no e-mail address: what stands behind the @ is no host name', hint
        ) from None
    if "." not in host and host != "localhost":
        raise BadValue(f'"{text}" is no e-mail address: "{domain}" has no ending such as .org')
    return f"{local}@{host}"


def parse_network(text: str) -> str:
    """A network in CIDR form (RFC 4632, RFC 4291)."""
    try:
        network = str(ip_network(text))
    except ValueError:
        try:
            hint = str(ip_network(text, strict=False))
        except ValueError:
            hint = None
        why = "its host bits are set" if hint else "address/length is wanted"
        raise BadValue(f'"{text}" is no network: {why}, as in "192.168.0.0/16"', hint) from None
    if "/" not in text:
        raise BadValue(f'"{text}" is no network: address/length is wanted, as in "192.168.0.0/16"', network)
    return text


def parse_when(text: str) -> str:
    """A time to send, as alerts understands it."""
    try:
        parse_send(text)
    except ScheduleError as error:
        raise BadValue(str(error)) from None
    return " ".join(text.split())


def parse_since(text: str) -> str:
    """How far a watch looks back when it begins: a day or an age, as `seen:` has them."""
    try:
        found = date_range("seen", text, "UTC")
    except QueryError as error:
        raise BadValue(f'"{text}" is no beginning: {str(error).splitlines()[0]}') from None
    if found.low is None or ".." in text:
        raise BadValue(
            f'"{text}" is no beginning: a day such as "2026-11-01" or an age such as "7d" is wanted'
        )
    return " ".join(text.split())


def parse_mutes(values: tuple[str, ...]) -> tuple[str, ...]:
    """What a subscription does not want: ids of sources, addresses of articles."""
    from alerts.mutes import mute_of  # it loads the database's parts, which `match` and `extract` do without

    for value in values:
        try:
            mute_of(value)
        except NotAWebAddress as error:
            raise BadValue(f'"{value}" cannot be muted: {error}') from None
        except ValueError:
            raise BadValue(
                f'"{value}" cannot be muted: the number of a story is wanted, as in "story:1204"'
            ) from None
    return values


def id_of_url(url: str) -> str:
    """The id of a source that is only an address: its site, and its path where that says something.

    Depends on nothing but the address, so that it stays the same whatever else is configured:
    `https://www.meduza.io/` is `meduza.io`, `https://www.bbc.co.uk/news/world/rss.xml` is `bbc.co.uk-news-world`.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    with contextlib.suppress(UnicodeError):  # a label that only looks like IDNA stays as it is
        host = host.encode("ascii").decode("idna")
    port = f"-{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    names = [name for name in unquote(parts.path).lower().split("/") if name]
    while names and _PLAIN_END.fullmatch(names[-1]):
        names.pop()
    if names:
        names[-1] = re.sub(r"\.(html?|php|aspx?|xml)$", "", names[-1])
    words = [f"{host}{port}", *names, parts.query]
    slugs = (re.sub(r"[^\w.]+", "-", word.lower()).strip("-.") for word in words)
    return "-".join(slug for slug in slugs if slug)[:80].rstrip("-.")
