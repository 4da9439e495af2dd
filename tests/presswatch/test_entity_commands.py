"""The commands `entity …`: what they print, and how they take bad input."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from presswatch.cli.main import app
from presswatch.settings import read_settings


def compare(file: Path, text: str | bytes) -> Result:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(app, ["entity", "compare", "--tsv", str(file)])


def test_compare_prints_a_line_a_pair(tmp_path: Path) -> None:
    done = compare(
        tmp_path / "p", "id\tsurface\tname\n1\tМаксима Лапунова\tMaxim Lapunov\n2\tЛапунов\tMaxim Lapunov\n"
    )
    assert done.exit_code == 0, done.output
    one, two = map(json.loads, done.stdout.splitlines())
    assert (one["name"], one["surface"], one["same"], two["same"]) == (
        "Maxim Lapunov",
        "Максима Лапунова",
        True,
        False,
    )
    assert 0 < two["score"] < one["score"] <= 1 and "alone" in two["why"]


def test_compare_always_says_why(tmp_path: Path) -> None:
    pairs = Path(__file__).parents[1] / "articles" / "names" / "pairs"
    rows = [
        "Donald Trump\t川普",
        "Carrie Lam\t林鄭月娥",
        "A B\t!",
        "!\t?",
        "习近平\tJohn Smith",
        "x\ty",
    ]
    for file in ("same.tsv", "other.tsv"):
        rows += ["\t".join(line.split("\t")[:2]) for line in (pairs / file).read_text("utf-8").splitlines()]
    done = compare(tmp_path / "p", "name\tsurface\n" + "\n".join(rows))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) > 600
    assert [(one["name"], one["surface"]) for one in told if not one["why"].strip()] == []


def test_compare_names_bad_rows_and_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "p"
    done = compare(file, b"name\tsurface\ttype\nA B\t\t\n\xff\tx\t\nGrozny\tGroznyj\tplace\nA\tB\ttown\n")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 1
    for line in (
        f"{file}:2: there is no surface",
        f"{file}:3: is not UTF-8",
        f"{file}:5: the type is “town”",
    ):
        assert line in done.stderr.replace("\n", "")


def test_compare_wants_its_columns(tmp_path: Path) -> None:
    for text in ("", "a\tb\n1\t2\n"):
        done = compare(tmp_path / "p", text)
        assert done.exit_code != 0 and "first line names the columns" in done.stderr


CONFIG = """
[[entity]]
id = "may"
name = "Theresa May"
type = "PER"
context = ["brexit"]
not = ["month*"]
off = ["spelling"]
reject = ["Terezy Mayovej"]
"""


def test_show_lists_variants_by_source(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text(CONFIG, "utf-8")
    shown = CliRunner().invoke(app, ["entity", "show", "may", "--json", "--config", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    told = json.loads(shown.stdout)
    assert told["variants"]["given"] == ["Theresa May"] and told["variants"]["spelling"] == []
    assert told["variants"]["transliterated"] and told["variants"]["inflected"]
    assert (told["type"], told["context"], told["not"], told["reject"]) == (
        "person",
        ["brexit"],
        ["month*"],
        ["Terezy Mayovej"],
    )
    for_people = CliRunner().invoke(app, ["entity", "show", "may", "--config", str(tmp_path)])
    assert "switched off" in for_people.stdout and "brexit" in for_people.stdout
    unknown = CliRunner().invoke(app, ["entity", "show", "nobody", "--config", str(tmp_path)])
    assert unknown.exit_code != 0 and "nobody" in unknown.stderr


def test_an_entity_of_no_known_type_is_told(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text(
        '[[entity]]\nid = "a"\nname = "A B"\ntype = "dog"\nprecision = "exact"\n', "utf-8"
    )
    told = CliRunner().invoke(app, ["check", "--config", str(tmp_path)])
    assert '"dog"' in told.output + told.stderr and "precision" in told.output + told.stderr


FTM = {
    "id": "NK-1",
    "schema": "Person",
    "caption": "Ramzan Kadyrov",
    "properties": {
        "name": ["Ramzan Kadyrov", "Рамзан Кадыров"],
        "alias": ["Kadirov"],
        "firstName": ["Ramzan"],
        "lastName": ["Kadyrov"],
    },
}
WIKIDATA = {"entities": {"Q42": {"id": "Q42", "labels": {"en": {"language": "en", "value": "Gazprom"}, "ru": {"language": "ru", "value": "Газпром"}},
            "aliases": {"en": [{"language": "en", "value": "PAO Gazprom"}]},
            "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q4830453"}}}}]}}}}  # fmt: skip


def imported(file: Path, text: str, encoding: str = "utf-8") -> Result:
    file.write_text(text, encoding)
    return CliRunner().invoke(app, ["entity", "import", str(file)])


def test_import_gives_tables_that_the_configuration_takes(tmp_path: Path) -> None:
    ftm = imported(tmp_path / "a.json", json.dumps(FTM) + "\n" + json.dumps({**FTM, "id": "NK-2"}) + "\n")
    wikidata = imported(tmp_path / "b.json", json.dumps(WIKIDATA))
    table = imported(tmp_path / "c.csv", "id,name,type,aliases\nx,Ann Lee,person,A. Lee;安\n")
    assert [done.exit_code for done in (ftm, wikidata, table)] == [0, 0, 0]
    (tmp_path / "presswatch.toml").write_text(ftm.stdout + wikidata.stdout + table.stdout, "utf-8")
    settings = read_settings(tmp_path / "presswatch.toml", {})
    assert [(one.id, one.name, one.type) for one in settings.entities] == [
        ("nk-1", "Ramzan Kadyrov", "person"),
        ("nk-2", "Ramzan Kadyrov", "person"),
        ("q42", "Gazprom", "organisation"),
        ("x", "Ann Lee", "person"),
    ]
    assert settings.entities[0].family == "Kadyrov" and settings.entities[2].aliases == (
        "Газпром",
        "PAO Gazprom",
    )


def test_import_takes_a_table_as_excel_in_europe_writes_it(tmp_path: Path) -> None:
    comma = 'id,name,type,aliases\r\nx,"Lee, Ann",person,A. Lee;安\r\n'
    semicolon = '"id";"name";"type";"aliases"\r\nx;Lee, Ann;person;"A. Lee;安"\r\n'
    written = imported(tmp_path / "a.csv", comma)
    assert written.exit_code == 0 and 'aliases = ["A. Lee", "安"]' in written.stdout
    assert imported(tmp_path / "b.csv", semicolon, "utf-8-sig").stdout == written.stdout


@pytest.mark.parametrize(
    ("name", "text", "encoding", "said"),
    [
        ("a.csv", "id,name\nx,Ann Lee\ny,José Pérez\n", "latin-1", "a.csv:3: is not UTF-8"),
        ("a.csv", "id;name\nx;Ann Lee\n", "utf-16", "a.csv:1: is not UTF-8"),
        ("a.csv", "", "utf-8", "a.csv: is empty"),
        ("a.csv", "\n", "utf-8-sig", "a.csv:1: the columns"),
        ("a.json", "\n", "utf-8", "a.json: is empty"),
        ("a.csv", "id,title\nx,Ann Lee\n", "utf-8", "a.csv:1: the columns"),
        ("a.csv", 'id,name\nx,Ann Lee\ny,"Bo Chen\n', "utf-8", "a.csv:3: cannot be read as CSV"),
    ],
)
def test_import_of_a_file_that_cannot_be_read_gives_nothing(
    tmp_path: Path, name: str, text: str, encoding: str, said: str
) -> None:
    done = imported(tmp_path / name, text, encoding)
    assert done.exit_code == 2 and done.stdout == ""
    assert said in done.stderr.replace("\n", "")


def test_import_names_a_row_that_has_cells_too_many(tmp_path: Path) -> None:
    done = imported(tmp_path / "a.csv", "id;name;aliases\nx;Ann Lee;A. Lee;安\ny;Bo Chen;;\n")
    assert done.exit_code == 1 and "a.csv:2: has more cells" in done.stderr.replace("\n", "")
    assert "Bo Chen" in done.stdout and "Ann Lee" not in done.stdout


def test_import_names_what_it_cannot_use(tmp_path: Path) -> None:
    done = imported(
        tmp_path / "a.json", '{"id": "1", "schema": "Vessel", "properties": {}}\nnonsense\n' + json.dumps(FTM)
    )
    assert done.exit_code == 1 and "Ramzan Kadyrov" in done.stdout
    told = done.stderr.replace("\n", "")
    assert "a.json:1: the schema Vessel" in told and "a.json:2: not JSON" in told


@pytest.mark.parametrize(
    "odd",
    [
        {"labels": {"en": "x"}},
        {"labels": {"en": {"value": "X Y"}}, "aliases": {"en": [3]}},
        {"labels": {"en": {"value": "X Y"}}, "claims": {"P31": [3]}},
        {"labels": {"en": {"value": "X Y"}}, "claims": {"P31": [{"mainsnak": None}]}},
        {"labels": [1]},
    ],
)
def test_import_of_what_is_not_as_wikidata_writes_it_stops_nothing(
    tmp_path: Path, odd: dict[str, object]
) -> None:
    done = imported(tmp_path / "a.json", json.dumps({"id": "Q1"} | odd) + "\n" + json.dumps(FTM))
    assert done.exit_code == 1 and "Ramzan Kadyrov" in done.stdout
    assert "a.json:1: its labels, aliases or claims" in done.stderr.replace("\n", "")


def test_import_takes_an_id_once(tmp_path: Path) -> None:
    done = imported(tmp_path / "a.json", json.dumps(FTM) + "\n" + json.dumps(FTM))
    assert done.exit_code == 1 and done.stdout.count("[[entity]]") == 1
    assert "is that of an earlier one" in done.stderr.replace("\n", "")


def test_reject_writes_the_rule_and_shows_it(tmp_path: Path) -> None:
    file = tmp_path / "presswatch.toml"
    file.write_text('# mine\n[[entity]]\nid = "k"\nname = "Ramzan Kadyrov"  # him\n', "utf-8")
    for surface in ("Рамзан  Кадыров", "Рамзан Кадыров"):
        done = CliRunner().invoke(app, ["entity", "reject", "k", surface, "--config", str(file)])
        assert done.exit_code == 0 and "Рамзан Кадыров" in (done.stderr + done.stdout).replace("\n", " ")
    assert read_settings(file, {}).entities[0].reject == ("Рамзан Кадыров",)
    assert file.read_text("utf-8").startswith("# mine\n") and "# him" in file.read_text("utf-8")
    nobody = CliRunner().invoke(app, ["entity", "reject", "x", "y", "--config", str(file)])
    assert nobody.exit_code != 0 and "no entity “x”" in nobody.stderr.replace("\n", "")
