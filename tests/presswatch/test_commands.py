"""The commands as a person or a script uses them: what they print, where, and the code they end with."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from presswatch import wiring
from presswatch.settings import read_settings
from tests.newsroom.mailbox import Mailbox
from tests.presswatch import installation
from tests.presswatch.commands import presswatch, well

COMMANDS = [
    "init", "check", "opml", "run", "serve", "search", "show", "status", "digest", "mail", "mail test", "mail status",
    "mail release", "mail skip", "backup", "index", "index status", "index rebuild", "index verify", "demo", "extract",
    "query", "query explain", "count", "watch", "watch test", "watch look-back", "match",
    "trace", "why", "why-not", "forget",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_examples_and_says_its_exit_codes(command: str) -> None:
    shown = " ".join(well(*command.split(), "--help").output.split())
    assert "Usage: " in shown and f"presswatch {command}" in shown
    assert "Examples" in shown
    assert "Exit codes" in shown


def test_the_version_needs_no_command_behind_it() -> None:
    assert re.fullmatch(r"presswatch \d+\.\d+\.\d+\n", well("--version").stdout)


@pytest.mark.parametrize(
    "words", [["serch"], ["search"], ["search", "a", "--order", "best"], ["run", "--only", "half"]]
)
def test_a_mistyped_command_ends_with_2(words: list[str]) -> None:
    assert presswatch(*words).exit_code == 2


@pytest.mark.parametrize(
    "words", [["status"], ["search", "a"], ["run", "--once"], ["serve"], ["mail", "status"]]
)
def test_without_a_configuration_every_command_says_what_writes_one(empty: Path, words: list[str]) -> None:
    done = presswatch(*words)
    assert done.exit_code == 2
    assert "presswatch init" in done.stderr and "Traceback" not in done.output


def test_the_configuration_may_be_named_in_three_ways(
    empty: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = str(filled / "presswatch.toml")
    counted = "1 article, days of Europe/Berlin, 1 without a date of publication (change 52)\n"
    assert well("search", "vigil", "--count", "--config", config).stdout == counted
    assert well("--config", str(filled), "search", "vigil", "--count").stdout == counted
    assert well("--config", config, "index", "status", "--json").stdout
    done = subprocess.run(
        [sys.executable, "-m", "presswatch", "search", "vigil", "--count"],
        env={"PRESSWATCH_CONFIG": config, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == counted


# --- init, check, opml ---


def test_init_writes_once_and_never_over(empty: Path) -> None:
    well("init")
    before = (empty / "presswatch.toml").read_bytes()
    (empty / "presswatch.toml").write_bytes(before + b"# mine\n")
    again = presswatch("init")
    assert again.exit_code == 1 and "is there already" in again.stderr
    assert (empty / "presswatch.toml").read_bytes().endswith(b"# mine\n")
    well("check", "--offline")
    well("init", "deeper/down")
    assert not (empty / "presswatch-data").exists()  # check changed nothing


def test_check_prints_every_mistake_for_people_and_machines(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(
        'timezone = "Europe/Berln"\nsources = ["https://a.org"]\n[[watch]]\nid = "w"\nquery = """\n'
        'wolf\nAND (bear"""\n[[entity]]\nid = "k"\nname = "Кадыров"\noff = ["inflected"]\n[[watch]]\nid = "v"\nquery = "entity:kk"\n',
        "utf-8",
    )
    done = presswatch("check")
    assert done.exit_code == 2
    assert "presswatch.toml:1: timezone" in done.stdout and 'did you mean "Europe/Berlin"' in done.stdout
    assert 'presswatch.toml:7: watch "w".query' in done.stdout and "(column 5)" in done.stdout
    assert "  AND (bear\n      ^" in done.stdout
    assert "entity:k" in done.stdout and "Кадырова" in done.stdout
    told = json.loads(presswatch("check", "--json").stdout)
    assert told["ok"] is False
    assert [(f["level"], f["line"]) for f in told["findings"]] == [
        ("error", 1), ("error", 7), ("warning", 10), ("error", 14),
    ]  # fmt: skip


def test_check_names_the_alias_and_the_source_that_are_wrong(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(
        'timezone = "UTC"\n[[source]]\nid = "courier"\nurl = "https://a.org"\ncountry = "GB"\n'
        '[[entity]]\nid = "k"\nname = "Anton Orlov*"\naliases = [\n  "Орлов*",\n  "Erdoğan",\n]\noff = ["inflected"]\n'
        '[[watch]]\nid = "w"\nquery = """\nwolf\nsource:kourier country:UK tag:exile\n"""\n',
        "utf-8",
    )
    told = json.loads(well("check", "--json", "--offline").stdout)["findings"]
    assert [(f["line"], f["key"]) for f in told if f["level"] == "warning"] == [
        (11, 'entity "k".aliases[2]'), *[(16, 'watch "w".query')] * 3,
    ]  # fmt: skip
    said = " ".join(f["message"] for f in told)
    assert "did you mean source:courier?" in said and "country:GB?" in said and "“exile”" in said
    (empty / "presswatch.toml").write_text(
        'sources = ["https://a.org"]\n[[entity]]\nid = "k"\nname = "Orlov*"\naliases = ["a b",\n"a*"]\n',
        "utf-8",
    )
    done = presswatch("check")
    assert (
        done.exit_code == 2
        and 'presswatch.toml:6: entity "k".aliases[2]: A word with wildcards' in done.stdout
    )


def test_check_asks_the_mail_server_and_mails_nothing(empty: Path, mailbox: Mailbox) -> None:
    config = installation.CONFIG + (
        '[[subscription]]\nid = "s"\nto = ["r@example.org"]\nwatches = ["orlov"]\nsend = "daily at 08:00"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\nfrom = "p@example.org"\n'
    )
    (empty / "presswatch.toml").write_text(config, "utf-8")
    assert well("check").stdout == ""
    assert not mailbox.received and not mailbox.log
    mailbox.stop()
    done = presswatch("check")
    assert done.exit_code == 1  # the configuration is well; what it speaks of is not
    assert "no mistake in presswatch.toml, 1 problem beside it" in done.stderr
    line = config.splitlines().index('host = "127.0.0.1"') + 1
    assert f"presswatch.toml:{line}: [mail]: the mail server cannot be used" in done.stdout
    well("check", "--offline")


def test_check_looks_at_the_data_folder(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(
        installation.CONFIG.replace("[[source]]", 'data = "d"\n[[source]]', 1), "utf-8"
    )
    (empty / "d").write_text("in the way")
    done = presswatch("check")
    assert done.exit_code == 1 and "is in the way" in done.stdout


def test_check_names_a_database_of_a_later_version(empty: Path) -> None:
    settings = installation.fill(empty)
    with closing(sqlite3.connect(wiring.database_path(settings))) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    done = presswatch("check")
    assert done.exit_code == 1 and "later version" in done.stdout


OPML = """<?xml version="1.0"?><opml version="2.0"><body>
<outline text="World &amp; more"><outline text="Asia">
<outline text="One" type="rss" xmlUrl="https://one.example/feed" language="en-us"/></outline>
<outline text="Courier" xmlUrl="https://www.courier.example"/>
<outline text="Local file" xmlUrl="file:///etc/passwd"/>
</outline><outline text="&lt;Two&gt; &quot;x&quot;" xmlUrl="https://two.example/a.xml" category="/Law/Courts,daily"/></body></opml>"""


def test_opml_becomes_sources_with_folders_as_tags(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(installation.CONFIG, "utf-8")
    (empty / "f.opml").write_text(OPML, "utf-8")
    printed = well("opml", "f.opml")
    assert "2 sources" in printed.stderr
    assert "file addresses are not read" in printed.stderr and "is a source already" in printed.stderr
    assert not (empty / "sources.d").exists()
    well("opml", "f.opml", "--append")
    sources = {s.id: s for s in read_settings(empty / "presswatch.toml", {}).sources}
    assert sources["one.example"].tags == ("world & more", "asia") and sources["one.example"].language == "en"
    assert sources["two.example-a"].name == '<Two> "x"' and sources["two.example-a"].tags == (
        "law",
        "courts",
        "daily",
    )
    again = presswatch("opml", "f.opml", "--append")
    assert again.exit_code == 1 and "0 sources" in again.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not XML"),
        (b"<html><body>no</body></html>", "not OPML"),
        (
            b'<!DOCTYPE opml [<!ENTITY a "https://x.example">]><opml><outline xmlUrl="&a;"/></opml>',
            "document type",
        ),
        (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml/>', "document type"),
        (b"\x00\x01", "not XML"),
        (b"<opml>" + b"<outline>" * 300 + b"</opml>", "broken"),
    ],
)
def test_what_is_no_opml_is_said(empty: Path, content: bytes, said: str) -> None:
    (empty / "f.opml").write_bytes(content)
    done = presswatch("opml", "f.opml")
    assert done.exit_code in (1, 2) and said in done.stderr


# --- search and show ---
