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
