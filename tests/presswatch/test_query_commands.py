"""The commands that look at queries and count what they find, as a person or a script uses them."""

import json
from pathlib import Path

import pytest

from tests.presswatch import installation
from tests.presswatch.test_commands import presswatch, well


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    installation.fill(folder)
    return folder


@pytest.fixture
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(filled)
    return filled


QUERY = "entity:orlov NEAR/5 (bridge OR night) NOT =WHO"


def test_explain_shows_the_parts_and_who_answers_them(here: Path) -> None:
    shown = well("query", "explain", QUERY).stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "├─ NEAR/5 1 article, judged" in lines
    assert "│ ├─ entity:orlov 3 articles" in lines
    assert "│ │ ├─ орлов* 1 article" in lines
    assert "of 51 articles (change 52)" in lines
    assert "The judge looks at NOT =WHO" in lines
    (asked,) = [line for line in lines if line.startswith("The engine is asked")]
    assert asked.endswith('("anton orlov*" OR орлов* OR اورلوف) AND (bridge OR night)')


def test_explain_for_machines(here: Path) -> None:
    told = json.loads(well("query", "explain", QUERY, "--json").stdout)
    assert told["understood"] == "entity:orlov NEAR/5 (bridge OR night) AND NOT =WHO"
    assert (told["archive"], told["as_of"]) == (51, 52)
    assert told["engine"]["exact"] is False and told["engine"]["judged"][1] == "NOT =WHO"
    near, without = told["tree"]["parts"]
    assert (near["part"], near["found"], near["exact"]) == ("NEAR/5", {"low": 1, "high": 1}, False)
    assert without["found"] is None
    exact = json.loads(well("query", "explain", "bridge", "--json").stdout)
    assert exact["engine"] == {"name": "embedded", "asked": "bridge", "exact": True, "judged": []}


def test_explain_says_what_is_doubtful_and_where(here: Path) -> None:
    shown = well("query", "explain", "bridge or ferry").stdout
    assert "Note  “or” is looked for as a word" in shown
    assert "  bridge or ferry\n         ^^" in shown
    refused = presswatch("query", "explain", "(bridge")
    assert refused.exit_code == 2 and "  (bridge\n  ^" in refused.stderr


def test_what_the_archive_is_full_of_is_told(here: Path) -> None:
    told = json.loads(well("query", "explain", "bridge orlov", "--json").stdout)
    assert [note["message"] for note in told["advice"]] == [
        "bridge stands in 48 of 51 articles: it hardly narrows what is found"
    ]
    assert "this is 48 of all 51 articles kept" in well("search", "bridge").stderr
    assert "note" not in well("search", "orlov").stderr
