import pytest

from net.errors import AddressRefused
from net.guard import AddressGuard, EndpointGuard, parse_networks

PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]
REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.9",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    AddressGuard().check(address)


@pytest.mark.parametrize("address", REFUSED)
def test_everything_else_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="neither public"):
        AddressGuard().check(address, "http://somewhere.example/")


def test_an_operator_opens_networks_and_nothing_beside_them() -> None:
    guard = AddressGuard(["127.0.0.0/8", "fd00::/8"])
    assert guard.allows("127.3.2.1") and guard.allows("fd12::1") and guard.allows("::ffff:127.0.0.1")
    assert not guard.allows("10.0.0.1") and not guard.allows("::1") and not guard.allows("64:ff9b::7f00:1")


@pytest.mark.parametrize("text", ["localhost", "0x7f.1", "2130706433", "", "127.1"])
def test_what_is_not_a_literal_address_is_refused(text: str) -> None:
    assert not AddressGuard(["127.0.0.0/8"]).allows(text)


def test_a_wrong_network_is_named() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        parse_networks(["127.0.0.0/8", "10.0.0.0/99"])


def test_an_endpoint_is_exactly_its_host_and_port() -> None:
    guard = EndpointGuard(["https://Check.Example/ping/secret", "http://127.0.0.1:8080/x"])
    for url in ("https://check.example/other", "https://check.example:443/", "http://127.0.0.1:8080/"):
        guard.check_url(url)
    for url in (
        "http://check.example/",
        "https://check.example:8443/",
        "https://example/",
        "http://127.0.0.1/",
        "http://127.0.0.2:8080/",
        "http://[::1]:8080/",
    ):
        with pytest.raises(AddressRefused):
            guard.check_url(url)
    assert guard.allows("10.0.0.1"), "an endpoint may well lie in the operator's own network"


def test_an_endpoint_widens_nothing_for_content() -> None:
    EndpointGuard(["http://127.0.0.1:8080/"])
    with pytest.raises(AddressRefused):
        AddressGuard().check_url("http://127.0.0.1:8080/")
    AddressGuard().check_url("http://name.example/")  # its addresses are checked when they are known
