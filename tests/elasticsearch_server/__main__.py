"""`python -m tests.elasticsearch_server fetch | start | stop`, which `make` runs."""

import sys

from tests.elasticsearch_server import runs
from tests.elasticsearch_server.distribution import VERSION, Unavailable, fetch, find_java
from tests.elasticsearch_server.fixtures import URL


def main(command: str) -> int:
    """Do it; 1 with the reason where it cannot be done."""
    runs.sweep()
    node = runs.by_hand()
    try:
        if command == "stop":
            node.discard()
            print("Elasticsearch is stopped and what it held is deleted.")
            return 0
        find_java()
        print(f"Elasticsearch {VERSION} is in {fetch()}")
        if command == "start":
            node.start()
            if not node.answers():
                raise Unavailable(f"Elasticsearch at {node.url} does not answer: see {node.folder / 'logs'}")
            print(f"It runs at {node.url}, for tests alone: without a password, on loopback.\n")
            print(f"  {URL}={node.url} make test")
            print("  make elasticsearch-stop")
    except Unavailable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
