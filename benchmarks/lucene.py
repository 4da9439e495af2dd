"""Lucene Monitor as a peer: queries and articles written for lucene_monitor/Peer.java, its answers read back."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory

from articles.query.nodes import And, Near, Node, Not, Or, Phrase, Term, Wildcard

_FOLDER = Path(__file__).parent / "lucene_monitor"


class NoPeer(Exception):
    """Lucene Monitor cannot be run here; the text says why."""


Round = Callable[[], float]
Pairs = list[tuple[float, float]]


@dataclass(frozen=True)
class Ours:
    """Our side: a round of compiling (seconds) and one of matching (articles a second), and how many of each."""

    compile: Round
    compilings: int
    match: Round
    matchings: int


@dataclass(frozen=True)
class Both:
    """What both sides needed, ours and the peer's, by round, and the peer's matches of each article.

    Seconds to register all queries; articles a second, with each of the peer's analysers.
    """

    compiling: Pairs
    whitespace: Pairs
    standard: Pairs
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
    class_path: str,
    queries: Sequence[Node],
    analysed: Sequence[Sequence[str]],
    raw: Sequence[Sequence[str]],
    ours: Ours,
) -> Both:
    """Run the peer, its rounds in turns with ours, since a shared machine is slower for seconds at a time.

    An article is its paragraphs, analysed (terms between spaces) and raw. Raises NoPeer.
    """
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _write(folder / "queries", [written(query) for query in queries])
        _write(folder / "analysed", ["\t".join(paragraphs) for paragraphs in analysed])
        _write(folder / "raw", ["\t".join(" ".join(p.split()) for p in paragraphs) for paragraphs in raw])
        files = [str(folder / name) for name in ("queries", "analysed", "raw", "matches")]
        counts = [str(ours.compilings), str(ours.matchings)]
        command = ["java", "-Xmx1g", "-cp", class_path, str(_FOLDER / "Peer.java"), *files, *counts]
        pipe = subprocess.PIPE
        with (
            (folder / "errors").open("w+") as errors,
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True) as peer,
        ):
            try:
                compiling = _in_turns(peer, ours.compile, ours.compilings)
                whitespace, standard = (_in_turns(peer, ours.match, ours.matchings) for _ in range(2))
            except (ValueError, BrokenPipeError):
                peer.kill()
                errors.seek(0)
                raise NoPeer(
                    f"Lucene Monitor failed; the peer is left out\n{errors.read()[-2000:]}"
                ) from None
        lines = (folder / "matches").read_text("utf-8").splitlines()
        return Both(compiling, whitespace, standard, [set(json.loads(line)) for line in lines])


def alone(ours: Ours) -> Both:
    """Our rounds where there is no peer."""
    compiling, matching = (
        [(round(), nan) for _ in range(count)]
        for round, count in ((ours.compile, ours.compilings), (ours.match, ours.matchings))
    )
    return Both(compiling, matching, matching, [])


def _in_turns(peer: "subprocess.Popen[str]", ours: Round, rounds: int) -> Pairs:
    """Raises ValueError or BrokenPipeError where the peer has ended."""
    if _said(peer) != "warm":
        raise ValueError("no peer")
    return [(ours(), float(_said(peer, asked=True))) for _ in range(rounds)]


def _said(peer: "subprocess.Popen[str]", *, asked: bool = False) -> str:
    assert peer.stdin is not None and peer.stdout is not None
    if asked:
        print(file=peer.stdin, flush=True)
    return peer.stdout.readline().strip()


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
