"""A node as operators run it: TLS with certificates of an authority of its own, passwords, roles."""

import hashlib
import ssl
import time
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.elasticsearch_server.distribution import Unavailable
from tests.elasticsearch_server.node import START_SECONDS, Node

OWNER = "elastic"  # the user that Elasticsearch comes with, who may do everything


@dataclass(frozen=True)
class User:
    """Somebody else whom the server knows; `role` is defined in the roles given with it."""

    name: str
    password: str
    role: str


@dataclass(frozen=True)
class SecureNode:
    """A node that speaks TLS only and asks for a password.

    `password` is OWNER's. The fingerprints are SHA-256 in hexadecimal, of the server's certificate and of the
    authority's; the server shows both.
    """

    node: Node
    password: str
    ca_file: Path
    fingerprint: str
    ca_fingerprint: str

    @property
    def url(self) -> str:
        """Where it listens, "https://127.0.0.1:9200"."""
        return self.node.url


def start_secure(
    folder: Path, password: str, *, roles: str = "", users: tuple[User, ...] = (), heap: str = "512m"
) -> SecureNode:
    """Start a node with TLS where OWNER has `password`; `roles` is the text of its roles.yml. Raises Unavailable."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    ca_file = folder / "config" / "ca.pem"
    node = Node(folder, heap, settings=_SETTINGS, scheme="https", ca_file=ca_file, quick=True)
    # Its programs want a folder with settings.
    node.prepare()
    node.run("elasticsearch-keystore", "add", "--stdin", "--force", "bootstrap.password", given=password)
    authority.cert_pem.write_to_path(ca_file)
    certificate.private_key_pem.write_to_path(folder / "config" / "server.key")
    chain = [*certificate.cert_chain_pems, authority.cert_pem]
    (folder / "config" / "server.pem").write_bytes(b"".join(pem.bytes() for pem in chain))
    (folder / "config" / "roles.yml").write_text(roles, "utf-8")
    for user in users:
        node.run("elasticsearch-users", "useradd", user.name, "-p", user.password, "-r", user.role)
    node.start()
    found = SecureNode(
        node,
        password,
        ca_file,
        _fingerprint(certificate.cert_chain_pems[0].bytes()),
        _fingerprint(authority.cert_pem.bytes()),
    )
    until = time.monotonic() + START_SECONDS
    while not node.answers():
        if time.monotonic() > until:
            raise Unavailable(f"the Elasticsearch with TLS in {folder} does not answer")
        time.sleep(0.2)
    return found


_SETTINGS = {
    "xpack.security.enabled": "true",
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.key": "server.key",
    "xpack.security.http.ssl.certificate": "server.pem",
}


def _fingerprint(pem: bytes) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))).hexdigest()
