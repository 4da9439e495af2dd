"""The commands `entity …`: what they print, and how they take bad input."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from presswatch.cli.main import app


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
