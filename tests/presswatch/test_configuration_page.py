"""The page about the configuration against the models: every key stands in it, with the default that it has."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from presswatch.check import check
from presswatch.config_tables import MODELS, TopSettings
from presswatch.settings import PASSWORD_VARIABLE, examine
from presswatch.units import show_duration

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
# what a key means where it is left out, said in words because the model leaves it to a later stage
IN_WORDS = {
    ("", "timezone"): "UTC",
    ("source", "name"): "the id",
    ("subscription", "timezone"): "that at the top",
    ("mail", "port"): "587, 465 or 25",
    ("mail", "discreet_from"): "`from`",
    ("mail", "operator"): "`from`",
    ("crawl", "max_page"): '`"10MiB"`',
}


def rows(part: str) -> dict[str, str]:
    """Key and default of each row of one part of the page."""
    return dict(re.findall(r"^\| (?:`\[\w+\]` )?`(\w+)` \| ([^|]*) \|", part, re.M))


def part_of(table: str) -> dict[str, str]:
    if table == "":
        return rows(TEXT.split("## At the top")[1].split("\n## ")[0])
    for part in TEXT.split("\n## ")[1:]:
        heading, _, rest = part.partition("\n")
        if f"`[[{table}]]`" in heading or heading.startswith(f"`[{table}]`:"):
            return rows(rest)
        if f"`[{table}]`" in heading:
            return rows("\n".join(line for line in rest.splitlines() if f"`[{table}]`" in line))
    raise AssertionError(f"{table} is not on the page")


def default(field: FieldInfo) -> str:
    if field.is_required():
        return "wanted"
    value = field.default
    if value in (None, (), ""):
        return "none"
    if isinstance(value, timedelta):
        return f'`"{show_duration(value)}"`'
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


@pytest.mark.parametrize("table", ["", *MODELS])
def test_every_key_stands_on_the_page_with_its_default(table: str) -> None:
    model = MODELS[table] if table else TopSettings
    expected = {
        field.alias or name: IN_WORDS.get((table, name), default(field))
        for name, field in model.model_fields.items()
    }
    assert part_of(table) == expected


@pytest.mark.parametrize("name", ["README.md", "docs/sources.md"])
def test_the_examples_can_be_used_as_they_stand(name: str, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / name).read_text("utf-8")
    examples = re.findall(r"```toml\n(.*?)```", text, re.S)
    assert examples
    for example in examples:
        path = tmp_path / "presswatch.toml"
        path.write_text(example, "utf-8")
        examined = examine(path, {PASSWORD_VARIABLE: "hush"})
        assert examined.mistakes == ()
        assert [f for f in check(path, ask_servers=False).findings if f.level == "warning"] == []
