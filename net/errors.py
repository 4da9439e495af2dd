"""What can go wrong on the way out, for whoever asked for a URL.

NetError                    carries the URL and a code in one word
├── PermanentNetError       asking again brings the same
│   ├── BadAddress          not an http or https URL that can be asked for
│   ├── AddressRefused      content led to an address that is not public and not allowed
│   ├── TooLarge            more bytes than the limit, before or after decompression
│   └── TooManyRedirects    more hops than the limit
└── RetryableNetError       trying again later may help
    ├── NameNotResolved     DNS has no address for the host, or does not answer
    ├── ConnectFailed       nobody listens there, or no route
    ├── TlsFailed           no trust in the certificate, or no common cipher
    ├── TimedOut            the total deadline passed
    ├── ConnectionBroken    the server broke off, or does not speak HTTP
    └── BodyBroken          the compressed body cannot be unpacked
"""

from typing import ClassVar


class NetError(Exception):
    """The root of this package's errors. `code` is one stable word, `url` what was asked for."""

    code: ClassVar[str] = "net"

    def __init__(self, reason: str, url: str = "") -> None:
        super().__init__(f"{url}: {reason}" if url else reason)
        self.reason = reason
        self.url = url


class PermanentNetError(NetError):
    """Asking again brings the same."""


class RetryableNetError(NetError):
    """Trying again later may help."""


class BadAddress(PermanentNetError):
    """Not an http or https URL that can be asked for."""

    code = "bad address"


class AddressRefused(PermanentNetError):
    """Content led to an address that is not public and not in `allow_networks`."""

    code = "refused"


class TooLarge(PermanentNetError):
    """More bytes than the limit, before or after decompression."""

    code = "too large"


class TooManyRedirects(PermanentNetError):
    """More hops than the limit."""

    code = "redirects"


class NameNotResolved(RetryableNetError):
    """DNS has no address for the host, or does not answer."""

    code = "dns"


class ConnectFailed(RetryableNetError):
    """Nobody listens there, or there is no route."""

    code = "connect"


class TlsFailed(RetryableNetError):
    """No trust in the certificate, or no common cipher."""

    code = "tls"


class TimedOut(RetryableNetError):
    """The total deadline passed."""

    code = "timeout"


class ConnectionBroken(RetryableNetError):
    """The server broke off, or does not speak HTTP."""

    code = "broken"


class BodyBroken(RetryableNetError):
    """The compressed body cannot be unpacked."""

    code = "broken body"
