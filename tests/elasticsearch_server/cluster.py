"""Several real Elasticsearch nodes on loopback that know each other, for tests that lose one."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.elasticsearch_server.distribution import Unavailable
from tests.elasticsearch_server.node import START_SECONDS, Node


@dataclass
class Cluster:
    """`size` nodes in folders under `folder`. Any one of three may be killed and started again."""

    folder: Path
    size: int = 3
    heap: str = "512m"
    nodes: list[Node] = field(default_factory=list)

    def start(self) -> "Cluster":
        """Start them all and wait until they have found each other. Raises Unavailable."""
        names = [f"node-{number}" for number in range(1, self.size + 1)]
        settings = {
            "discovery.type": "multi-node",
            "discovery.seed_providers": "file",  # it may be written while they run: first each takes a free port
            "cluster.initial_master_nodes": ",".join(names),
            "discovery.find_peers_interval": "500ms",
        }
        self.nodes = [Node(self.folder / name, self.heap, name, settings, quick=True) for name in names]
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.await_address()
        addresses = "".join(f"{node.transport}\n" for node in self.nodes)
        for node in self.nodes:
            (node.folder / "config" / "unicast_hosts.txt").write_text(addresses, "utf-8")
            node.hand_over()
        self.await_nodes(self.size)
        return self

    @property
    def urls(self) -> list[str]:
        """Where they listen, also those that were killed."""
        return [node.url for node in self.nodes]

    def await_nodes(self, number: int) -> None:
        """Wait until a running node counts so many. Raises Unavailable."""
        until = time.monotonic() + START_SECONDS
        question = f"/_cluster/health?wait_for_nodes={number}&timeout=1s"
        while time.monotonic() < until:
            if any(node.runs and node.answers(question) for node in self.nodes):
                return
            time.sleep(0.2)
        raise Unavailable(f"the nodes in {self.folder} did not become a cluster of {number}")

    def discard(self) -> None:
        """Kill all and delete their folders."""
        for node in self.nodes:
            node.discard()
