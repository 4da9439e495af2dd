"""What the HTTP library raises, told in this package's errors and in plain words; between aiohttp and the client."""

import errno
import ssl

import aiohttp

from net.errors import BadAddress, ConnectFailed, ConnectionBroken, NameNotResolved, NetError, TlsFailed

_UNREACHED = {
    errno.ECONNREFUSED: "nobody listens there",
    errno.ENETUNREACH: "there is no way to its network",
    errno.EHOSTUNREACH: "there is no way to its host",
    errno.ETIMEDOUT: "it does not answer",
    errno.EADDRNOTAVAIL: "its address cannot be used",
}


def explain(error: Exception, url: str) -> NetError:
    """The error to raise for what went wrong while `url` was asked for."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return TlsFailed(f"has a certificate that is not to be trusted{_why(error.certificate_error)}", url)
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return TlsFailed(f"has no secure connection to offer{_why(error)}", url)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return NameNotResolved("has a host name that is not known", url)
    if isinstance(error, aiohttp.InvalidURL):
        return BadAddress("is not a URL that can be asked for", url)
    if isinstance(error, aiohttp.ClientConnectorError):
        reason = _UNREACHED.get(error.os_error.errno or 0, "its server cannot be reached")
        return ConnectFailed(f"cannot be connected to: {reason}", url)
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return ConnectionBroken("the server closed the connection without an answer", url)
    if isinstance(error, aiohttp.ClientPayloadError):
        return ConnectionBroken("the server broke off in the middle of its answer", url)
    if isinstance(error, OSError):
        return ConnectionBroken("the connection broke off", url)
    return ConnectionBroken("the server's answer is not HTTP, or has headers without end", url)


def _why(error: Exception | None) -> str:
    """What OpenSSL says of a certificate, or the reason's name; nothing where it gives none."""
    said = getattr(error, "verify_message", None) or getattr(error, "reason", None)
    return f" ({str(said).lower().replace('_', ' ')})" if said else ""
