"""The command `watch test`, as a person or a script uses it."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from alerts.settling import MAX_TERMS
from alerts.watches import sync_watches
from articles.article import Content
from articles.store.versions import keep
from presswatch import wiring
from presswatch.settings import read_settings
from tests.presswatch import installation
from tests.presswatch.commands import presswatch, well


def test_a_watch_is_tried_out(here: Path) -> None:
    shown = well("watch", "test", "bridge NEAR/9 night NOT photograph*", "--days", "30").stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines[1] == "46 articles in 46 stories in 30 days"
    assert any("sent daily at 08:00" in line for line in lines)
    assert "courier 46 " + "█" * 30 in lines
    assert "NOT photograph*: 1 article" in lines
    assert "in the headline: 0 articles title:(bridge NEAR/9 night) AND NOT photograph*" in lines
    assert any(line.startswith("words up to 18 apart") for line in lines)
    assert "*bridge*" in shown


def test_a_watch_is_tried_out_for_machines(here: Path) -> None:
    told = json.loads(well("watch", "test", "orlov", "--send", "hourly", "--json").stdout)
    assert (told["articles"], told["versions"]) == (3, 4)
    assert told["mails"] == [{"subscription": None, "send": "hourly", "mails": 3}]
    assert told["by_source"] == {"courier": 1, "vesti": 1, "sada": 1}
    assert sum(told["by_day"].values()) == 3
    assert told["by_part"] == {"entity:orlov": 3} and len(told["samples"]) == 3
    nothing = json.loads(well("watch", "test", "nonesuch", "--json").stdout)
    assert (nothing["articles"], nothing["samples"]) == (0, [])
    assert "nonesuch" in well("watch", "test", "nonesuch").stdout
    assert presswatch("watch", "test", "bridge", "--send", "dayly").exit_code == 2


def test_a_name_that_no_watch_has_is_said_to_be_taken_as_a_query(here: Path) -> None:
    for typed, said in (
        ("orlof", "no watch is called “orlof”: it is looked for as a query; did you mean orlov?"),
        ("Orlov", "no watch is called “Orlov”: it is looked for as a query; did you mean orlov?"),
        ("bridge", "no watch is called “bridge”: it is looked for as a query"),
    ):
        assert said in json.loads(well("watch", "test", typed, "--json").stdout)["notes"]
        assert f"Note  {said}" in well("watch", "test", typed).stdout.replace("\n", " ")
    for typed in ("orlov", "bridge night", "bridge*", "entity:orlov"):
        assert "no watch is called" not in well("watch", "test", typed).stdout


def test_a_watch_is_plotted_over_the_whole_time_that_is_kept(here: Path) -> None:
    told = json.loads(well("watch", "test", "orlov", "--json").stdout)
    kept = json.loads(well("count", "bridge", "--by", "day", "--date", "seen", "--json").stdout)["values"]
    (note,) = told["notes"]
    assert note == f"nothing is kept from before {min(kept)}"
    assert set(told["by_day"]) < set(kept)
    shown = [" ".join(line.split()) for line in well("watch", "test", "orlov").stdout.splitlines()]
    begin = shown.index("By day (Europe/Berlin)") + 1
    days = [line.split()[0] for line in shown[begin : shown.index("", begin)]]
    today = date.fromisoformat(told["to"][:10])
    assert days[0] == min(kept) and date.fromisoformat(days[-1]) - today < timedelta(days=2)
    assert days == [(date.fromisoformat(days[0]) + timedelta(days=n)).isoformat() for n in range(len(days))]
    assert json.loads(well("watch", "test", "orlov", "--days", "2", "--json").stdout)["notes"] == []


def test_a_back_test_tells_what_is_not_in_force_and_what_is_put_aside(tmp_path: Path) -> None:
    settings = installation.fill(tmp_path)
    config = tmp_path / "presswatch.toml"
    text = config.read_text("utf-8") + '[[watch]]\nid = "dated"\nquery = "bridge published:2026-11-01"\n'
    config.write_text(text, "utf-8")
    settings = read_settings(config, {})
    long = Content("A very long report", "Orlov " + "x " * MAX_TERMS)
    with wiring.open_database(settings) as db, db.write() as conn:
        sync_watches(
            conn,
            wiring.watches(settings),
            wiring.entities(settings),
            installation.NOW - timedelta(days=60),
            zone=settings.zone,
        )
        long_url = "https://courier.example/long?utm_source=x"
        kept = keep(conn, installation.arrival(long_url, installation.ENGLISH, installation.NOW, long))

    def test(what: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            well("--config", str(tmp_path), "watch", "test", what, "--days", "1", "--json").stdout
        )
        return told

    by_name, typed = test("orlov"), test("entity:orlov")
    for told in (by_name, typed):
        assert told["changed"] == [] and told["articles"] == 3 and kept.change not in told["changes"]
        (aside,) = told["put_aside"]
        assert (aside["article"], aside["change"], aside["title"]) == (
            kept.article_id,
            kept.change,
            long.title,
        )
        reason = f"it is too long to be judged ({MAX_TERMS + 5:,} words)"
        assert aside["reason"] == reason
        (note,) = told["notes"]
        assert note == (
            f"1 article put aside, as live matching does: “{long.title}” (https://courier.example/long): {reason}"
        )
    shown = well("--config", str(tmp_path), "watch", "test", "orlov", "--days", "1").stdout
    assert "1 article put aside, as live matching does" in shown and "3 articles in" in shown
    config.write_text(
        text.replace('"أورلوف"', '"أورلوف", "Orlow"').replace("Europe/Berlin", "Asia/Tokyo"), "utf-8"
    )
    for what in ("orlov", "entity:orlov"):
        (changed,) = test(what)["changed"]
        assert (changed["what"], changed["name"], changed["at"]) == ("entity", "orlov", None)
    shown = well("--config", str(tmp_path), "watch", "test", "orlov").stdout.replace("\n", " ")
    assert "Note  what counts as entity:orlov was changed and is not in force yet" in shown
    for what in ("dated", "bridge published:2026-11-01"):
        (changed,) = test(what)["changed"]
        assert (changed["what"], changed["name"], changed["at"]) == ("zone", "Asia/Tokyo", None)
