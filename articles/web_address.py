"""A web address taken apart and put into its normal form: what identity stands on.

RFC 3986 section 6.2 (case, percent-encoding, dot segments, default ports), UTS 46 for names, and the
clean-up that browsers do before parsing (URL Standard: controls, tabs, newlines, backslashes).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

import idna

from articles.errors import NotAWebAddress

_CONTROLS = "".join(map(chr, range(0x21)))
_INSIDE = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.I)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:[/?#]|$))", re.I)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*)(?:\.[a-z0-9_][a-z0-9_-]*)*\Z")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]\Z")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%|[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/@!$&'()*+,;=?]*\Z")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DOTS = re.compile(r"/\.{1,2}(?:/|\Z)")


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address in normal form; `port` is None for the default one; no user, no fragment.

    `host` is lower case, IDNA A-labels, IPv6 in brackets; `path` starts with "/"; `query` holds (name, value or
    None) pairs as they stand, percent-encoding normalised; `hashbang` is the "#!…" of old single-page sites, or "".
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: tuple[tuple[str, str | None], ...] = ()
    hashbang: str = ""

    @property
    def is_ip(self) -> bool:
        """Whether the host is a literal address: it then has no registrable domain and no twins."""
        return self.host.startswith("[") or bool(_IPV4.match(self.host))

    @property
    def netloc(self) -> str:
        """Host, and port if it is not the default one."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    def text(self) -> str:
        """The address as one string, fit for a request."""
        query = "&".join(name if value is None else f"{name}={value}" for name, value in self.query)
        return f"{self.scheme}://{self.netloc}{self.path}{'?' + query if query else ''}{self.hashbang}"


def parse_address(url: str) -> Address:
    """Read `url` (a missing scheme counts as http, so "example.com/a" and "//example.com/a" work).

    Raises NotAWebAddress for other schemes, no host, or a host or port that cannot be.
    """
    text = _INSIDE.sub("", url.strip(_CONTROLS))
    scheme = "http"
    if match := _SCHEME.match(text):
        scheme, text = match[1].lower(), text[match.end() :]
    elif text.startswith(("//", "\\\\")):
        text = text[2:]
    elif _OTHER_SCHEME.match(text):
        raise NotAWebAddress(f"not an http address: {url[:200]!r}")
    if scheme not in ("http", "https"):
        raise NotAWebAddress(f"not an http address: {url[:200]!r}")
    text, _, fragment = text.partition("#")
    text, _, query = text.partition("?")
    authority, slash, path = text.replace("\\", "/").partition("/")
    host, port = _host_and_port(authority, url)
    return Address(
        scheme=scheme,
        host=host,
        port=None if port == (80 if scheme == "http" else 443) else port,
        path=_without_dots(normal_escapes(slash + path)) or "/",
        query=tuple(_pairs(normal_escapes(query))) if query else (),
        hashbang="#" + normal_escapes(fragment) if fragment.startswith("!") and len(fragment) > 1 else "",
    )


def normal_escapes(text: str) -> str:
    """Percent-encoding in normal form: unreserved characters plain, hex upper case, the rest encoded as UTF-8.

    RFC 3986 6.2.2.1 and 6.2.2.2; a "%" that escapes nothing becomes "%25".
    """
    return text if _PLAIN.match(text) else _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if digits := match[1]:
        char = chr(int(digits, 16))
        return char if char in _UNRESERVED else "%" + digits.upper()
    if match[0] == "%":
        return "%25"
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _host_and_port(authority: str, url: str) -> tuple[str, int | None]:
    host = authority.rpartition("@")[2]
    port: int | None = None
    head, colon, digits = host.rpartition(":")
    if colon and "]" not in digits:
        host = head
        if digits:
            if not (digits.isascii() and digits.isdigit()) or int(digits[:9]) > 65535:
                raise NotAWebAddress(f"not a port: {url[:200]!r}")
            port = int(digits)
    host = unquote(host).lower().rstrip(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError as error:
            raise NotAWebAddress(f"not a host name: {url[:200]!r}") from error
    if len(host) > 253 or not (_HOST.match(host) or _IPV6.match(host)):
        raise NotAWebAddress(f"not a host name: {url[:200]!r}")
    return host, port


def _without_dots(path: str) -> str:
    """RFC 3986 5.2.4."""
    if not _DOTS.search(path):
        return path
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/" + "/".join(out)


def _pairs(query: str) -> list[tuple[str, str | None]]:
    pairs: list[tuple[str, str | None]] = []
    for part in query.split("&"):
        while part.startswith("amp;"):  # feeds escape "&" twice often enough
            part = part[4:]  # noqa: PLW2901
        if part and part != "=":
            name, equals, value = part.partition("=")
            pairs.append((name, value if equals else None))
    return pairs
