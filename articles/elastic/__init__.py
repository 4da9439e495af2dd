"""The second search engine: Elasticsearch 8 or 9 behind the index port, for archives that outgrow one machine."""

from articles.elastic.engine import ElasticIndex
from articles.elastic.probe import probe
from articles.elastic.server import Endpoint

__all__ = ["ElasticIndex", "Endpoint", "probe"]
