"""What docs/query-language.md shows can be typed, and what it says is refused is."""

import re
from pathlib import Path

import pytest

from articles.analysis import analyse_field
from articles.errors import QueryError
from articles.query import parse, show

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "query-language.md").read_text("utf-8")
USED, REFUSED = PAGE.split("## What is the same word")[0].split("## What is not possible")
TABLES = [line.split("|")[1] for line in USED.splitlines() if line.startswith("| `")]
EXAMPLES = [code for cell in TABLES for code in re.findall(r"`([^`]+)`", cell) if not code.endswith(":")]


@pytest.mark.parametrize("query", [*EXAMPLES, *re.findall(r"```query\n(.*?)```", PAGE, re.S)])
def test_examples_can_be_typed(query: str) -> None:
    tree = parse(query)
    assert parse(show(tree)) == tree


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 25


@pytest.mark.parametrize("query", ["NOT football", "kadyrov OR NOT football", "a*", "*"])
def test_what_is_said_to_be_impossible_is_refused(query: str) -> None:
    assert f"`{query}`" in REFUSED
    with pytest.raises(QueryError):
        parse(query)


def test_the_error_shown_is_the_error_given() -> None:
    with pytest.raises(QueryError) as caught:
        parse("published:yesturday")
    assert f"```text\n{caught.value}\n```" in PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ł ø đ ħ", "l o d h"),
        ("ß æ œ ı ð þ", "ss ae oe i d th"),
        ("آ أ إ ٱ", "ا ا ا ا"),
        ("ی ى ک", "ي ي ك"),
        ("ς", "σ"),
        ("ё", "е"),
    ],
)
def test_what_is_said_to_be_the_same_is(one: str, other: str) -> None:
    assert analyse_field(one).terms == analyse_field(other).terms


COMING_FROM = (Path(__file__).resolve().parents[3] / "docs" / "coming-from.md").read_text("utf-8")
OURS = [line.split("|")[2] for line in COMING_FROM.splitlines() if line.startswith("|")][2:]


@pytest.mark.parametrize("query", [code for cell in OURS for code in re.findall(r"`([^`]+)`", cell)])
def test_what_others_write_otherwise_can_be_typed(query: str) -> None:
    tree = parse(query)
    assert parse(show(tree)) == tree
