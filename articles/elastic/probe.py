"""Asks a server whether it can be worked with, before anything is kept in it; beside the engine, for `presswatch check`."""

import re
from typing import Final

from articles.elastic.server import Endpoint, Server
from articles.errors import IndexUnavailable

OLDEST: Final = (8, 19)
NEWEST: Final = 9
# The fewest rights that do, as a role has them; the page for operators shows them.
CLUSTER_RIGHTS: Final = ("manage_index_templates",)
INDEX_RIGHTS: Final = ("read", "index", "manage")


def probe(endpoint: Endpoint, name: str) -> None:
    """Reach it, be let in, and ask for its version and our rights over indices that begin with `name`.

    Changes nothing. Raises IndexUnavailable with what is wrong in plain words. A server that tells no version (it
    needs the right `monitor`) is not asked again.
    """
    server = Server(endpoint)
    try:
        server.ask("GET", f"/{name}-*/_alias", accept=(403,))
        _check_version(server)
        _check_rights(server, name)
    finally:
        server.close()


def _check_version(server: Server) -> None:
    told = server.ask("GET", "/", accept=(400, 403, 404, 405))
    version = told.body.get("version", {}).get("number", "") if isinstance(told.body, dict) else ""
    numbers = re.match(r"(\d+)\.(\d+)", str(version))
    if told.status != 200 or numbers is None:
        return
    found = int(numbers[1]), int(numbers[2])
    if found < OLDEST or found[0] > NEWEST:
        wanted = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST}"
        raise IndexUnavailable(f"{server.name} is Elasticsearch {version}: {wanted} are worked with")


def _check_rights(server: Server, name: str) -> None:
    wanted = {
        "cluster": CLUSTER_RIGHTS,
        "index": [{"names": [f"{name}-*"], "privileges": INDEX_RIGHTS}],
    }
    told = server.ask("POST", "/_security/user/_has_privileges", wanted, accept=(400, 404, 405, 500))
    if told.status != 200 or told.body.get("has_all_requested"):
        return  # where security is off there is nothing to ask
    over = told.body.get("index", {}).get(f"{name}-*", {})
    lacking = [right for right in CLUSTER_RIGHTS if not told.body.get("cluster", {}).get(right)]
    lacking += [f"{right} on {name}-*" for right in INDEX_RIGHTS if not over.get(right)]
    raise IndexUnavailable(
        f"{server.name} lets us in without the rights that are needed: {', '.join(lacking)}"
    )
