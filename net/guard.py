"""The guards of the way out, asked for every socket that the client opens: what content may lead to, and what the operator wrote down.

The two lists never mix: an endpoint widens nothing that content may reach, and content's networks no endpoint.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

from yarl import URL

from net.address import literal_host
from net.errors import AddressRefused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

# IANA's special-purpose registries (RFC 6890 and its updates). Listed although `is_global` knows most of them:
# it differs between Python releases, and calls 6to4, NAT64 and site-local addresses global.
_REFUSED_V4 = tuple(
    IPv4Network(n)
    for n in (
        "0.0.0.0/8",  # this network (RFC 791)
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, and the metadata service of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # 6to4 relays, deprecated (RFC 7526)
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291: whatever lies outside is not the public internet
_REFUSED_V6 = tuple(
    IPv6Network(n)
    for n in (
        "2001::/23",  # protocol assignments, among them Teredo (RFC 4380)
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which hides an IPv4 address (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is reached


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet, by what is really reached through it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        return address in _GLOBAL_UNICAST and address.is_global and not any(address in n for n in _REFUSED_V6)
    return address.is_global and not any(address in n for n in _REFUSED_V4)


def parse_networks(networks: Iterable[str]) -> tuple[Network, ...]:
    """Networks in CIDR form, or single addresses. Raises ValueError that names the wrong one."""
    return tuple(ip_network(n.strip(), strict=False) for n in networks)


class Guard(Protocol):
    """What a client asks before it sends anything."""

    def allows(self, address: str) -> bool:
        """Whether a socket to this literal address may be opened."""
        ...

    def check(self, address: str, url: str = "") -> None:
        """Raise AddressRefused for an address that may not be reached."""
        ...

    def check_url(self, url: str) -> None:
        """Raise AddressRefused for a URL that may not be asked for, before its name is looked up."""
        ...


class AddressGuard:
    """Says which addresses may be reached: public ones, and those in `allow_networks` (CIDR).

    For addresses that content leads to (feeds, pages, redirects). The endpoints that an operator
    wrote down (mail, search engine) never pass here, and never widen this.
    """

    def __init__(self, allow_networks: Sequence[str] = ()) -> None:
        self.allow_networks = parse_networks(allow_networks)

    def allows(self, address: str) -> bool:
        """Whether a socket to this literal address (a scope id is ignored) may be opened."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        return is_public(parsed) or any(
            parsed.version == network.version and parsed in network for network in self.allow_networks
        )

    def check(self, address: str, url: str = "") -> None:
        """Raise AddressRefused for an address that may not be reached."""
        if not self.allows(address):
            raise AddressRefused(
                f"leads to {address}, which is neither public nor in crawl.allow_networks", url
            )

    def check_url(self, url: str) -> None:
        """Raise AddressRefused for a URL whose host is a literal address that may not be reached."""
        if (literal := literal_host(url)) is not None:
            self.check(literal, url)


class EndpointGuard:
    """Says that what the operator wrote down may be reached, wherever its name leads: exactly these hosts and ports.

    For a heartbeat, a webhook. A redirect to anywhere else is refused.
    """

    def __init__(self, urls: Iterable[str]) -> None:
        self._endpoints = frozenset(_endpoint(url) for url in urls)

    def allows(self, address: str) -> bool:  # noqa: ARG002 (the URL decided)
        """True: the URL was checked, and its name may lead into the operator's own network."""
        return True

    def check(self, address: str, url: str = "") -> None:
        """Nothing: as `allows`."""

    def check_url(self, url: str) -> None:
        """Raise AddressRefused for any other host or port."""
        if _endpoint(url) not in self._endpoints:
            raise AddressRefused("is none of the endpoints in the configuration", url)


def _endpoint(url: str) -> tuple[str, int | None]:
    parsed = URL(url)
    return (parsed.raw_host or "").lower(), parsed.port
