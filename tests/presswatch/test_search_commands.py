"""Searching, showing and reading pages by command: what is printed, where, and the code it ends with."""

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.presswatch import installation
from tests.presswatch.commands import presswatch, well


def test_search_shows_what_matched_and_where(here: Path) -> None:
    shown = well("search", "entity:orlov OR detained").stdout
    assert "Reporter *Anton Orlov* released after a night" in shown
    assert "in a caption: A vigil for the *detained* in Almina." in shown
    assert "publication date not given" in shown
    assert "4 articles (change 52)" in shown
    assert "utm_source" not in shown and "\x1b" not in shown


def test_search_orders_counts_and_goes_back_in_time(here: Path) -> None:
    oldest = json.loads(well("search", "harbour", "--order", "oldest", "-n", "1", "--json").stdout)
    assert oldest["hits"][0]["title"] == "Harbour notes, number 44" and oldest["total"] == {
        "low": 46,
        "high": 46,
    }
    following = json.loads(well("search", "harbour", "-n", "1", "--json", "--after", oldest["after"]).stdout)
    assert following["hits"][0]["title"] == "Harbour notes, number 43"
    asked = ("search", "detained Kestrel title:orlov", "--count")
    assert well(*asked).stdout.startswith("0 articles, ")
    then = well(*asked, "--as-of", "51").stdout
    assert then.startswith("1 article, ") and then.endswith(" (change 51)\n")


def test_search_counts_as_count_does(here: Path) -> None:
    for query in ("harbour", "vigil published:30d", "bridge SENTENCE closed"):
        for options in ((), ("--exact",), ("--as-of", "51")):
            counted = well("count", query, *options).stdout
            assert well("search", query, "--count", *options).stdout == counted
        mine, its = (
            json.loads(well(*c, query, "--json").stdout) for c in (("search", "--count"), ("count",))
        )
        assert mine == its | {"at": mine["at"]}
    assert ", 1 undated left aside (change 52)" in well("search", "vigil published:30d", "--count").stdout


def test_a_place_that_no_page_ended_at_is_refused(here: Path) -> None:
    for after, said in (
        (f"newest.{'9' * 5000}.1", "not the place of a page"),
        ("newest.1.99999999999", "there is no change 99,999,999,999 yet: the archive is at 52"),
    ):
        for query in ("harbour", "https://vesti.example/news/77"):
            refused = presswatch("search", query, "--after", after)
            assert refused.exit_code == 2 and said in refused.stderr, refused.output


def test_csv_is_whole_and_harmless_to_a_spreadsheet(here: Path) -> None:
    text = well("search", "harbour OR budget", "--csv").stdout
    assert text.startswith("\ufeff")  # so that Excel knows it for UTF-8
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert next(iter(rows[0])) == "article"
    assert len(rows) == 47
    (formula,) = [row for row in rows if "HYPERLINK" in row["title"]]
    assert formula["title"].startswith("'=") and formula["authors"] == "'@somebody"


def test_a_wrong_query_is_shown_with_a_caret(here: Path) -> None:
    done = presswatch("search", "orlov AND (detained")
    assert done.exit_code == 2
    assert "  orlov AND (detained\n            ^" in done.stderr
    unknown = presswatch("search", "entity:orlof")
    assert unknown.exit_code == 2 and "entity:orlov" in unknown.stderr


def test_what_may_have_been_meant_is_said_beside_the_answer(here: Path) -> None:
    done = well("search", "orlov or detained", "--count")
    assert done.stdout.startswith("0 articles") and "the operator is written OR" in done.stderr
    done = well("search", "orlov source:kourier country:UK tag:world lang:en")
    assert "no source is called “kourier”; did you mean source:courier?" in done.stderr
    assert "did you mean country:GB?" in done.stderr
    assert "tag" not in done.stderr and "language" not in done.stderr
    assert "note" not in well("search", 'orlov source:"Northern Courier"').stderr


def test_the_next_page_is_one_command_away(filled: Path, empty: Path) -> None:
    told = well("search", "harbour", "-n", "3", "--config", str(filled)).stderr
    command = shlex.split(told.split("more: ", 1)[1])
    assert command[:2] == ["presswatch", "search"]
    following = json.loads(well(*command[1:], "--json").stdout)["hits"]
    first = json.loads(well("search", "harbour", "-n", "6", "--json", "-c", str(filled)).stdout)["hits"]
    assert [hit["title"] for hit in following] == [hit["title"] for hit in first[3:]]


@pytest.mark.parametrize(
    "options",
    [["--csv", "--json"], ["--csv", "--count"], ["--newest", "--relevance"], ["--relevance", "--order", "oldest"], ["--exact"],
     ["--count", "--after", "newest.1.1"]],
)  # fmt: skip
def test_options_that_say_two_things_are_refused(here: Path, options: list[str]) -> None:
    assert presswatch("search", "harbour", *options).exit_code == 2


def test_a_query_that_begins_with_a_hyphen_stands_behind_two(here: Path) -> None:
    assert well("search", "--count", "--", "-vigil harbour").stdout.startswith("45 ")


def test_times_in_json_are_written_alike(here: Path) -> None:
    value = json.loads(well("show", "51", "--json").stdout)
    moments = [value["seen"], *(v["seen"] for v in value["versions"])]
    assert all(re.fullmatch(r"[-\d]{10}T[\d:.]+Z", moment) for moment in moments)
    read = json.loads(well("status", "--json").stdout)
    assert re.fullmatch(r"[-\d]{10}T[\d:.]+Z", read["now"])


def test_show_finds_an_article_by_number_and_by_any_address_of_it(here: Path) -> None:
    shown = well("show", "51", "--query", "entity:orlov").stdout
    assert "Reporter *Anton Orlov* released" in shown and "Picture captions" in shown and "(shown)" in shown
    by_url = well("show", "http://courier.example/2026/orlov-detained?utm_medium=x", "--version", "1").stdout
    assert "detained on the Kestrel bridge" in by_url
    value = json.loads(well("show", "51", "--json").stdout)
    assert [v["number"] for v in value["versions"]] == [1, 2] and value["text"] and value["captions"]
    for words in (
        ["show", "9999"],
        ["show", "https://courier.example/nothing"],
        ["show", "51", "--version", "7"],
    ):
        assert presswatch(*words).exit_code == 1
    assert presswatch("show", "not an address").exit_code == 1


def test_control_characters_of_a_page_never_reach_the_terminal(here: Path) -> None:
    assert "\x1b" not in well("show", "47").stdout + well("search", "budget").stdout


# --- status, index, backup ---


PAGE = """<!DOCTYPE html><html lang="en"><head><title>Bridge closed – The Courier</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closed for the winter",
"datePublished": "2026-11-20T08:30:00+01:00", "author": {"@type": "Person", "name": "Ines Halloran"}}</script></head>
<body><article><h1>Bridge closed for the winter</h1>
<p>The bridge over the Tolm was closed on Friday, and it will not open again before March, said the mayor of the town.</p>
<p>Nobody was hurt when a part of the railing fell into the river on Thursday night, but a barge was damaged by it.</p>
<figure><img src="a.jpg"><figcaption>The railing, seen from the mill.</figcaption></figure>
<p>The ferry will run twice an hour from Monday, and the town pays for tickets until the end of the year at the latest.</p>
</article></body></html>"""
FIELDS = [
    "title",
    "text",
    "published",
    "published_precision",
    "published_source",
    "authors",
    "language",
    "captions",
    "warnings",
]


def test_extract_reads_files_and_goes_on_behind_bad_ones(empty: Path) -> None:
    import gzip

    (empty / "a.html").write_text(PAGE, "utf-8")
    (empty / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (empty / "bad.html.gz").write_bytes(b"\x1f\x8bnot gzip")
    done = presswatch("extract", "a.html", "missing.html", "bad.html.gz", "b.html.gz")
    assert done.exit_code == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["file"] for r in records] == ["a.html", "missing.html", "bad.html.gz", "b.html.gz"]
    assert ["error" in r for r in records] == [False, True, True, False]
    good = records[0]
    assert list(good) == ["file", *FIELDS]
    assert good["title"] == "Bridge closed for the winter" and "ferry will run" in good["text"]
    assert good["published"] == "2026-11-20T08:30:00+01:00" and good["published_precision"] == "time"
    assert good["authors"] == ["Ines Halloran"] and good["captions"] == ["The railing, seen from the mill."]
    assert records[3] | {"file": "a.html"} == good
    assert presswatch("extract", "a.html", "b.html.gz", "--url", "https://a.example/").exit_code == 2
    well("extract", "a.html", "--url", "https://courier.example/2026/11/20/bridge")


def test_extract_fetches_only_what_the_guard_allows(empty: Path, newsroom: Any) -> None:
    article = {
        "path": "/a/",
        "title": "A court freed a teacher",
        "body": "The court freed the teacher on Friday. " * 9,
    }
    room = newsroom({"sites": [{"id": "one", "name": "Paper One", "articles": [article]}]})
    link = room.sites["one"].url + "/a/"
    refused = presswatch("extract", link)
    assert refused.exit_code == 1 and "allow_networks" in json.loads(refused.stdout)["error"]
    assert room.requests() == []
    config = installation.CONFIG + f'[crawl]\nallow_networks = ["{room.network}"]\n'
    (empty / "presswatch.toml").write_text(config, "utf-8")
    value = json.loads(well("extract", link).stdout)
    assert list(value) == ["url", *FIELDS] and value["url"] == link
    assert "freed the teacher on Friday" in value["text"]
    missing = presswatch("extract", room.sites["one"].url + "/nowhere/")
    assert missing.exit_code == 1 and "404" in json.loads(missing.stdout)["error"]
