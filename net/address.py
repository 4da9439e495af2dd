"""What may be asked for: turns a link that content gave into an http or https URL for the client, or refuses it."""

from ipaddress import ip_address
from urllib.parse import urljoin

from yarl import URL

from net.errors import BadAddress

LONGEST = 4096  # characters; longer ones are traps or data


def request_url(link: str, base: str | None = None) -> str:
    """The URL to ask for, in ASCII: absolute, host in IDNA, without user name, password and fragment.

    Raises BadAddress for anything but http and https, a missing or impossible host, or a link that is too long.
    """
    text = link.strip(" \t\r\n\f")
    if base is not None:
        try:
            text = urljoin(base, text)
        except ValueError as error:
            raise BadAddress(f"is not a URL ({error})", link[:200]) from error
    if len(text) > LONGEST:
        raise BadAddress(f"is longer than {LONGEST} characters", text[:200])
    try:
        url = URL(text)
        host = url.raw_host if url.host else None  # `host` decodes the IDNA, and raises where it is broken
        port = url.port
    except ValueError as error:  # UnicodeError of IDNA is one of these
        raise BadAddress(f"is not a URL ({error})", text[:200]) from error
    if url.scheme not in ("http", "https"):
        raise BadAddress(f"is not http or https but {url.scheme or 'relative'!r}", text[:200])
    if not host or port == 0 or len(host) > 253:
        raise BadAddress("has no usable host or port", text[:200])
    if not host.isascii() or (":" not in host and any(len(p) > 63 for p in host.split("."))):
        raise BadAddress("has an impossible host name", text[:200])
    if ":" not in host and any(not p for p in host.rstrip(".").split(".")):
        raise BadAddress("has an impossible host name", text[:200])
    url = url.with_user(None).with_fragment(None)
    return str(url.with_path("/", keep_query=True) if url.raw_path == "/" else url)


def literal_host(url: str) -> str | None:
    """The address of a URL whose host is a literal one, None where it is a name."""
    host = URL(url).raw_host or ""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return host


def host_of(url: str) -> str:
    """The host that a request to this URL is sent to, in lower-case ASCII, without the port."""
    return (URL(url).raw_host or "").lower()


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for (RFC 9309, 2.3)."""
    return str(URL(url).origin())
