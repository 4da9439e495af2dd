"""`entity import`: what it prints is taken by `presswatch check`, whatever the records hold; what it leaves out it says."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from presswatch.check import check
from presswatch.cli.main import app
from presswatch.entity_imports import Imported, as_toml, import_file

SOURCE = '[[source]]\nid = "courier"\nurl = "https://courier.example/"\n\n'


def imported(file: Path, text: str | bytes) -> Result:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(app, ["entity", "import", str(file)])


def tables(done: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(done.stdout)["entity"]
    return found


def said(done: Result) -> str:
    return done.stderr.replace("\n", "")


def errors(folder: Path, entities: str) -> list[str]:
    file = folder / "presswatch.toml"
    file.write_text(SOURCE + entities, "utf-8")
    findings = check(file, ask_servers=False).findings
    return [one.line_of_text() for one in findings if one.level == "error"]


def person(id: str, caption: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": id, "schema": "Person", "caption": caption, "properties": properties}


ODD = [
    person("signs", "Ramzan Kadyrov", alias=["!!!", "-", "*", "👍", "…"]),
    person("quotes", 'Ivan "Vanya" Petrov', name=["!!!", 'Ivan "Vanya" Petrov'], alias=['O"', "O'Neil", "«Q» x"]),
    person("wild", "Who?", alias=["M*A*S*H", "* x", "?", "a = b", "x*", "?a"]),
    person("controls", "A\x00B\x07 C", alias=["D\u2028E F", "G\tH", "\x7fI J", "K\x85L"], firstName=["A\nB"]),
    person("lone", "\ud800Anna Lee", lastName=["Lee\udfff"], alias=["\udc00"]),
    person("Über/ID №7 " + "x" * 90, "Long Id", alias=["Long Id", "long id", "Long  Id"]),
    person("Газпром", "Back\\slash \\u0041 '''", alias=['"""', "[[watch]]", "# no comment", 'x = "y"']),
    {"id": 7, "name": "=WHO", "aliases": ["NEAR/5", "OR", "NOT a", "title:x", "a{3,}", "(b", "-c"], "type": "ORG"},
    {"id": "q1", "labels": {"en": {"value": "!"}, "ru": {"value": "Иван Иванов"}}, "aliases": {"en": [{"value": "“”"}]}},
]  # fmt: skip


def test_what_is_printed_of_odd_records_is_taken_by_check(tmp_path: Path) -> None:
    done = imported(tmp_path / "odd.json", "\n".join(map(json.dumps, ODD)))
    assert done.exit_code == 0, done.stderr
    assert errors(tmp_path, done.stdout) == []
    by_id = {one["id"]: one for one in tables(done)}
    assert len(by_id) == len(ODD)
    assert by_id["signs"]["name"] == "Ramzan Kadyrov" and "aliases" not in by_id["signs"]
    assert by_id["quotes"]["name"] == 'Ivan "Vanya" Petrov'
    assert by_id["q1"]["name"] == "Иван Иванов"
    assert "odd.json:1: left out of the names of “Ramzan Kadyrov”: “!!!”" in said(done)
    assert 'odd.json:2: left out of the names of “Ivan "Vanya" Petrov”: “!!!”' in said(done)


NAMES = st.text(st.characters(codec=None), max_size=12) | st.text("aб*?=\"'!\\ -#[]\n\x00", max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, NAMES, st.lists(NAMES, max_size=3)), min_size=1, max_size=4))
def test_what_is_printed_of_any_names_is_taken_by_check(
    tmp_path: Path, some: list[tuple[str, str, list[str]]]
) -> None:
    file = tmp_path / "any.json"
    told = [person(id, name, alias=aliases, lastName=aliases[:1]) for id, name, aliases in some]
    file.write_text(json.dumps(told), "utf-8")
    found = [one for one in import_file(file) if isinstance(one, Imported)]
    assert not found or errors(tmp_path, as_toml(found)) == []


def test_a_record_of_signs_alone_is_named(tmp_path: Path) -> None:
    done = imported(tmp_path / "a.json", json.dumps(person("x", "!!!")))
    assert done.exit_code == 1 and done.stdout == ""
    assert "a.json: entity 1: there is no letter or digit in its name “!!!”" in said(done)


def test_a_table_of_opensanctions_is_taken_by_its_schema(tmp_path: Path) -> None:
    rows = ("id,schema,name,aliases,birth_date", "a,Person,Ramzan Kadyrov,,", "b,Company,Gazprom,Газпром;OAO Gazprom,",
            "c,Organization,Wagner Group,,", "d,PublicBody,Rosgvardia,,", "e,LegalEntity,Rosneft,,", "f,Vessel,Ever Given,,",
            "g,,Ann Lee,,")  # fmt: skip
    done = imported(tmp_path / "targets.simple.csv", "\n".join(rows))
    assert [(one["id"], one["type"]) for one in tables(done)] == [
        ("a", "person"), ("b", "organisation"), ("c", "organisation"), ("d", "organisation"), ("e", "organisation"),
        ("g", "person"),
    ]  # fmt: skip
    assert done.exit_code == 1
    assert "targets.simple.csv:7: the schema Vessel is no person, organisation or place" in said(done)


def test_the_type_of_a_table_goes_before_its_schema(tmp_path: Path) -> None:
    done = imported(tmp_path / "a.csv", "id,schema,type,name\nx,LegalEntity,person,Ann Lee\ny,,dog,Rex\n")
    assert [one["type"] for one in tables(done)] == ["person"]
    assert "a.csv:3: the type is “dog”" in said(done)


def test_the_parts_of_a_name_are_taken(tmp_path: Path) -> None:
    ftm = person(
        "k", "Ramzan Kadyrov",
        name=["Рамзан Кадыров"], firstName=["Рамзан", "Ramzan"], lastName=["Kadyrov", "Кадыров"], fatherName=["Akhmadovich"],
    )  # fmt: skip
    (one,) = tables(imported(tmp_path / "a.json", json.dumps(ftm)))
    assert (one["given"], one["family"], one["patronymic"]) == ("Ramzan", "Kadyrov", "Akhmadovich")
    table = "id,name,given,family,patronymic\nk,Ramzan Kadyrov,Ramzan,Kadyrov,Akhmadovich\n"
    (other,) = tables(imported(tmp_path / "a.csv", table))
    assert {**other, "aliases": one["aliases"]} == one


def test_of_several_values_for_a_part_none_is_guessed(tmp_path: Path) -> None:
    ftm = person("k", "Ramzan Kadyrov", fatherName=["Akhmadovich", "Ahmatovich"], lastName=["Кадыров"])
    (one,) = tables(imported(tmp_path / "a.json", json.dumps(ftm)))
    assert "patronymic" not in one and "family" not in one


def test_one_word_of_a_persons_name_is_no_alias(tmp_path: Path) -> None:
    putin = {
        "id": "Q7747",
        "labels": {"en": {"value": "Vladimir Putin"}, "fr": {"value": "Vladimir Poutine"}},
        "aliases": {
            "en": [{"value": "Putin"}, {"value": "V. V. Putin"}],
            "ru": [{"value": "Путин"}, {"value": "ВВП"}],
            "fr": [{"value": "Poutine"}],
        },
    }
    done = imported(tmp_path / "a.json", json.dumps(putin))
    (one,) = tables(done)
    assert one["aliases"] == ["Vladimir Poutine", "V. V. Putin", "ВВП"]
    assert done.exit_code == 0
    assert "entity 1: left out of the names of “Vladimir Putin”: “Putin”, “Путин”, “Poutine”" in said(done)


@pytest.mark.parametrize(
    ("name", "alias", "type"),
    [("Madonna", "Ciccone", "person"), ("Edson Arantes", "Pelé", "person"), ("Xi Jinping", "习近平", "person"),
     ("Rosneft Oil", "Rosneft", "organisation"), ("Jean Saint-Exupéry", "Antoine-Jean", "person")],
)  # fmt: skip
def test_other_aliases_of_one_word_are_kept(tmp_path: Path, name: str, alias: str, type: str) -> None:
    done = imported(tmp_path / "a.csv", f"id,name,type,aliases\nx,{name},{type},{alias}\n")
    assert tables(done)[0]["aliases"] == [alias] and "left out" not in said(done)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ('{"id": "x",\n"name": "José"}'.encode("latin-1"), "a.json:2: is not UTF-8 (byte 0xe9 at 24)"),
        ('[{"id": "x", "name": "A B"}]'.encode("utf-16"), "a.json:1: is not UTF-8 (byte 0xff at 0)"),
        ('{"id": "x"}\n'.encode("utf-16-le"), "a.json:1: is no text (a byte of zero)"),
        (b"\x7fELF\x02\n\x01\n\x01\n" * 50, "a.json:1: not JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\n" * 50, "a.json:1: is not UTF-8 (byte 0x89 at 0)"),
        (b"one\ntwo\nthree\n", "a.json:1: not JSON"),
        (b'{\n "id": "x"\n "name": "A B"\n}\n', "a.json:3: not JSON: Expecting"),
        (b'{"a":1}', 'a.json: entity 1: is no entity: "id" and "name" are wanted'),
        (b'[{"a":1}]', 'a.json: entity 1: is no entity: "id" and "name" are wanted'),
        (b"[]", "a.json: holds no entities"),
        (b'{"entities": {}}', "a.json: holds no entities"),
        (b"3", "a.json: holds no entities"),
        (b"[" * 100_000, "a.json: brackets are nested too deeply"),
        (b'{"id": "x", "name": "A B", "aliases": "A. B."}', 'a.json: entity 1: "aliases" is no list of texts'),
        (b'{"id": "x", "name": 3}', "a.json: entity 1: there is no name"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_said_in_one_error(tmp_path: Path, data: bytes, told: str) -> None:
    done = imported(tmp_path / "a.json", data)
    assert done.exit_code in (1, 2) and done.stdout == ""
    assert told in said(done)
    assert done.stderr.count("rror: ") == 1
