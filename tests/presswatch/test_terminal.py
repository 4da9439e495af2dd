"""The commands at a terminal of eighty columns and redirected: nothing is cut, lost or wrapped into what a machine reads."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import IO

import pytest
from rich.cells import cell_len

from tests.presswatch import installation

PAGE = (
    "<html><head><title>Ferry {n} runs again</title></head><body><article><h1>Ferry {n} runs again</h1>"
    + "<p>The ferry over the river runs again since Monday morning, the harbour office said in a statement.</p>"
    * 3
    + "</article></body></html>"
)


def at_terminal(folder: Path, *words: str, output: IO[bytes] | None = None) -> tuple[int, str]:
    """Exit code and what a terminal of 80 columns received; standard output goes to `output` if it is given."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    surroundings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "presswatch", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output or theirs,
        stderr=theirs,
        env={**surroundings, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    received = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        received += piece
    os.close(ours)
    return process.wait(), received.decode()


def plain(received: str) -> list[str]:
    """The lines without colours, as they stand in the end."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", received)
    return [line.split("\r")[-1] for line in text.replace("\r\n", "\n").split("\n")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal")
    installation.fill(folder)
    return folder


def test_what_extract_finds_reaches_the_file_while_the_bar_is_on_the_terminal(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.html").write_text(PAGE.format(n=n), "utf-8")
    found = tmp_path / "found.jsonl"
    with found.open("wb") as file:
        code, shown = at_terminal(tmp_path, "extract", "0.html", "1.html", "2.html", output=file)
    assert code == 0 and "extracting" in shown
    assert {json.loads(line)["file"] for line in found.read_text("utf-8").splitlines()} == {
        "0.html", "1.html", "2.html",
    }  # fmt: skip


def test_json_lines_on_a_terminal_are_whole_lines(tmp_path: Path) -> None:
    (tmp_path / "0.html").write_text(PAGE.format(n=0), "utf-8")
    code, shown = at_terminal(tmp_path, "extract", "0.html")
    line, *others = shown.split("\r\n")
    assert (code, others) == (0, [""]), shown  # nothing beside it, be it only a colour
    assert json.loads(line)["file"] == "0.html"


@pytest.mark.parametrize(
    "words",
    [["search", "entity:orlov OR detained"], ["status"], ["check", "--offline"], ["run", "--help"]],
)  # fmt: skip
def test_lines_are_broken_for_eighty_columns(filled: Path, words: list[str]) -> None:
    code, shown = at_terminal(filled, *words)
    assert code == 0
    assert [line for line in plain(shown) if cell_len(line.rstrip()) > 80] == []


def test_flags_are_shown_without_a_type_and_paragraphs_fill_the_line(filled: Path) -> None:
    _, shown = at_terminal(filled, "extract", "--help")
    text = "\n".join(plain(shown))
    assert "<bool>" not in text and "[crawl] allow_networks" in " ".join(text.split())
    assert (
        "1. Addresses are fetched like a source's pages:" in text
    )  # the source breaks its line after Addresses
