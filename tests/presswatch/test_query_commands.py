"""The commands that look at queries and count what they find, as a person or a script uses them."""

import csv
import io
import json
from pathlib import Path
from threading import Event

import pytest

from presswatch import wiring
from presswatch.cli.counting import tell
from presswatch.settings import read_settings
from presswatch.web.views import results
from tests.presswatch import installation
from tests.presswatch.commands import presswatch, well

SAVED = """
[[query]]
id = "taken"
query = '''
// both
detain* OR arrest*'''
[[query]]
id = "quiet"
query = "NOT harbour"
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    installation.fill(folder)
    config = folder / "presswatch.toml"
    config.write_text(config.read_text("utf-8") + SAVED, "utf-8")
    return folder


QUERY = "entity:orlov NEAR/5 (bridge OR night) NOT =WHO"


def test_explain_shows_the_parts_and_who_answers_them(here: Path) -> None:
    shown = well("query", "explain", "--exact", QUERY).stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "├─ NEAR/5 1 article, judged" in lines
    assert "│ ├─ entity:orlov 3 articles, judged" in lines
    assert "│ │ ├─ орлов* 1 article" in lines
    assert "of 51 articles (change 52)" in lines
    assert "The judge looks at NOT =WHO" in lines
    (asked,) = [line for line in lines if line.startswith("The engine is asked")]
    assert '("anton orlov*" OR орлов* OR اورلوف OR a name in ' in asked  # a name may be spelled otherwise
    assert asked.endswith(") AND (bridge OR night)")
    (elastic,) = [line for line in lines if line.startswith("Elasticsearch is asked")]
    assert elastic.endswith(") AND (bridge OR night)") or elastic.endswith("is asked the same")
    assert "Live matching looks for entity:orlov; and one of bridge, night" in lines


def test_explain_for_machines(here: Path) -> None:
    told = json.loads(well("query", "explain", QUERY, "--exact", "--json").stdout)
    assert told["understood"] == "entity:orlov NEAR/5 (bridge OR night) AND NOT =WHO"
    assert (told["archive"], told["as_of"]) == (51, 52)
    assert told["engine"]["exact"] is False and told["engine"]["judged"][1] == "NOT =WHO"
    near, without = told["tree"]["parts"]
    assert (near["part"], near["found"], near["exact"]) == ("NEAR/5", {"low": 1, "high": 1}, False)
    assert without["found"] is None
    exact = json.loads(well("query", "explain", "bridge", "--json").stdout)
    same = {"asked": "bridge", "exact": True, "judged": []}
    assert exact["engine"] == {"name": "embedded", **same}
    assert exact["engines"] == {"embedded": same, "elasticsearch": same}
    assert exact["live"] == {"looks_for": [["bridge"]]}


@pytest.mark.parametrize(
    ("query", "elastic", "live"),
    [
        ("\"the bridge\" NEAR/4 night", '"the bridge" NEAR/4 night', '"the bridge"; and night'),
        ("a NEAR/3 b NEAR/3 c", "a NEAR/9 b AND b NEAR/9 c", "a; and b; and c"),
        ("author:orlov lang:ru NOT night", "the same", "author:orlov; and lang:ru"),
        ("published:7d", "the same", "nothing first: every new article is judged"),
        ("(" + " OR ".join(f"w{n}x" for n in range(15)) + ")", "the same", "one of w0x, w10x, w11x, w12x, w13x, w14x, w1x, w2x, w3x, w4x, w5x, w6x and 3 more"),
    ],
)  # fmt: skip
def test_explain_tells_what_every_engine_is_asked(here: Path, query: str, elastic: str, live: str) -> None:
    lines = [" ".join(line.split()) for line in well("query", "explain", query).stdout.splitlines()]
    assert f"Elasticsearch is asked {elastic}" in lines
    assert f"Live matching looks for {live}" in lines


def test_explain_says_what_is_doubtful_and_where(here: Path) -> None:
    shown = well("query", "explain", "bridge or ferry").stdout
    assert "Note  “or” is looked for as a word" in shown
    assert "  bridge or ferry\n         ^^" in shown
    refused = presswatch("query", "explain", "(bridge")
    assert refused.exit_code == 2 and "  (bridge\n  ^" in refused.stderr


def test_explain_says_which_name_nothing_has(here: Path) -> None:
    for query, meant in (("budget source:courir", "source:courier"), ("-tag:wrld budget", "tag:world")):
        (note,) = json.loads(well("query", "explain", query, "--json").stdout)["advice"]
        assert note["message"].endswith(f"; did you mean {meant}?")
        assert f"Note  {note['message']}" in well("query", "explain", query).stdout
    assert json.loads(well("query", "explain", "budget source:courier", "--json").stdout)["advice"] == []


@pytest.mark.parametrize("command", [("query", "explain"), ("count",)])
def test_a_mistake_in_a_query_is_told_before_anything_was_read(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "presswatch.toml").write_text(installation.CONFIG + SAVED, "utf-8")
    config = ("--config", str(tmp_path), *command)
    for query, said in (("(bridge", "  (bridge\n  ^"), ("entity:orlof", "Did you mean entity:orlov?")):
        refused = presswatch(*config, query)
        assert refused.exit_code == 2 and said in refused.stderr
    waiting = presswatch(*config, "bridge @taken")
    assert waiting.exit_code == 3 and "nothing was read yet" in waiting.stderr


def test_what_the_archive_is_full_of_is_told(here: Path) -> None:
    told = json.loads(well("query", "explain", "bridge orlov", "--json").stdout)
    assert [note["message"] for note in told["advice"]] == [
        "bridge stands in 48 of 51 articles: it hardly narrows what is found"
    ]
    assert "this is 48 of all 51 articles kept" in well("search", "bridge").stderr
    assert "note" not in well("search", "orlov").stderr
    text = here.joinpath("presswatch.toml").read_text("utf-8")
    watches = '[[watch]]\nid = "most"\nquery = "orlov OR bridge"\n[[watch]]\nid = "not"\nquery = "orlov NOT bridge"\n'
    before = sorted((path, path.stat().st_mtime_ns) for path in (here / "presswatch-data").rglob("*.term"))
    try:
        here.joinpath("presswatch.toml").write_text(text + watches, "utf-8")
        findings = json.loads(well("check", "--json", "--offline").stdout)["findings"]
    finally:
        here.joinpath("presswatch.toml").write_text(text, "utf-8")
    said = {(one["key"], one["message"]) for one in findings if "articles" in one["message"]}
    assert said == {
        ('watch "most".query', "this finds 48 of 51 articles: it tells little apart"),
        ('watch "most".query', "bridge stands in 48 of 51 articles: it hardly narrows what is found"),
        ('watch "not".query', "bridge stands in 48 of 51 articles: its NOT leaves out as many"),
    }
    assert before == sorted(
        (path, path.stat().st_mtime_ns) for path in (here / "presswatch-data").rglob("*.term")
    )


def test_counting_by_day_names_zone_and_what_has_no_date(here: Path) -> None:
    told = json.loads(well("count", "bridge", "--by", "day", "--json").stdout)
    assert (told["unit"], told["zone"], told["date"]) == ("articles", "Europe/Berlin", "published")
    assert told["total"] == {"low": 48, "high": 48} and told["exact"] is True
    assert sum(told["values"].values()) == 47 and told["without_value"] == 1
    assert told["undated"] == {"low": 1, "high": 1}
    assert list(told["values"]) == sorted(told["values"])
    seen = json.loads(well("count", "bridge", "--by", "day", "--date", "seen", "--json").stdout)
    assert sum(seen["values"].values()) == 48 and len(seen["values"]) < 10
    shown = well("count", "bridge", "--by", "day").stdout
    assert "no date     1  █" in shown
    assert "48 articles, days of Europe/Berlin by when they were published, 1 without a date" in shown


def test_a_count_is_repeated_by_its_change_number(here: Path) -> None:
    now = json.loads(well("count", "released", "--json").stdout)
    then = json.loads(well("count", "released", "--as-of", "51", "--json").stdout)
    assert (now["as_of"], now["total"]["high"]) == (52, 1)
    assert (then["as_of"], then["total"]["high"]) == (51, 0)
    versions = json.loads(well("count", "title:orlov", "--unit", "versions", "--json").stdout)
    assert versions["total"]["high"] == 2
    told = well("count", "title:orlov", "--unit", "versions").stdout
    assert told == "2 versions, days of Europe/Berlin, 0 without a date of publication (change 52)\n"


SPLITS = [(), *(("--by", by) for by in ("source", "site", "lang", "country", "tag", "day"))]


@pytest.mark.parametrize("split", [*SPLITS, ("--by", "day", "--date", "seen")], ids=" ".join)
def test_every_form_of_a_count_names_unit_zone_undated_and_change(here: Path, split: tuple[str, ...]) -> None:
    shown = well("count", "bridge", *split).stdout.splitlines()[-1]
    assert shown.startswith("48 articles, days of Europe/Berlin")
    assert shown.endswith(", 1 without a date of publication (change 52)")
    told = json.loads(well("count", "bridge", *split, "--json").stdout)
    assert (told["unit"], told["zone"], told["as_of"]) == ("articles", "Europe/Berlin", 52)
    assert told["undated"] == {"low": 1, "high": 1}
    table = well("count", "bridge", *split, "--csv")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert rows and table.stderr.strip() == shown
    for row in rows:
        whole = (row["unit"], row["undated_in_all"], row["zone"], row["as_of"])
        assert whole == ("articles", "1", "Europe/Berlin", "52")


def test_counting_for_spreadsheets(here: Path) -> None:
    lines = well("count", "bridge NEAR/4 closed", "--by", "source", "--exact", "--csv").stdout.split()
    assert lines == [
        '"source","articles","unit","undated_in_all","zone","as_of"',
        '"courier","47","articles","1","Europe/Berlin","52"',
    ]
    assert well("count", "bridge", "--csv").stdout.split() == [
        '"low","high","unit","undated_in_all","zone","as_of"',
        '"48","48","articles","1","Europe/Berlin","52"',
    ]
    nothing = well("count", "nonesuch", "--by", "source", "--csv")
    assert nothing.stderr.startswith("0 articles, ") and "(change 52)" in nothing.stderr


def test_a_count_says_what_may_have_been_meant_otherwise(here: Path) -> None:
    assert "the operator is written OR" in well("count", "orlov or detained", "--csv").stderr


def test_a_count_that_is_ended_early_says_between(here: Path) -> None:
    library = installation.library(read_settings(here / "presswatch.toml", {}))
    stop = Event()
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    whole = library.tally(library.parse("bridge SENTENCE closed"), exact=True, progress=progress, stop=stop)
    assert (whole.total.low, whole.total.high, told[-1]) == (47, 47, (47, 47))
    stop.set()
    ended = library.tally(library.parse("bridge SENTENCE closed"), exact=True, stop=stop)
    assert (ended.total.low, ended.total.high) == (0, 47)
    library.index.close()
    library.db.close()


def test_saved_queries_are_included_everywhere(here: Path, tmp_path: Path) -> None:
    assert (
        well("search", "@taken @quiet", "--count").stdout
        == well("search", "(detain* OR arrest*) NOT harbour", "--count").stdout
    )
    refused = presswatch("count", "@takn")
    assert refused.exit_code == 2 and "Did you mean @taken?" in refused.stderr
    text = installation.CONFIG + SAVED + '[[watch]]\nid = "t"\nquery = "@taken @quiet"\n'
    (tmp_path / "presswatch.toml").write_text(text, "utf-8")
    watch = wiring.watches(read_settings(tmp_path / "presswatch.toml", {}))[-1]
    assert watch.query == "(detain* OR arrest*) AND NOT harbour"


def test_check_names_the_saved_query_that_is_wrong(tmp_path: Path) -> None:
    text = '[[query]]\nid = "a"\nquery = "x @b"\n[[query]]\nid = "b"\nquery = "@a"\n[[watch]]\nid = "w"\nquery = "@c"\n'
    (tmp_path / "presswatch.toml").write_text(text, "utf-8")
    told = presswatch("--config", str(tmp_path), "check", "--offline").stdout
    assert 'query "a".query' in told and "@b includes @a includes @b" in told
    assert 'watch "w".query' in told and "no saved query" in told


def test_a_pasted_address_finds_its_article(here: Path) -> None:
    address = "https://www.courier.example/2026/orlov-detained?utm_campaign=x#top"
    told = json.loads(well("search", address, "--json").stdout)
    assert [hit["title"] for hit in told["hits"]] == ["Reporter Anton Orlov released after a night"]
    assert told["total"] == {"low": 1, "high": 1}
    counted = "1 article, days of Europe/Berlin, 0 without a date of publication (change 52)\n"
    assert well("search", "--count", address).stdout == counted
    undated = json.loads(
        well("search", "--count", "--json", "courier.example/2026/picture-of-the-week").stdout
    )
    assert (undated["total"]["high"], undated["undated"]["high"], undated["zone"]) == (1, 1, "Europe/Berlin")
    assert well("search", "--csv", address).stdout.count("/orlov-detained") == 1
    settings = read_settings(here / "presswatch.toml", {})
    library = installation.library(settings)
    shown = results(library, "https://vesti.example/news/77", "newest", None)
    assert shown["answer"]["total"] == "1 article" and shown["facets"] == []
    assert results(library, "entity:orlov", "newest", None)["facets"]
    library.index.close()
    library.db.close()


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",), ("--count",)], ids=str)
def test_an_address_that_is_not_kept_is_said_not_to_be(here: Path, form: tuple[str, ...]) -> None:
    for address, more in (("https://elsewhere.example/1", ""), ("elsewhere.example/1", "; it is looked for as words")):  # fmt: skip
        told = " ".join(well("search", address, *form).stderr.split())
        assert f"note: {address} is not kept: no article was read at this address{more}" in told
        assert "first page" not in told


def test_an_address_is_looked_up_as_things_stood(here: Path) -> None:
    address = "courier.example/2026/orlov-detained"
    for typed in (f"https://{address}", address, f"www.{address}?utm_source=x"):
        now = json.loads(well("search", typed, "--json").stdout)
        then = json.loads(well("search", typed, "--json", "--as-of", "51").stdout)
        assert (now["as_of"], now["hits"][0]["change"], then["as_of"], then["hits"][0]["change"]) == (52, 52, 51, 51)  # fmt: skip
        early = well("search", typed, "--as-of", "10")
        assert "0 articles (change 10)" in early.stdout
        assert f"note: {typed} was not kept yet at change 10" in " ".join(early.stderr.split())
        beyond = presswatch("search", typed, "--as-of", "53")
        assert beyond.exit_code == 2 and "there is no change 53 yet" in beyond.stderr


def test_what_only_looks_like_an_address_is_words(here: Path) -> None:
    for query in ("and/or", "10/12", "km/h", "U.S./China", "orlov-detained/2026", "a.m./p.m."):
        assert "address" not in well("search", query).stderr, query


def test_only_a_search_looks_an_address_up(here: Path) -> None:
    said = "only the first page of a search looks an address up; here it is looked for as words"
    for address in ("https://vesti.example/news/77", "vesti.example/news/77"):
        assert said in " ".join(well("count", address).stderr.split())
        (note,) = json.loads(well("query", "explain", address, "--json").stdout)["advice"]
        assert note == {"message": said, "column": 0, "length": len(address)}


def test_a_query_may_begin_with_a_minus(here: Path) -> None:
    for words in (["-night bridge"], ["bridge", "-weather"], ["-weather", "bridge"], ["--", "-night bridge"]):
        behind = json.loads(well("count", "--json", "--", *[word for word in words if word != "--"]).stdout)
        told = json.loads(well("count", "--json", *words).stdout)
        assert told["total"] == behind["total"]
    for command in (("search",), ("count",), ("query", "explain"), ("watch", "test")):
        assert well(*command, "-night bridge").stdout
    refused = presswatch("search", "-weather")
    assert refused.exit_code == 2 and "(column 1)" in refused.stderr
    assert presswatch("search", "--lmit", "3", "bridge").exit_code == 2  # a mistyped option is no query


def test_a_count_that_is_not_exact_says_between(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = installation.library(read_settings(here / "presswatch.toml", {}))
    stop = Event()
    stop.set()
    told = library.tally(library.parse(QUERY), exact=True, stop=stop)
    assert told.total.low < told.total.high
    for form in ({"json": True}, {"csv": True}, {}):
        tell(QUERY, told, library.zone, **form)
    printed = capsys.readouterr()
    high, undated = told.total.high, told.undated
    assert f'"total": {{\n    "low": 0,\n    "high": {high}\n  }},\n  "exact": false' in printed.out
    assert f'"0","{high}","articles","{undated.high}","Europe/Berlin","52"' in printed.out
    assert '"low","high","unit","undated_in_all","zone","as_of"' in printed.out
    assert f"between 0 and {high} articles, days of Europe/Berlin" in printed.out
    library.index.close()
    library.db.close()
    assert well("search", "--count", "--exact", QUERY).stdout.startswith("1 article, ")
