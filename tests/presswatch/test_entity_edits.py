"""`entity reject` and `accept` change the lines of one entity, in the file where it stands, and no other byte."""

import difflib
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from presswatch.cli.main import app
from presswatch.entity_edits import accept, accept_new, reject
from presswatch.errors import BadInput

MAIN = """\
# the desk's file
[[source]]
id = "courier"   # ours
url = "https://courier.example/"

[[watch]]
id = "one"
query = "entity:a"
# between them
[[entity]]
id = "a"
name = "Ann Lee"  # her
# about the watch two
[[watch]]
id = "two"
query = '''
entity:b
'''

[[entity]]
id   = "b"
  name = "Bo Chen"
  reject = [
    "Bo Cheng",  # the singer
    "Bob Chen"   # nobody
  ]
[entity.more]
x = 1

# the last word
[[watch]]
id = "three"
query = "x"
[[entity]]
id = "c"
name = "Cy Dee"
aliases = ["C. D."]   # two
reject = [ "x", ]
notes = "[[entity]] # no table"
# the end
"""


def changed(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:2] in ("+ ", "- ")]


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("a", ['+ reject = ["Ann \\"X\\" Li"]']),
        ("b", ['-     "Bob Chen"   # nobody', '+     "Bob Chen",   # nobody', '+     "Ann \\"X\\" Li"']),
        ("c", ['- reject = [ "x", ]', '+ reject = [ "x", "Ann \\"X\\" Li", ]']),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_rejection_changes_lines_of_the_entity_alone(
    tmp_path: Path, id: str, expected: list[str], ends: str, mark: str
) -> None:
    file = tmp_path / "presswatch.toml"
    before = mark + MAIN.replace("\n", ends)
    file.write_bytes(before.encode())
    assert reject(file, id, 'Ann  "X" Li')[1][-1] == 'Ann "X" Li'
    after = file.read_bytes().decode()
    assert changed(before, after) == expected
    assert after.count("\n") == after.count(ends) and after.startswith(mark)
    reject(file, id, 'Ann "X" Li')  # said twice, written once
    assert file.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('[[entity]]\nid = "a"', '[[entity]]\nid = "a"\naliases = ["N"]'),
        ('[[entity]]\nid = "a" # x', '[[entity]]\nid = "a" # x\naliases = ["N"]'),
        ('[[entity]]\nid = "a"\naliases = []\n', '[[entity]]\nid = "a"\naliases = ["N"]\n'),
        ('[[entity]]\naliases = [\n]\nid="a"', '[[entity]]\naliases = ["N"\n]\nid="a"'),
        ('[[entity]]\naliases = [\n  "b",\n  # why\n]\nid="a"', '[[entity]]\naliases = [\n  "b",\n  "N",\n  # why\n]\nid="a"'),
        ('[[entity]]\naliases = [ # b\n  "b"]\nid="a"', '[[entity]]\naliases = [ # b\n  "b", "N"]\nid="a"'),
        ('[[entity]]\n"aliases" = ["""b]""", \'c\']\nid="a"', '[[entity]]\n"aliases" = ["""b]""", \'c\', "N"]\nid="a"'),
        ('entity = [{id = "b"}, {id = "a" }]\n', 'entity = [{id = "b"}, {id = "a", aliases = ["N"] }]\n'),
        ('entity = [{id = "a", aliases = ["b"]}]\n', 'entity = [{id = "a", aliases = ["b", "N"]}]\n'),
    ],
)  # fmt: skip
def test_however_a_table_is_written(tmp_path: Path, table: str, expected: str) -> None:
    file = tmp_path / "presswatch.toml"
    file.write_text(table, "utf-8")
    accept(file, "a", "N")
    assert file.read_text("utf-8") == expected
    assert any("N" in one.get("aliases", ()) for one in tomllib.loads(expected)["entity"])


def test_the_file_is_edited_where_the_entity_stands(tmp_path: Path) -> None:
    main, beside = tmp_path / "presswatch.toml", tmp_path / "watches.d" / "trump.toml"
    beside.parent.mkdir()
    main.write_text(MAIN, "utf-8")
    beside.write_text('# beside\n[[entity]]\nid = "trump"\nname = "Donald Trump"\n', "utf-8")
    for command, key in (("reject", "reject"), ("accept", "aliases")):
        done = CliRunner().invoke(app, ["entity", command, "trump", "Ivan Trump", "--config", str(tmp_path)])
        said = done.stderr.replace("\n", "")
        assert done.exit_code == 0 and f"{beside}: entity “trump”: {key} = " in said
    assert beside.read_text("utf-8") == (
        '# beside\n[[entity]]\nid = "trump"\nname = "Donald Trump"\nreject = ["Ivan Trump"]\naliases = ["Ivan Trump"]\n'
    )
    assert main.read_text("utf-8") == MAIN
    with pytest.raises(BadInput, match=r"no entity “nobody” in this file, nor in the 1 file beside it"):
        reject(main, "nobody", "x")
    with pytest.raises(BadInput, match=r"trump\.toml: there is an entity “trump” already"):
        accept_new(main, "Trump", "person")


def test_a_new_one_stands_behind_all_that_was_there(tmp_path: Path) -> None:
    file = tmp_path / "presswatch.toml"
    file.write_bytes(MAIN.replace("\n", "\r\n").encode())
    accept_new(file, "Eve Fox", "person")
    added = '\r\n[[entity]]\r\nid = "eve-fox"\r\nname = "Eve Fox"\r\ntype = "person"\r\n'
    assert file.read_bytes().decode() == MAIN.replace("\n", "\r\n") + added


def test_what_cannot_be_edited_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "presswatch.toml"
    for text, told in (
        ('[[entity]]\nid = "a"\nreject = "x"\n', "the reject of entity “a” are no list"),
        ('[[entity]]\nid = "a"\nreject = [\n', "presswatch.toml: "),
        ('entity = [{id = "a"}]\n', "Cannot"),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(BadInput, match=told):
            accept_new(file, "New One", "person") if told == "Cannot" else reject(file, "a", "y")
        assert file.read_text("utf-8") == text
