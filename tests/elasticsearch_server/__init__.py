"""A real Elasticsearch for tests and benchmarks: fetched once, started on loopback as a user other than root, stopped again."""

from tests.elasticsearch_server.cluster import Cluster
from tests.elasticsearch_server.distribution import Unavailable
from tests.elasticsearch_server.node import Node

__all__ = ["Cluster", "Node", "Unavailable"]
