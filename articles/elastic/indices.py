"""The indices of one archive and which of them is searched: versioned names behind an alias; between the engine and the server.

`NAME` is the alias that is searched, `NAME-next` that of an index being built, `NAME-000001` and so on the indices.
"""

import logging
import re
from typing import Any, Final

from articles.elastic import mapping
from articles.elastic.server import Server
from articles.errors import IndexFailed, IndexUnavailable

log = logging.getLogger(__name__)

NEXT: Final = "next"
CREATE_SECONDS: Final = 60.0


class Indices:
    """What there is of one archive on a server. `name` is of small letters, digits and hyphens."""

    def __init__(self, server: Server, name: str, *, shards: int, replicas: int) -> None:
        self.alias = name
        self.next_alias = f"{name}-{NEXT}"
        self._server = server
        self._settings = mapping.settings(shards=shards, replicas=replicas)
        self._named = re.compile(re.escape(name) + r"-(\d{6,})")

    def of(self, alias: str) -> str | None:
        """The index that an alias stands for."""
        return next((index for index, aliases in self.all().items() if alias in aliases), None)

    def all(self) -> dict[str, frozenset[str]]:
        """Every index of the archive with its aliases, the oldest first."""
        found = self._server.ask("GET", f"/{self.alias}-*/_alias", expand_wildcards="open,hidden").body
        ours = {
            index: frozenset(one["aliases"]) for index, one in found.items() if self._named.fullmatch(index)
        }
        return dict(sorted(ours.items()))

    def create(self, alias: str | None = None) -> str:
        """A new empty index, under `alias` if one is given. Raises IndexUnavailable where another process made one just now."""
        self._server.ask(
            "PUT",
            f"/_index_template/{self.alias}",
            mapping.template(f"{self.alias}-*"),
            seconds=CREATE_SECONDS,
        )
        numbers = [int(found[1]) for index in self.all() if (found := self._named.fullmatch(index))]
        index = f"{self.alias}-{max(numbers, default=0) + 1:06}"
        reply = self._server.ask("PUT", f"/{index}", self._body(alias), accept=(400,), seconds=CREATE_SECONDS)
        if reply.status == 400 and "tokenizer" in reply.causes:
            # Small builds of the server have no tokenizers of their own; theirs of the same kind is built in.
            log.info("the search engine has no whitespace tokenizer: its built-in analyser is used")
            body = self._body(alias, built_in=True)
            reply = self._server.ask("PUT", f"/{index}", body, accept=(400,), seconds=CREATE_SECONDS)
        if reply.status == 400:
            if reply.type == "resource_already_exists_exception":
                raise IndexUnavailable(f"{index} on {self._server.name} was made by another process just now")
            raise IndexFailed(f"{index} cannot be made by {self._server.name}: {reply.causes}")
        log.info("made the index %s", index)
        return index

    def serve(self, index: str) -> None:
        """Let searches see `index` from now on, and drop what they saw before, in one step."""
        # What has no alias was being made by a process that was killed.
        before = [name for name in self.all() if name != index]
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self.alias}}]
        actions += [{"remove": {"index": index, "alias": self.next_alias, "must_exist": False}}]
        actions += [{"remove_index": {"index": name}} for name in before]
        self._server.ask("POST", "/_aliases", {"actions": actions}, seconds=CREATE_SECONDS)

    def drop(self, index: str) -> None:
        """Delete an index with its aliases; nothing if it is not there."""
        self._server.ask("DELETE", f"/{index}", accept=(404,), seconds=CREATE_SECONDS)

    def _body(self, alias: str | None, *, built_in: bool = False) -> dict[str, Any]:
        settings = {key: value for key, value in self._settings.items() if key != "analysis" or not built_in}
        fields = mapping.mappings(mapping.BUILT_IN) if built_in else mapping.mappings()
        return {"settings": settings, "mappings": fields, "aliases": {alias: {}} if alias else {}}
