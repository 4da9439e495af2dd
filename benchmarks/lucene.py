"""Lucene Monitor as a peer: queries and articles written for lucene_monitor/Peer.java, its answers read back."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from articles.query.nodes import And, Near, Node, Not, Or, Phrase, Term, Wildcard

_FOLDER = Path(__file__).parent / "lucene_monitor"


class NoPeer(Exception):
    """Lucene Monitor cannot be run here; the text says why."""


@dataclass(frozen=True)
class Peer:
    """Seconds to register all queries, articles a second with each analyser, and for each article its matches."""

    compile_seconds: float
    whitespace_per_second: float
    standard_per_second: float
    matches: list[set[int]]


def class_path() -> str:
    """The jars, which Maven fetches once. Raises NoPeer."""
    maven = shutil.which("mvn")
    if maven is None or shutil.which("java") is None:
        raise NoPeer("mvn and java (17 or later) are needed to run Lucene Monitor; the peer is left out")
    with TemporaryDirectory() as temporary:
        out = Path(temporary) / "classpath"
        goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath"
        command = [maven, "-q", "-B", "-f", str(_FOLDER / "pom.xml"), goal, f"-Dmdep.outputFile={out}"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode or not out.exists():
            raise NoPeer(f"mvn cannot get Lucene Monitor; the peer is left out\n{run.stdout[-800:]}")
        return out.read_text().strip()


def monitor(
    class_path: str, queries: Sequence[Node], analysed: Sequence[Sequence[str]], raw: Sequence[Sequence[str]]
) -> Peer:
    """Run the peer; an article is its paragraphs, analysed (terms between spaces) and raw. Raises NoPeer."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _write(folder / "queries", [written(query) for query in queries])
        _write(folder / "analysed", ["\t".join(paragraphs) for paragraphs in analysed])
        _write(folder / "raw", ["\t".join(" ".join(p.split()) for p in paragraphs) for paragraphs in raw])
        names = [str(folder / name) for name in ("queries", "analysed", "raw", "matches")]
        command = ["java", "-Xmx1g", "-cp", class_path]
        run = subprocess.run(
            [*command, str(_FOLDER / "Peer.java"), *names], capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise NoPeer(f"Lucene Monitor failed; the peer is left out\n{run.stderr[-2000:]}")
        lines = (folder / "matches").read_text("utf-8").splitlines()
        return Peer(**json.loads(run.stdout.splitlines()[-1]), matches=[set(json.loads(x)) for x in lines])


def written(node: Node) -> str:
    """A query in the prefix notation that Peer.java reads."""
    if isinstance(node, Term):
        return f"t {node.text}"
    if isinstance(node, Wildcard):
        return f"p {node.pattern.removesuffix('*')}"
    if isinstance(node, Phrase):
        words = [part.text for part in node.parts if isinstance(part, Term)]
        return f"q {len(words)} {' '.join(words)}"
    if isinstance(node, Near):
        return f"n {node.distance} {' '.join(map(_group, node.parts))}"
    if isinstance(node, And):
        denied = [part.part for part in node.parts if isinstance(part, Not)]
        asked = [part for part in node.parts if not isinstance(part, Not)]
        inner = f"a {len(asked)} {' '.join(map(written, asked))}"
        return f"x {inner} {written(denied[0])}" if denied else inner
    if isinstance(node, Or):
        return f"o {len(node.parts)} {' '.join(map(written, node.parts))}"
    raise TypeError(f"{type(node).__name__} is not asked of Lucene Monitor here")


def _group(node: Node) -> str:
    words = [
        part.text for part in (node.parts if isinstance(node, Or) else (node,)) if isinstance(part, Term)
    ]
    return f"{len(words)} {' '.join(words)}"


def _write(file: Path, lines: Sequence[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
