"""Where entities are mentioned, as the doors show it: `entity find`, `match --why`, an article's page."""

import json
from pathlib import Path

from presswatch.settings import read_settings
from presswatch.web import views
from tests.presswatch.commands import presswatch, well
from tests.presswatch.installation import library


def test_find_lists_what_stands_in_the_archive(here: Path) -> None:
    told = json.loads(well("entity", "find", "orlov", "--json").stdout)
    found = {one["surface"]: one for one in told["surfaces"]}
    assert told["whole"] and {"Anton Orlov", "Орлова", "أورلوف"} <= set(found)
    assert found["Anton Orlov"]["articles"] == 1 and found["Anton Orlov"]["variant"] == "given"
    again = well("entity", "find", "orlov")
    assert "0 versions judged" in again.stderr and "Anton Orlov" in again.stdout
    unknown = presswatch("entity", "find", "nobody")
    assert unknown.exit_code != 0 and "nobody" in unknown.stderr


def test_match_tells_how_entities_are_mentioned(empty: Path) -> None:
    Path("e").write_text(json.dumps({"id": "may", "name": "Theresa May"}) + "\n", "utf-8")
    Path("w").write_text(json.dumps({"id": "w", "query": "entity:may"}) + "\n", "utf-8")
    text = "Терезу Мэй спросили о газе. Мэй молчала."
    Path("a").write_text(json.dumps({"id": 1, "text": text}, ensure_ascii=False) + "\n", "utf-8")
    files = ("--entities", "e", "--watches", "w", "--articles", "a")
    (line,) = map(json.loads, well("match", *files, "--json", "--why").stdout.splitlines())
    whole, alone = line["mentions"]["may"]
    assert (whole["surface"], whole["variant"]) == ("Терезу Мэй", "full") and 0.72 <= whole["score"] <= 1
    assert text[whole["start"] : whole["end"]] == whole["surface"] and "inflected (a → u)" in whole["why"][0]
    assert (alone["surface"], alone["variant"]) == ("Мэй", "family name")
    assert "“Терезу Мэй” (whole name, " in well("match", *files, "--why").stdout
    assert "mentions" not in well("match", *files, "--json").stdout


def test_search_tells_it_of_each_article(here: Path) -> None:
    (hit,) = json.loads(well("search", "entity:orlov lang:ru", "--why", "--json").stdout)["hits"]
    assert [(one["surface"], one["variant"]) for one in hit["mentions"]["orlov"]] == [
        ("Орлова", "given"),
        ("Орлов", "given"),
    ]
    assert (
        "\n        orlov: “Орлова” (as it is given, 1.00)\n" in well("search", "entity:orlov", "--why").stdout
    )
    assert "as it is given" not in well("search", "entity:orlov").stdout
    more = well("search", "entity:orlov", "--why", "-n", "1").stderr
    assert "--limit 1 --why --after" in more
    assert presswatch("search", "entity:orlov", "--why", "--csv").exit_code == 2
    address = "https://vesti.example/news/77"
    assert "mentions" not in json.loads(well("search", address, "--why", "--json").stdout)["hits"][0]


def test_the_page_of_an_article_tells_it(here: Path) -> None:
    opened = library(read_settings(here / "presswatch.toml", {}))
    try:
        tree = opened.parse("entity:orlov lang:ru")
        (hit,) = opened.ask(tree).hits
        page = views.article(opened, hit.version.article_id, None, "entity:orlov")
        assert page is not None and page["mentions"] == [
            "“Орлова” (as it is given, 1.00)",
            "“Орлов” (as it is given, 1.00)",
        ]
    finally:
        opened.index.close()
        opened.db.close()
