"""Where the sites live: one loopback address a site and one port, or one port a site where only 127.0.0.1 exists."""

import socket
from collections.abc import Sequence

NETWORK = "127.20.0.0/16"  # what `crawl.allow_networks` needs; 127.0.0.1 stays outside of it
FALLBACK_NETWORK = "127.0.0.1/32"


def bind(site_ids: Sequence[str], port: int = 0) -> tuple[dict[str, socket.socket], dict[str, str], str]:
    """Bound sockets and "host:port" by site id, and the network that holds them.

    `port` 0 takes a free one. Linux has all of 127.0.0.0/8; other systems only 127.0.0.1 unless aliases are made.
    """
    hosts = [f"127.20.{i // 250}.{i % 250 + 1}" for i in range(len(site_ids))]
    try:
        probe = _bound(hosts[0], 0)
    except OSError:
        sockets = {s: _bound("127.0.0.1", port + i if port else 0) for i, s in enumerate(site_ids)}
        return sockets, _addresses(sockets), FALLBACK_NETWORK
    probe.close()
    for _ in range(20):
        found: dict[str, socket.socket] = {}
        try:
            common = port
            for site_id, host in zip(site_ids, hosts, strict=True):
                found[site_id] = _bound(host, common)
                common = common or found[site_id].getsockname()[1]
            return found, _addresses(found), NETWORK
        except OSError:
            for sock in found.values():
                sock.close()
            if port:
                raise
    raise OSError("no port is free on every address of the newsroom")


def _bound(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    sock.listen(64)
    return sock


def _addresses(sockets: dict[str, socket.socket]) -> dict[str, str]:
    return {s: "{}:{}".format(*sock.getsockname()) for s, sock in sockets.items()}
