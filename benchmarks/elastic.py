"""The Elasticsearch engine against the bare client: writing articles whose terms are kept, searching, catching up while articles come in."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from articles.analysis import analyse, pack
from articles.elastic import ElasticIndex, Endpoint, mapping
from articles.elastic.queries import ElasticTranslator
from articles.export import record
from articles.index.indexer import catch_up
from articles.index.port import Scope
from articles.names.article_keys import article_keys, pack_keys
from articles.query.nodes import Node
from articles.search import search
from articles.store.database import Database
from articles.store.versions import Arrival, keep, load
from benchmarks.archive_filling import LAST, filled, from_pages
from benchmarks.archive_peer import documents, open_folder, server
from benchmarks.elastic_queries import mixed
from tests.elasticsearch_server import Unavailable

PACE: Final = 30.0  # articles a second
HOUR: Final = int(PACE * 3_600)
LEAST: Final = 0.8  # of what parallel_bulk writes
MOST: Final = 1.3  # times the bare client's time
SECONDS: Final = 120.0  # to catch up after an hour
NOT_SLOWED: Final = 0.98  # of the pace that articles come at
_PARTS: Final = 4  # in turns, so that both sides meet the same machine
_PEER: Final = "peer"
_ROUNDS: Final = 3
_WARMING: Final = 10_000  # documents
_SIDES: Final = ("ours", "ours_marked", "bare", "bare_marked")
# The server marks what it keeps for people: the original text, parted in its own way.
_HIGHLIGHT: Final = {
    "require_field_match": False,
    "fields": {"original.title": {}, "original.text": {}, "original.captions": {}},
}


def engine(client_url: str, folder: Path, name: str) -> ElasticIndex:
    return ElasticIndex(Endpoint((client_url,)), name, folder / f"{name}.lock")


def caught_up(db: Database, index: ElasticIndex, until: int, title: str) -> float:
    """Seconds in which the engine followed the change log up to `until`, what it wrote being searchable."""
    position = 0
    with Progress() as progress:
        task = progress.add_task(title, total=until)

        def told(done: int, _end: int) -> None:
            nonlocal position
            position = done
            progress.update(task, completed=done)

        began = time.perf_counter()
        catch_up(db, index, progress=told, stop=lambda: position >= until)
        return time.perf_counter() - began


def written(db: Database, client: Elasticsearch, index: ElasticIndex, count: int) -> dict[str, Any]:
    """Articles a second through presswatch, read and unpacked from its database, and by parallel_bulk from memory.

    The server is warmed up first: its first documents take three times as long, whoever sends them. Also the processor time of both with the server's, which other work on the machine moves less.
    """
    settings = {
        name: value for name, value in mapping.settings(shards=1, replicas=0).items() if name != "analysis"
    }
    made: dict[str, Any] = {
        "index": _PEER,
        "settings": settings,
        "mappings": mapping.mappings(mapping.BUILT_IN),
    }
    client.options(ignore_status=404).indices.delete(index=_PEER)
    client.indices.create(**made)
    warmed = [
        {"_index": _PEER, "_id": str(one.change), "_source": mapping.to_source(one)}
        for one in documents(db, 1, min(_WARMING, count), "Documents to warm the server up")
    ]
    for _ in track(parallel_bulk(client, warmed), "Warming up", total=len(warmed)):
        pass
    del warmed
    client.indices.delete(index=_PEER)
    client.indices.create(**made)
    ours = theirs = ours_busy = theirs_busy = 0.0
    for part in range(_PARTS):
        first, last = count * part // _PARTS + 1, count * (part + 1) // _PARTS
        actions = [
            {"_index": _PEER, "_id": str(one.change), "_source": mapping.to_source(one)}
            for one in documents(db, first, last, "Documents for the bare client")
        ]
        began, busy = time.perf_counter(), processor(client)
        for ok, answer in track(parallel_bulk(client, actions), "The bare client", total=len(actions)):
            if not ok:
                raise RuntimeError(f"Elasticsearch refused a document: {answer}")
        client.indices.refresh(index=_PEER)
        theirs += time.perf_counter() - began
        theirs_busy += processor(client) - busy
        del actions
        busy = processor(client)
        ours += caught_up(db, index, last, "presswatch")
        ours_busy += processor(client) - busy
    client.indices.flush(index=f"{_PEER},{index.alias}")
    stores = client.indices.stats(index=index.alias)["_all"]["primaries"]
    there = client.count(index=_PEER)["count"]
    here = index.state()
    if here is None or not there == count <= here.change:
        raise RuntimeError(
            f"{there} documents by the bare client, {here} by presswatch: {count} were to be written"
        )
    return {"articles": count, "ours_per_second": here.change / ours, "bulk_per_second": count / theirs,
            "ratio": here.change / ours / (count / theirs),
            "ours_busy_ms": ours_busy / here.change * 1000, "bulk_busy_ms": theirs_busy / count * 1000,
            "busy_ratio": theirs_busy / count / (ours_busy / here.change),
            "bytes_an_article": stores["store"]["size_in_bytes"] / stores["docs"]["count"]}  # fmt: skip


def processor(client: Elasticsearch) -> float:
    """Processor seconds that this process and the server have taken so far."""
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    server = sum(int(node["process"]["cpu"]["total_in_millis"]) for node in nodes)
    return time.process_time() + server / 1000


def searched(db: Database, client: Elasticsearch, index: ElasticIndex, trees: list[Node]) -> dict[str, Any]:
    """Milliseconds of each query through presswatch and of the same query by the bare client, and of both with marks.

    All bring the 20 newest articles with their texts and how many there are in all. With marks: every place that
    matches and the sentence around the first, as `presswatch search --json` prints them; by the bare client, the
    server's highlights.
    """
    state = index.state()
    assert state is not None
    took: dict[str, list[list[float]]] = {side: [[] for _ in trees] for side in _SIDES}
    differing = []
    for number in range(_ROUNDS + 1):
        for at, tree in enumerate(track(trees, f"Queries, round {number}")):
            query, exact = asked(tree, state.change)
            options: dict[str, Any] = {
                "index": index.alias, "query": query, "size": 20, "sort": [{"by_seen": "desc"}],
                "track_total_hits": True, "source_includes": ["original", "url", "change"],
            }  # fmt: skip
            began = time.perf_counter()
            answer = search(db, index, tree, at=LAST, limit=20)
            found = time.perf_counter()
            for hit in answer.hits:
                record(hit)
            marked = time.perf_counter()
            reply = client.search(**options)
            bare = time.perf_counter()
            client.search(**options, highlight=_HIGHLIGHT)
            highlighted = time.perf_counter()
            if number:  # the first round warms up
                times = (found - began, marked - began, bare - marked, highlighted - bare)
                for side, seconds in zip(_SIDES, times, strict=True):
                    took[side][at].append(seconds)
            ours = [hit.version.change for hit in answer.hits]
            theirs = [hit["_source"]["change"] for hit in reply["hits"]["hits"]]
            same = ours == theirs and answer.total.high == reply["hits"]["total"]["value"]
            if not number and exact and not same:
                differing.append(f"{tree}: {ours[:3]}…, by the bare client {theirs[:3]}…")
    found_by = {side: [median(times) * 1000 for times in some] for side, some in took.items()}
    percentiles = {side: [median(times), quantiles(times, n=20)[18]] for side, times in found_by.items()}
    ratios = {
        name: [one / other for one, other in zip(percentiles[left], percentiles[right], strict=True)]
        for name, left, right in (
            ("found", "ours", "bare"), ("marked", "ours_marked", "bare_marked"), ("marked_by_bare", "ours_marked", "bare"),
        )
    }  # fmt: skip
    return {"queries": len(trees), "ms": percentiles, "ratios": ratios, "differing": differing}


def asked(tree: Node, change: int) -> tuple[dict[str, Any], bool]:
    """What presswatch asks the server for a tree, and whether its answer needs no judge."""
    translator = ElasticTranslator(LAST)
    bound = translator.bound(tree)
    within = translator.within(Scope(as_of=change))
    return dict(translator.all_of([translator.unscored(bound.query), within], ())), bound.exact


@contextmanager
def arriving(folder: Path) -> Iterator[dict[str, Any]]:
    """Articles kept at PACE by a process of its own, as a crawl does, while the block runs; then how that went."""
    context = get_context("spawn")
    stop, told = context.Event(), context.SimpleQueue()
    process = context.Process(target=_arrive, args=(folder, stop, told))
    process.start()
    result: dict[str, Any] = {}
    told.get()  # it has begun
    try:
        yield result
    finally:
        stop.set()
        result.update(told.get())
        process.join()


def _arrive(folder: Path, stop: Any, told: Any) -> None:
    with Database.open(folder / "presswatch.db") as db:
        with db.read() as conn:
            samples = load(conn, range(1, 201))
        packs = [
            (pack(analyse(one.version.content)), pack_keys(article_keys(one.version.content)))
            for one in samples
        ]
        told.put(None)
        began = time.perf_counter()
        late: list[float] = []
        mark = time.time_ns()
        while not stop.is_set():
            due = began + len(late) / PACE
            time.sleep(max(0.0, due - time.perf_counter()))
            sample, packed = samples[len(late) % 200].version, packs[len(late) % 200]
            url = f"https://{sample.site}/{mark}/{len(late)}"
            content = replace(sample.content, title=f"{sample.content.title} {len(late)}")
            with db.write() as conn:
                keep(
                    conn,
                    Arrival((url,), None, content, *packed, sample.origin, LAST, False, "benchmark", None),
                )
            late.append(time.perf_counter() - due)
        seconds = time.perf_counter() - began
    told.put(
        {
            "articles": len(late),
            "per_second": len(late) / seconds,
            "late_ms_p95": quantiles(late, n=20)[18] * 1000,
        }
    )


def hour_down(db: Database, folder: Path, url: str) -> dict[str, Any]:
    """Catching up with an hour of articles while more come in."""
    with arriving(folder) as alone:
        time.sleep(15)
    with engine(url, folder, "hour") as index, arriving(folder) as meanwhile:
        seconds = caught_up(db, index, HOUR, "After an hour down")
    return {"articles": HOUR, "seconds": seconds, "arriving_alone": alone, "arriving_meanwhile": meanwhile}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.elastic", description=__doc__)
    parser.add_argument(
        "--pages", type=Path, default=Path(os.environ.get("PRESSWATCH_PAGES", "../shared/pages"))
    )
    parser.add_argument("--articles", type=int, default=100_000, help="written by both sides")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where to keep the articles between runs (about 2 GB)")
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/elastic.json"))
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = args.folder or stack.enter_context(open_folder())
        # First what needs the space beside it: the server's data are new in each run.
        data = stack.enter_context(open_folder(folder))
        db = stack.enter_context(filled(folder, max(HOUR, args.articles), args.pages))
        try:
            client = stack.enter_context(server(data / "server"))
        except Unavailable as error:
            print(error, file=sys.stderr)
            return 1
        url = str(next(iter(client.transport.node_pool.all())).base_url)
        with engine(url, data, "ours") as index:
            result: dict[str, Any] = {"recorded_pages": from_pages(args.pages)}
            result["writing"] = written(db, client, index, args.articles)
            client.indices.delete(index=_PEER)
            result["searching"] = searched(db, client, index, mixed(args.pages, args.queries))
        result["catching_up"] = hour_down(db, folder, url)
    Console(width=120).print(drawn(result))
    result["faults"] = faults = missed(result)
    for fault in faults:
        print(fault, file=sys.stderr)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(result, indent=2))
    return 1 if faults else 0


def drawn(result: dict[str, Any]) -> Table:
    """The figures with what they are measured against."""
    writing, searching, catching = result["writing"], result["searching"], result["catching_up"]
    table = Table(title="presswatch on Elasticsearch")
    for name in ("what", "presswatch", "the bare client", "ratio", "must reach"):
        table.add_column(name)
    table.add_row(
        f"writing {writing['articles']:,} articles, a second", f"{writing['ours_per_second']:,.0f}",
        f"{writing['bulk_per_second']:,.0f}", f"{writing['ratio']:.2f}", f"at least {LEAST}",
    )  # fmt: skip
    table.add_row(
        "processor time an article, with the server's, ms", f"{writing['ours_busy_ms']:.2f}",
        f"{writing['bulk_busy_ms']:.2f}", f"{writing['busy_ratio']:.2f}", "",
    )  # fmt: skip
    rows = (("", "ours", "bare", "found"), (", both with marks", "ours_marked", "bare_marked", "marked"),
            (", with marks, against none", "ours_marked", "bare", "marked_by_bare"))  # fmt: skip
    for what, ours, bare, ratio in rows:
        for at, name in enumerate(("p50", "p95")):
            table.add_row(
                f"{searching['queries']} queries, {name}, ms{what}", f"{searching['ms'][ours][at]:.1f}",
                f"{searching['ms'][bare][at]:.1f}", f"{searching['ratios'][ratio][at]:.2f}",
                "" if ratio == "marked_by_bare" else f"at most {MOST}",
            )  # fmt: skip
    table.add_row(
        f"catching up with {catching['articles']:,} articles, s", f"{catching['seconds']:.0f}", "", "",
        f"under {SECONDS:.0f}",
    )  # fmt: skip
    alone, meanwhile = catching["arriving_alone"], catching["arriving_meanwhile"]
    table.add_row(
        "articles kept a second meanwhile (alone)", f"{meanwhile['per_second']:.1f} ({alone['per_second']:.1f})", "",
        f"{meanwhile['per_second'] / PACE:.2f}", f"at least {NOT_SLOWED} of {PACE:.0f}",
    )  # fmt: skip
    return table


def missed(result: dict[str, Any]) -> list[str]:
    """What was not reached, one line each."""
    writing, searching, catching = result["writing"], result["searching"], result["catching_up"]
    found = list(searching["differing"])
    if writing["ratio"] < LEAST:
        found.append(f"writing: {writing['ratio']:.2f} of the bare client, not {LEAST}")
    for what in ("found", "marked"):
        for name, ratio in zip(("p50", "p95"), searching["ratios"][what], strict=True):
            if ratio > MOST:
                found.append(f"searching ({what}), {name}: {ratio:.2f} times the bare client, not {MOST}")
    if catching["seconds"] > SECONDS:
        found.append(f"catching up took {catching['seconds']:.0f} s, not {SECONDS:.0f}")
    if catching["arriving_meanwhile"]["per_second"] < NOT_SLOWED * PACE:
        found.append("what arrives was kept more slowly meanwhile")
    return found


if __name__ == "__main__":
    sys.exit(main())
