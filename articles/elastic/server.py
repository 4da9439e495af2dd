"""The one way to an Elasticsearch server: its address, its secrets, and its answers as ours; under everything in `elastic`.

No other module knows the client. It speaks to exactly the host and port that were written down: nothing is sniffed,
no redirect followed, and no proxy taken from the environment.
"""

import json
import logging
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import elasticsearch
from elastic_transport import ConnectionError as NotConnected
from elastic_transport import ConnectionTimeout, NodeConfig, TlsError, TransportError
from elastic_transport.client_utils import url_to_node_config

from articles.errors import IndexFailed, IndexUnavailable

SEARCH_SECONDS = 30.0
WRITE_SECONDS = 90.0
CONNECTIONS = 8
_WORDS = {
    "nodename nor servname": "there is no such host",
    "Name or service not known": "there is no such host",
    "No address associated": "there is no such host",
    "Temporary failure in name resolution": "its name cannot be looked up now",
    "Connection refused": "nothing listens there",
    "WRONG_VERSION_NUMBER": "it does not speak TLS: is its address http://?",
    "HTTP_REQUEST": "it does not speak TLS: is its address http://?",
    "Hostname mismatch": "its certificate is for another name",
    "IP address mismatch": "its certificate is for another address",
    "has expired": "its certificate has expired",
    "CERTIFICATE_VERIFY_FAILED": "its certificate is not trusted: ca_file or fingerprint says whom to trust",
    "Fingerprints did not match": "its certificate has another fingerprint than the one written down",
}  # what a broken connection says of itself, and what it means


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Elasticsearch listens and how to be let in. Secrets stand in no repr.

    `urls` are one or several nodes of one cluster. `fingerprint` is the SHA-256, in hex, of its certificate or of the
    authority's that the server shows with it; then no other check of the certificate is made.
    """

    urls: tuple[str, ...]
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    fingerprint: str | None = None
    seconds: float = SEARCH_SECONDS  # that an answer to a reader may take


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its HTTP status and what it says. `type` is the name of an error, "" for none."""

    status: int
    body: Any

    @property
    def type(self) -> str:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return str(error.get("type", "")) if isinstance(error, dict) else ""

    @property
    def causes(self) -> str:
        """The names and reasons of everything that led to an error. May quote what was asked: not for logs."""
        return json.dumps(self.body.get("error")) if isinstance(self.body, dict) else ""


class Server:
    """A connection that stays open; safe across threads. `name` is how messages name it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.name = f"the search engine at {endpoint.urls[0]}"
        self._who = f"the user “{endpoint.username}”" if endpoint.username else None
        if endpoint.api_key:
            self._who = "the API key"
        logging.getLogger("elastic_transport.transport").setLevel(logging.WARNING)  # a line for each request
        self._client = elasticsearch.Elasticsearch(
            [_node(url, endpoint) for url in endpoint.urls],
            basic_auth=(endpoint.username, endpoint.password or "") if endpoint.username else None,
            api_key=endpoint.api_key,
            request_timeout=endpoint.seconds,
            max_retries=len(endpoint.urls) - 1,  # another node may be reached where this one is not
            retry_on_timeout=False,
            dead_node_backoff_factor=1.0,
            max_dead_node_backoff=10.0,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | Sequence[Any] | None = None,
        *,
        accept: Sequence[int] = (),
        seconds: float | None = None,
        **params: Any,
    ) -> Reply:
        """One request. A body that is a sequence goes as lines of JSON; bytes in it go as they are.

        A status from `accept` comes back as a reply. Raises IndexUnavailable (not reached, not let in, overloaded,
        no answer in time) and IndexFailed (a request that it does not understand).
        """
        lines = body is not None and not isinstance(body, Mapping)
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = "application/x-ndjson" if lines else "application/json"
        client = self._client if seconds is None else self._client.options(request_timeout=seconds)
        try:
            answer = client.perform_request(
                method, path, params={name: _written(value) for name, value in params.items()},
                headers=headers, body=body,
            )  # fmt: skip
        except elasticsearch.UnsupportedProductError:
            raise IndexUnavailable(
                f"{self.name}: something listens there that is not Elasticsearch"
            ) from None
        except elasticsearch.ApiError as error:
            reply = Reply(error.status_code, error.body)
            # A proxy's refusals, and the server's of who may not, do not say what it is.
            known = "x-elastic-product" in error.meta.headers or bool(reply.type)
            if not known and reply.status in (400, 403, 404, 405):
                raise self._stranger() from None
            if reply.status in accept:
                return reply
            raise self._refusal(reply) from None
        except TransportError as error:
            raise self._unreached(error) from None
        return Reply(answer.meta.status, answer.body)

    def close(self) -> None:
        """Let go of the connections; idempotent."""
        self._client.close()

    def _refusal(self, reply: Reply) -> IndexUnavailable | IndexFailed:
        """What a status means. The reasons of the server are left out: they quote queries and articles."""
        if reply.status == 401:
            if self._who is None:
                return IndexUnavailable(f"{self.name} wants a password or an API key, and there is none")
            return IndexUnavailable(
                f"{self.name} does not let {self._who} in: it knows no such, or another secret"
            )
        if reply.status == 403 and reply.type == "security_exception":
            return IndexUnavailable(
                f"{self.name} does not let this user do what is needed: its role lacks a right"
            )
        if reply.status == 403:
            return IndexUnavailable(f"{self.name} takes no writes now: {blocked(reply.causes)}")
        if reply.status == 429:
            why = blocked(reply.causes) if "block" in reply.causes else "it is overloaded"
            return IndexUnavailable(f"{self.name} takes no more now: {why}")
        if reply.status == 406 or reply.type == "media_type_header_exception":
            return IndexUnavailable(f"{self.name} is too old: Elasticsearch 8.19 or later is worked with")
        if reply.status in (400, 404, 405, 410, 413):
            return IndexFailed(
                f"{self.name} does not understand what it is asked (status {reply.status}, {reply.type or 'no reason given'})"
            )
        return IndexUnavailable(
            f"{self.name} cannot answer now (status {reply.status}, {reply.type or 'no reason given'})"
        )

    def _stranger(self) -> IndexUnavailable:
        return IndexUnavailable(f"{self.name}: something listens there that is not Elasticsearch")

    def _unreached(self, error: TransportError) -> IndexUnavailable:
        if isinstance(error, ConnectionTimeout):
            return IndexUnavailable(f"{self.name} did not answer in time")
        told = " ".join(str(part) for part in (error.message, *error.errors))
        words = next((meant for said, meant in _WORDS.items() if said in told), None)
        if words is None:
            words = "TLS failed" if isinstance(error, TlsError) else "the connection broke"
            if not isinstance(error, NotConnected):
                words = "its answer cannot be read"
        return IndexUnavailable(f"{self.name} cannot be reached: {words}")


def blocked(causes: str) -> str:
    """Why an index takes no writes, from the reasons of a refusal."""
    if "flood" in causes or "disk" in causes:
        return "its disk is nearly full (flood stage)"
    return "its index is read-only"


def _node(url: str, endpoint: Endpoint) -> NodeConfig:
    node = url_to_node_config(url.rstrip("/"), use_default_ports_for_scheme=True)
    options: dict[str, Any] = {"connections_per_node": CONNECTIONS}
    if node.scheme == "https":
        options |= {"verify_certs": True, "ssl_show_warn": True}
        if endpoint.fingerprint:
            options["ssl_assert_fingerprint"] = endpoint.fingerprint
        elif endpoint.ca_file:
            options["ca_certs"] = str(endpoint.ca_file)
        else:
            options["ssl_context"] = ssl.create_default_context()  # whom this machine trusts
    return node.replace(**options)


def _written(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
