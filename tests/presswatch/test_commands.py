"""The commands as a person or a script uses them: what they print, where, and the code they end with."""

import csv
import io
import json
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from articles.store.database import Database
from presswatch import wiring
from presswatch.cli.main import app
from presswatch.settings import read_settings
from tests.newsroom.mailbox import Mailbox
from tests.presswatch import installation

COMMANDS = [
    "init", "check", "opml", "run", "serve", "search", "show", "status", "digest", "mail", "mail test", "mail status",
    "mail release", "mail skip", "backup", "index", "index status", "index rebuild", "index verify", "demo", "extract",
    "query", "query explain", "count", "watch", "watch test", "watch look-back", "match",
    "trace", "why", "why-not", "forget",
]  # fmt: skip


def presswatch(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def well(*words: str) -> Result:
    done = presswatch(*words)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return done


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    installation.fill(folder)
    return folder


@pytest.fixture
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the folder of an installation with articles; for commands that change nothing."""
    monkeypatch.chdir(filled)
    return filled


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
    assert well("search", "vigil", "--count", "--config", config).stdout == "1\n"
    assert well("--config", str(filled), "search", "vigil", "--count").stdout == "1\n"
    assert well("--config", config, "index", "status", "--json").stdout
    done = subprocess.run(
        [sys.executable, "-m", "presswatch", "search", "vigil", "--count"],
        env={"PRESSWATCH_CONFIG": config, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1\n"


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


def test_search_shows_what_matched_and_where(here: Path) -> None:
    shown = well("search", "entity:orlov OR detained").stdout
    assert "Reporter *Anton Orlov* released after a night" in shown
    assert "in a caption: A vigil for the *detained* in Almina." in shown
    assert "publication date not given" in shown
    assert "4 articles (change 52)" in shown
    assert "utm_source" not in shown and "\x1b" not in shown


def test_search_orders_counts_and_goes_back_in_time(here: Path) -> None:
    oldest = json.loads(well("search", "harbour", "--order", "oldest", "-n", "1", "--json").stdout)
    assert oldest["hits"][0]["title"] == "Harbour notes, number 44" and oldest["total"] == {
        "low": 46,
        "high": 46,
    }
    following = json.loads(well("search", "harbour", "-n", "1", "--json", "--after", oldest["after"]).stdout)
    assert following["hits"][0]["title"] == "Harbour notes, number 43"
    assert well("search", "detained Kestrel title:orlov", "--count").stdout == "0\n"
    assert well("search", "detained Kestrel title:orlov", "--count", "--as-of", "51").stdout == "1\n"
    assert json.loads(well("search", "harbour", "--count", "--exact", "--json").stdout)["high"] == 46
    undated = well("search", "vigil published:30d", "--count")
    assert (undated.stdout, undated.stderr) == ("0\n", "1 undated left aside\n")


def test_csv_is_whole_and_harmless_to_a_spreadsheet(here: Path) -> None:
    text = well("search", "harbour OR budget", "--csv").stdout
    assert text.startswith("\ufeff")  # so that Excel knows it for UTF-8
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert next(iter(rows[0])) == "article"
    assert len(rows) == 47
    (formula,) = [row for row in rows if "HYPERLINK" in row["title"]]
    assert formula["title"].startswith("'=") and formula["authors"] == "'@somebody"


def test_a_wrong_query_is_shown_with_a_caret(here: Path) -> None:
    done = presswatch("search", "orlov AND (detained")
    assert done.exit_code == 2
    assert "  orlov AND (detained\n            ^" in done.stderr
    unknown = presswatch("search", "entity:orlof")
    assert unknown.exit_code == 2 and "entity:orlov" in unknown.stderr


def test_what_may_have_been_meant_is_said_beside_the_answer(here: Path) -> None:
    done = well("search", "orlov or detained", "--count")
    assert done.stdout == "0\n" and "the operator is written OR" in done.stderr
    done = well("search", "orlov source:kourier country:UK tag:world lang:en")
    assert "no source is called “kourier”; did you mean source:courier?" in done.stderr
    assert "did you mean country:GB?" in done.stderr
    assert "tag" not in done.stderr and "language" not in done.stderr
    assert "note" not in well("search", 'orlov source:"Northern Courier"').stderr


def test_the_next_page_is_one_command_away(filled: Path, empty: Path) -> None:
    told = well("search", "harbour", "-n", "3", "--config", str(filled)).stderr
    command = shlex.split(told.split("more: ", 1)[1])
    assert command[:2] == ["presswatch", "search"]
    following = json.loads(well(*command[1:], "--json").stdout)["hits"]
    first = json.loads(well("search", "harbour", "-n", "6", "--json", "-c", str(filled)).stdout)["hits"]
    assert [hit["title"] for hit in following] == [hit["title"] for hit in first[3:]]


@pytest.mark.parametrize(
    "options",
    [["--csv", "--json"], ["--csv", "--count"], ["--newest", "--relevance"], ["--relevance", "--order", "oldest"], ["--exact"]],
)  # fmt: skip
def test_options_that_say_two_things_are_refused(here: Path, options: list[str]) -> None:
    assert presswatch("search", "harbour", *options).exit_code == 2


def test_a_query_that_begins_with_a_hyphen_stands_behind_two(here: Path) -> None:
    assert well("search", "--count", "--", "-vigil harbour").stdout == "45\n"


def test_times_in_json_are_written_alike(here: Path) -> None:
    value = json.loads(well("show", "51", "--json").stdout)
    moments = [value["seen"], *(v["seen"] for v in value["versions"])]
    assert all(re.fullmatch(r"[-\d]{10}T[\d:.]+Z", moment) for moment in moments)
    read = json.loads(well("status", "--json").stdout)
    assert re.fullmatch(r"[-\d]{10}T[\d:.]+Z", read["now"])


def test_show_finds_an_article_by_number_and_by_any_address_of_it(here: Path) -> None:
    shown = well("show", "51", "--query", "entity:orlov").stdout
    assert "Reporter *Anton Orlov* released" in shown and "Picture captions" in shown and "(shown)" in shown
    by_url = well("show", "http://courier.example/2026/orlov-detained?utm_medium=x", "--version", "1").stdout
    assert "detained on the Kestrel bridge" in by_url
    value = json.loads(well("show", "51", "--json").stdout)
    assert [v["number"] for v in value["versions"]] == [1, 2] and value["text"] and value["captions"]
    for words in (
        ["show", "9999"],
        ["show", "https://courier.example/nothing"],
        ["show", "51", "--version", "7"],
    ):
        assert presswatch(*words).exit_code == 1
    assert presswatch("show", "not an address").exit_code == 1


def test_control_characters_of_a_page_never_reach_the_terminal(here: Path) -> None:
    assert "\x1b" not in well("show", "47").stdout + well("search", "budget").stdout


# --- status, index, backup ---


def test_status_speaks_to_people_and_machines(here: Path) -> None:
    shown = well("status").stdout
    assert "not read yet" in shown and "51 articles in 52 versions" in shown and "up to date" in shown
    value = json.loads(well("status", "--json").stdout)
    assert value["articles"] == 51 and value["index"] == {
        "change": 52,
        "behind": 0,
        "problem": None,
        "refused": [],
    }
    assert {s["id"] for s in value["sources"]} == {"courier", "vesti", "sada"}


def test_before_the_first_round_there_is_nothing_yet(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(installation.CONFIG, "utf-8")
    for words in (["status"], ["search", "a"], ["backup", "b"], ["index", "rebuild"]):
        done = presswatch(*words)
        assert done.exit_code == 3 and "presswatch run" in done.stderr
    assert not (empty / "presswatch-data").exists()


def test_an_index_that_is_behind_or_lost_is_said_and_built_anew(empty: Path) -> None:
    settings = installation.fill(empty)
    with wiring.open_database(settings) as db:
        installation.edit(db)  # the same once more: nothing new
        later(db)
    assert json.loads(well("index", "status", "--json").stdout)["behind"] == 1
    assert "1 change not indexed yet" in well("search", "harbour").stdout
    for file in (settings.data / wiring.INDEX_FOLDER).rglob("*"):
        if file.is_file() and file.suffix != ".lock":
            file.write_bytes(b"rubbish")
    broken = presswatch("search", "harbour")
    assert broken.exit_code == 1 and "index rebuild" in broken.stderr and "Traceback" not in broken.output
    assert "53 changes" in well("index", "rebuild").stderr
    assert well("search", "harbour", "--count").stdout == "46\n"


def later(db: Database, title: str = "A late ship") -> None:
    from datetime import timedelta

    from articles.article import Content
    from articles.store.versions import keep

    content = Content(title, "It came at night.")
    with db.write() as conn:
        url = "https://courier.example/late"
        keep(
            conn,
            installation.arrival(url, installation.ENGLISH, installation.NOW + timedelta(minutes=1), content),
        )


def test_a_backup_holds_everything_and_starts_with_mail_held(empty: Path) -> None:
    installation.fill(empty)
    (empty / "sources.d").mkdir()
    (empty / "sources.d" / "more.toml").write_text('sources = ["https://more.example/"]', "utf-8")
    well("backup", "copy")
    assert (empty / "copy").stat().st_mode & 0o077 == 0
    assert presswatch("backup", "presswatch-data/copy").exit_code == 2
    assert (empty / "copy" / "sources.d" / "more.toml").exists()
    again = presswatch("backup", "copy")
    assert again.exit_code == 1 and "not empty" in again.stderr
    restored = empty / "restored"
    restored.mkdir()
    (empty / "copy").rename(restored / "presswatch-data")
    (restored / "presswatch.toml").write_text(installation.CONFIG, "utf-8")
    shown = well("--config", str(restored), "mail", "status").stdout
    assert "held" in shown
    assert "held" in well("--config", str(restored), "status").stdout
    assert json.loads(well("--config", str(restored), "index", "status", "--json").stdout)["behind"] == 52
    well("--config", str(restored), "mail", "release")
    assert "not held" in well("--config", str(restored), "mail", "status").stdout


# --- what may go wrong everywhere ---


def test_a_database_of_a_later_version_is_left_alone(empty: Path) -> None:
    settings = installation.fill(empty)
    with closing(sqlite3.connect(wiring.database_path(settings))) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (["status"], ["search", "a"], ["run", "--once"]):
        done = presswatch(*words)
        assert done.exit_code == 1 and "later version" in done.stderr and len(done.stderr.splitlines()) <= 3


def test_a_data_folder_that_cannot_be_made_is_said(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(
        'data = "file/below"\n' + installation.CONFIG.replace("[[source]]", "[[source]]", 1), "utf-8"
    )
    (empty / "file").write_text("")
    done = presswatch("run", "--once")
    assert done.exit_code == 1 and "the data folder cannot be made" in done.stderr


def test_without_a_source_there_is_nothing_to_run(empty: Path) -> None:
    (empty / "presswatch.toml").write_text("", "utf-8")
    done = presswatch("run", "--once")
    assert done.exit_code == 2 and "no source" in done.stderr
    assert presswatch("check").exit_code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org"])
def test_the_page_is_for_this_machine_only(here: Path, host: str) -> None:
    done = presswatch("serve", "--host", host)
    assert done.exit_code == 2 and "this machine only" in done.stderr


def test_a_port_that_is_taken_is_said(here: Path, mailbox: Mailbox) -> None:
    done = presswatch("serve", "--port", str(mailbox.port))
    assert done.exit_code == 1 and "is it taken" in done.stderr


@pytest.mark.parametrize("number", [2, 15], ids=["Ctrl-C", "SIGTERM"])
def test_the_page_ends_cleanly(here: Path, free_port: Callable[[], int], number: int) -> None:
    import httpx

    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "presswatch", "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert f"http://127.0.0.1:{port}/" in process.stderr.readline()
    assert httpx.get(f"http://127.0.0.1:{port}/?q=orlov").status_code == 200
    process.send_signal(number)
    assert process.wait(20) == 0
    assert "Traceback" not in process.stderr.read()


# --- mail ---


def with_mail(folder: Path, box: Mailbox) -> None:
    config = installation.CONFIG + (
        '[[subscription]]\nid = "desk"\nto = ["r@example.org"]\nwatches = ["orlov"]\nsend = "as read"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\nfrom = "p@example.org"\n'
    )
    (folder / "presswatch.toml").write_text(config, "utf-8")


def test_mail_test_sends_one_letter_and_shows_the_dialogue(empty: Path, mailbox: Mailbox) -> None:
    with_mail(empty, mailbox)
    done = well("mail", "test", "you@example.org")
    assert "RCPT TO" in done.stderr and "taken by 127.0.0.1: 250" in done.stdout
    assert [r.recipients for r in mailbox.received] == [("you@example.org",)]
    mailbox.behaviour = "refuse recipient"
    refused = presswatch("mail", "test", "you@example.org")
    assert refused.exit_code == 1 and "no such mailbox" in refused.stderr
    mailbox.stop()
    gone = presswatch("mail", "test", "you@example.org")
    assert gone.exit_code == 3 and "refuses connections" in gone.stderr
    assert presswatch("mail", "test", "you@example.org\nBcc: x@example.org").exit_code == 2


def test_a_digest_can_be_looked_at_without_being_sent(empty: Path, mailbox: Mailbox) -> None:
    installation.fill(empty)
    with_mail(empty, mailbox)
    unknown = presswatch("digest")
    assert unknown.exit_code == 2 and "there are: none yet" in unknown.stderr
    well("run", "--once", "--only", "alerts")
    forms: dict[str, Any] = {
        form: well("digest", "--form", form).stdout for form in ("text", "html", "eml", "json")
    }
    assert forms["text"].startswith("Subject: presswatch: ") and "<html" in forms["html"]
    assert "List-Unsubscribe" in forms["eml"] and json.loads(forms["json"])["subscription"] == "desk"
    assert presswatch("digest", "desc").exit_code == 2


def test_mail_status_shows_what_was_refused_and_nothing_is_released_that_is_not_held(
    empty: Path, mailbox: Mailbox
) -> None:
    settings = installation.fill(empty)
    with_mail(empty, mailbox)
    well("run", "--once", "--only", "alerts")  # a watch begins with what comes in after it was written
    with wiring.open_database(settings) as db:
        later(db, "A ship for Anton Orlov")
    mailbox.behaviour = "refuse recipient"
    well("run", "--once", "--only", "alerts")
    shown = well("mail", "status").stdout
    assert "refused  desk to r@example.org: RCPT TO: 5.1.1 no such mailbox here" in shown
    (refused,) = json.loads(well("mail", "status", "--json").stdout)["refused"]
    assert refused["subscription"] == "desk" and refused["undelivered"] > 0
    assert "nothing to release" in well("mail", "release").stdout


def test_a_round_in_json_says_what_was_done(empty: Path, mailbox: Mailbox) -> None:
    installation.fill(empty)
    with_mail(empty, mailbox)
    value = json.loads(well("run", "--once", "--only", "alerts", "--json").stdout)
    assert value["matches"] == 0 and value["problems"] == [] and value["sources_failing"] == 0


def test_a_round_says_that_sources_cannot_be_read(empty: Path, newsroom: Any) -> None:
    room = newsroom({"sites": [{"id": "one", "name": "Paper One"}]})
    url = room.sites["one"].url
    (empty / "presswatch.toml").write_text(
        f'sources = ["{url}/no-such-feed"]\n[crawl]\ndelay = "0s"\nallow_networks = ["{room.network}"]\n',
        "utf-8",
    )
    done = well("run", "--once")
    assert "there is no [mail]: digests are not written" in done.stderr
    assert "1 source due, 0 new" in done.stdout and "1 source cannot be read" in done.stderr
    shown = well("status").stdout
    assert "failing" in shown and "404" in shown


# --- extract ---

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Bridge closed – The Courier</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closed for the winter",
"datePublished": "2026-11-20T08:30:00+01:00", "author": {"@type": "Person", "name": "Ines Halloran"}}</script></head>
<body><article><h1>Bridge closed for the winter</h1>
<p>The bridge over the Tolm was closed on Friday, and it will not open again before March, said the mayor of the town.</p>
<p>Nobody was hurt when a part of the railing fell into the river on Thursday night, but a barge was damaged by it.</p>
<figure><img src="a.jpg"><figcaption>The railing, seen from the mill.</figcaption></figure>
<p>The ferry will run twice an hour from Monday, and the town pays for tickets until the end of the year at the latest.</p>
</article></body></html>"""
FIELDS = [
    "title",
    "text",
    "published",
    "published_precision",
    "published_source",
    "authors",
    "language",
    "captions",
    "warnings",
]


def test_extract_reads_files_and_goes_on_behind_bad_ones(empty: Path) -> None:
    import gzip

    (empty / "a.html").write_text(PAGE, "utf-8")
    (empty / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (empty / "bad.html.gz").write_bytes(b"\x1f\x8bnot gzip")
    done = presswatch("extract", "a.html", "missing.html", "bad.html.gz", "b.html.gz")
    assert done.exit_code == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["file"] for r in records] == ["a.html", "missing.html", "bad.html.gz", "b.html.gz"]
    assert ["error" in r for r in records] == [False, True, True, False]
    good = records[0]
    assert list(good) == ["file", *FIELDS]
    assert good["title"] == "Bridge closed for the winter" and "ferry will run" in good["text"]
    assert good["published"] == "2026-11-20T08:30:00+01:00" and good["published_precision"] == "time"
    assert good["authors"] == ["Ines Halloran"] and good["captions"] == ["The railing, seen from the mill."]
    assert records[3] | {"file": "a.html"} == good
    assert presswatch("extract", "a.html", "b.html.gz", "--url", "https://a.example/").exit_code == 2
    well("extract", "a.html", "--url", "https://courier.example/2026/11/20/bridge")


def test_extract_fetches_only_what_the_guard_allows(empty: Path, newsroom: Any) -> None:
    article = {
        "path": "/a/",
        "title": "A court freed a teacher",
        "body": "The court freed the teacher on Friday. " * 9,
    }
    room = newsroom({"sites": [{"id": "one", "name": "Paper One", "articles": [article]}]})
    link = room.sites["one"].url + "/a/"
    refused = presswatch("extract", link)
    assert refused.exit_code == 1 and "allow_networks" in json.loads(refused.stdout)["error"]
    assert room.requests() == []
    config = installation.CONFIG + f'[crawl]\nallow_networks = ["{room.network}"]\n'
    (empty / "presswatch.toml").write_text(config, "utf-8")
    value = json.loads(well("extract", link).stdout)
    assert list(value) == ["url", *FIELDS] and value["url"] == link
    assert "freed the teacher on Friday" in value["text"]
    missing = presswatch("extract", room.sites["one"].url + "/nowhere/")
    assert missing.exit_code == 1 and "404" in json.loads(missing.stdout)["error"]
