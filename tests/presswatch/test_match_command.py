"""The command `match`: what it prints for files of watches and articles, and how it takes bad lines."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from presswatch.cli.main import app

WATCHES = [
    {"id": "court", "query": '"secret court" OR tribunal'},
    {"id": "grozny", "query": "groz* NOT sport"},
    {"id": 3, "query": "lang:ru published:2026-11-01..2026-11-02"},
    {"id": "week", "query": "court seen:7d tag:courts country:DE source:wire"},
]
ARTICLES = [
    {"id": 1, "title": "A secret court", "text": "It sat in Grozny.", "language": "en"},
    {"id": "b", "title": "Спорт", "text": "Грозный", "language": "ru", "published": "2026-11-02"},
    {"id": "c", "title": "", "text": "The court rose.", "captions": ["Grozny"], "authors": ["Ann"], "tags": ["Courts"],
     "country": "DE", "source": "wire", "seen": "2026-11-01T10:00:00Z"},
    {"id": "d", "title": "Nothing", "text": ""},
]  # fmt: skip
FOUND = [
    {"id": 1, "watches": ["court", "grozny"]},
    {"id": "b", "watches": ["3"]},
    {"id": "c", "watches": ["grozny", "week"]},
    {"id": "d", "watches": []},
]


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(*items: object) -> str:
    return "".join(f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in items)


def match(watches: str, articles: str, *options: str) -> Result:
    Path("w").write_text(watches, "utf-8")
    Path("a").write_text(articles, "utf-8")
    return CliRunner().invoke(app, ["match", "--watches", "w", "--articles", "a", *options])


@pytest.mark.parametrize("watches", [lines(*WATCHES), json.dumps(WATCHES, indent=1)])
def test_one_line_an_article(watches: str) -> None:
    done = match(watches, lines(*ARTICLES), "--json")
    assert done.exit_code == 0, done.output
    assert [json.loads(line) for line in done.stdout.splitlines()] == FOUND
    assert "4 articles, 4 watches" in done.stderr


def test_for_a_person() -> None:
    done = match(lines(*WATCHES), lines(*ARTICLES))
    assert done.stdout.splitlines() == ["1: court, grozny", "b: 3", "c: grozny, week", "d: -"]


def test_bad_lines_are_named_and_stop_nothing() -> None:
    watches = lines(
        "{", WATCHES[0], {"id": "x", "query": "(court"}, {"id": "court", "query": "a b"}, {"id": "y"}, "[]"
    )
    articles = lines(
        "", "not json", {"title": "no id"}, {"id": 1, "text": 7}, {"id": 2, "url": "http://"}, ARTICLES[0]
    )
    done = match(watches, articles, "--json")
    assert done.exit_code == 1
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"id": 1, "watches": ["court"]}]
    told = "".join(done.stderr.split("\n"))
    for where in ("w:1: ", "w:3: ", "w:4: ", "w:5: ", "w:6: ", "a:2: ", "a:3: ", "a:4: ", "a:5: "):
        assert f"error: {where}" in told, where


def test_a_missing_file_and_an_array_that_is_none() -> None:
    assert CliRunner().invoke(app, ["match", "--watches", "gone", "--articles", "gone"]).exit_code == 1
    assert match("[1, {", "").exit_code == 2
    deep = match("[" * 100_000, "")
    assert deep.exit_code == 2
    assert deep.stderr.startswith("error: w:1: not JSON")


def test_entities_come_from_the_configuration() -> None:
    Path("presswatch.toml").write_text(
        '[[entity]]\nid = "leader"\nname = "Ramzan Kadyrov"\naliases = ["Кадыров*"]\n', "utf-8"
    )
    watches = lines({"id": "e", "query": "entity:leader"})
    done = match(
        watches,
        lines({"id": 1, "title": "Рамзан Кадырова", "text": ""}),
        "--json",
        "--config",
        "presswatch.toml",
    )
    assert done.stdout == '{"id": 1, "watches": ["e"]}\n', done.output


def test_saved_queries_and_days_are_those_of_the_configuration() -> None:
    Path("presswatch.toml").write_text(
        'timezone = "Asia/Tokyo"\n[[query]]\nid = "courts"\nquery = "court OR tribunal"\n', "utf-8"
    )
    watches = lines(
        {"id": "taken", "query": "@courts NOT sport"},
        {"id": "day", "query": "seen:2026-11-02"},
        {"id": "none", "query": "@cuorts"},
    )
    articles = lines({"id": 1, "title": "A tribunal", "text": "", "seen": "2026-11-01T16:00:00Z"})
    done = match(watches, articles, "--json")
    assert json.loads(done.stdout) == {"id": 1, "watches": ["taken", "day"]}
    assert done.exit_code == 1 and "w:3: There is no saved query “cuorts”" in done.stderr
    assert "Did you mean @courts?" in done.stderr


def test_watches_that_take_too_much_work_are_counted_apart_from_bad_lines() -> None:
    costly = "a SENTENCE b SENTENCE (a OR c) SENTENCE (b OR c) SENTENCE (b OR d)"
    watches = lines({"id": "costly", "query": costly}, WATCHES[0])
    articles = lines({"id": 1, "title": "A secret court", "text": "a b " * 140_000}, ARTICLES[3])
    done = match(watches, articles, "--json")
    assert done.exit_code == 1
    assert [json.loads(line)["watches"] for line in done.stdout.splitlines()] == [["court"], []]
    told = " ".join(done.stderr.split())
    assert "error: a:1: watch costly did not judge it: judging it would take more work than it may" in told
    assert "2 articles, 2 watches, 1 judgement put aside" in told
    assert "cannot be used" not in told


def test_what_is_too_long_to_be_judged_is_put_aside_as_live_matching_does() -> None:
    watches = lines({"id": "lake", "query": "lake"}, {"id": "far", "query": "sea NEAR/2 lake"})
    articles = lines(
        {"id": 1, "title": "A lake", "text": "a " * 299_990},
        {"id": 2, "title": "A lake", "text": "a " * 300_000},
    )
    done = match(watches, articles, "--json")
    assert done.exit_code == 1
    assert [json.loads(line)["watches"] for line in done.stdout.splitlines()] == [["lake"], []]
    told = " ".join(done.stderr.split())
    assert "a:2: watch lake did not judge it: it is too long to be judged (300,002 words)" in told
    assert "watch far" not in told and "1 judgement put aside" in told


PEOPLE: list[dict[str, object]] = [
    {"id": "may", "name": "Theresa May", "type": "person", "aliases": []},
    {"id": "GAZ-1", "name": "Gazprom", "type": "org"},
    {"id": "jr", "name": "Donald Trump Jr."},
    {"id": "dad", "name": "Donald Trump"},
]
NAMED = [
    {"id": 1, "title": "", "text": "Терезу Мэй спросили о газе."},
    {"id": 2, "title": "", "text": "Акции Газпрома и Дональд Трамп-младший."},
    {"id": 3, "title": "", "text": "V May pršelo. Donalda Trumpa viděli s Theresou."},
]


def test_entities_from_a_file() -> None:
    watches: list[dict[str, object]] = [{"id": one["id"], "query": f'entity:"{one["id"]}"'} for one in PEOPLE]
    watches.append({"id": "near", "query": "entity:may NEAR/3 спросили"})
    Path("e").write_text(lines(*PEOPLE), "utf-8")
    done = match(lines(*watches), lines(*NAMED), "--json", "--entities", "e")
    assert done.exit_code == 0, done.output
    met = [json.loads(line)["watches"] for line in done.stdout.splitlines()]
    assert met == [["may", "near"], ["GAZ-1", "jr"], ["dad"]]


def test_entities_that_cannot_be_used_are_named() -> None:
    Path("e").write_text(lines("[]", {"id": 1}, {"id": 2, "name": "A B", "type": "dog"}, {"id": 3, "name": "A B", "aliases": "x"},
                               {"id": 4, "name": "Ann Lee"}, {"id": 4, "name": "Bob Lee"}, {"id": 5, "name": "!"}), "utf-8")  # fmt: skip
    done = match(
        lines({"id": 1, "query": "entity:4"}), lines({"id": 1, "text": "Ann Lee"}), "--entities", "e"
    )
    assert done.exit_code == 1 and "1: 1" in done.stdout
    told = done.stderr.replace("\n", " ")
    for number in (1, 2, 3, 4, 6, 7):
        assert f"e:{number}: " in told
