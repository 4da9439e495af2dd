"""`trace`, `why` and `why-not` over whole rounds: local sites with a closed and a walled page, a mail server, a reader."""

import json
from pathlib import Path
from typing import Any

import pytest

from articles.store.changes import remove
from presswatch import wiring
from presswatch.settings import read_settings
from tests.conftest import StartNewsroom
from tests.journeys.small import READER, article
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox
from tests.presswatch.commands import presswatch, well

ROBOTS = "User-agent: *\nDisallow: /closed/\n"
SITE = {
    "id": "one",
    "name": "Paper One",
    "robots": ROBOTS,
    "articles": [
        article(1),
        article(2, path="/closed/2/", title="A closed teacher"),
        article(
            3, title="The weather", body="It will rain in the harbour town for the rest of the week. " * 9
        ),
    ],
}


@pytest.fixture
def room(newsroom: StartNewsroom) -> Newsroom:
    return newsroom({"sites": [SITE]})


@pytest.fixture
def here(tmp_path: Path, room: Newsroom, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    _configure(tmp_path, room, mailbox, 'query = "teacher* NEAR/3 free -weather"')
    well("run", "--once", "--now")
    return tmp_path


def _configure(folder: Path, room: Newsroom, box: Mailbox, query: str, to: str = f'"{READER}"') -> None:
    (folder / "presswatch.toml").write_text(
        f"""
timezone = "Europe/Berlin"
[[source]]
id = "one"
name = "Paper One"
url = "{room.sites["one"].feed}"
[[watch]]
id = "teachers"
{query}
[[subscription]]
id = "desk"
to = [{to}]
watches = ["teachers"]
send = "as read"
[mail]
host = "{box.host}"
port = {box.port}
security = "none"
from = "watch@example.org"
[crawl]
allow_networks = ["{room.network}"]
delay = "0s"
""",
        "utf-8",
    )


def _json(*words: str) -> Any:
    return json.loads(well(*words, "--json").stdout)


def test_the_whole_life_of_a_page(here: Path, room: Newsroom, mailbox: Mailbox) -> None:
    url = f"{room.sites['one'].url}/news/1/"
    told = _json("trace", url)
    assert told["article"] is not None
    steps = {step["stage"]: step for step in told["steps"]}
    assert list(dict.fromkeys(step["stage"] for step in told["steps"])) == [
        "discovered", "robots", "fetched", "extracted", "kept", "indexed", "matched", "mailed",
    ]  # fmt: skip
    assert room.sites["one"].feed in steps["discovered"]["what"] and "of one" in steps["discovered"]["what"]
    assert "allows it" in steps["robots"]["what"]
    assert "archive/pages-" in steps["fetched"]["what"]
    assert "first read" in steps["kept"]["what"]
    assert "is in the search index" in steps["indexed"]["what"]
    assert steps["matched"]["about"] == {"watch": "teachers", "revision": 1}
    mailed = steps["mailed"]["about"]
    assert (mailed["recipient"], mailed["state"], mailed["place"]) == (READER, "in message", 1)
    assert mailed["message"]["id"] == mailbox.messages()[0]["Message-ID"]
    assert (mailed["message"]["code"], mailed["message"]["state"]) == (250, "sent")
    assert steps["mailed"]["at"] == mailed["message"]["sent"]
    assert all(step["at"] for step in told["steps"] if step["stage"] != "indexed"), "each has its time"
    assert _json("trace", str(told["article"]))["steps"] == told["steps"]
    shown = well("trace", url).stdout
    assert "discovered" in shown and f"for {READER} (desk)" in shown


def test_the_life_of_pages_that_were_never_kept(here: Path, room: Newsroom) -> None:
    site = room.sites["one"].url
    closed = _json("trace", f"{site}/closed/2/")
    stages = {step["stage"]: step["what"] for step in closed["steps"]}
    assert "forbids it" in stages["robots"] and "fetched" not in stages
    if closed["article"] is None:
        assert "robots" in stages["extracted"] or "robots" in stages["waits"]
    never = _json("trace", f"{site}/news/999/")
    assert never["article"] is None
    assert never["steps"][0]["what"] == (
        f"no list has named this address; the source one reads {room.sites['one'].feed}"
    )
    room.misbehave("one", {"kind": "status", "status": 403, "path": "/feed/"})
    well("run", "--once", "--now")
    (unread,) = [s for s in _json("trace", f"{site}/news/999/")["steps"] if s["stage"] == "discovered"]
    assert "which cannot be read: the site does not let us read it (403)" in unread["what"] and unread["at"]
    far = _json("trace", "https://elsewhere.example/a")
    assert [step["what"] for step in far["steps"]] == [
        "no list has named this address, and no source is of its publisher"
    ]
    assert presswatch("trace", "99999").exit_code == 1
    assert presswatch("trace", "https://").exit_code != 0


def test_why_an_article_was_in_a_mail_as_the_watch_was_then(
    here: Path, room: Newsroom, mailbox: Mailbox
) -> None:
    (one,) = _json("why", "desk/1", "1")
    (watch,) = one["watches"]
    assert (watch["watch"], watch["revision"], watch["failed"]) == ("teachers", 1, [])
    verdict = watch["verdict"]
    assert verdict["met"] is True
    near, without = verdict["parts"]
    assert near["part"] == "teacher* NEAR/3 free" and near["spans"]
    assert {"Teacher", "free"} <= set(near["parts"][0]["words"] + near["parts"][1]["words"])
    assert (without["part"], without["met"]) == ("NOT weather", True)
    _configure(here, room, mailbox, 'query = "something else"')
    well("run", "--once")
    assert _json("why", "desk/1", "1")[0]["watches"] == one["watches"], "as it was, whatever it is now"
    id_ = str(mailbox.messages()[0]["Message-ID"])
    assert _json("why", id_)[0]["item"] == 1 == _json("why", id_.strip("<>"), "1")[0]["item"]
    text = well("why", "desk/1").stdout
    assert "+ teacher* NEAR/3 free" in text and "Teacher" in text
    for wrong in (("desk/9",), ("nonsense",), ("desk/1", "99"), ("99",)):
        done = presswatch("why", *wrong)
        assert done.exit_code == 2 and "error" in done.stderr, done.output


def test_addresses_of_one_article_are_told_as_that(
    tmp_path: Path, mailbox: Mailbox, newsroom: StartNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unlisted = article(2, path="/new/2/", listed=False)
    moved = article(2, path="/old/2/")
    fault = {"kind": "redirect", "path": "/old/*", "to": "/new/2/"}
    room = newsroom({"sites": [SITE | {"articles": [article(1), unlisted, moved], "faults": [fault]}]})
    base = room.sites["one"].url
    room.publish("one", **article(1, path="/m/news/1/", canonical=f"{base}/news/1/"))
    _configure(tmp_path, room, mailbox, 'query = "teacher*"')
    well("run", "--once", "--now")

    def duplicates(path: str) -> list[str]:
        told = _json("trace", f"{base}{path}")
        return [step["what"] for step in told["steps"] if step["stage"] == "duplicate"]

    (one,) = duplicates("/news/1/")
    assert "which was read at" in one and one.endswith("/news/1/ before")
    assert duplicates("/m/news/1/") == [one]
    assert duplicates("/old/2/") == []
    (other,) = duplicates("/new/2/")
    assert other.startswith(f"{base}/new/2/ is an address of article") and f"read at {base}/old/2/" in other


def test_why_tells_the_articles_of_a_story_apart(
    tmp_path: Path, mailbox: Mailbox, newsroom: StartNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    copy = SITE | {"id": "two", "name": "Paper Two", "articles": [article(1)]}
    room = newsroom({"sites": [SITE, copy]})
    _configure(tmp_path, room, mailbox, 'query = "teacher*"')
    with (tmp_path / "presswatch.toml").open("a", encoding="utf-8") as config:
        config.write(f'[[source]]\nid = "two"\nname = "Paper Two"\nurl = "{room.sites["two"].feed}"\n')
    well("run", "--once", "--now")
    lines = well("why", "desk/1", "1").stdout.splitlines()
    told = [line for line in lines if "Teacher number 1 is free" in line]
    assert len(told) == 2 and told[0].startswith("1. ") and told[1].startswith("   beside it: ")
    assert {"Paper One", "Paper Two"} == {
        name for line in told for name in ("Paper One", "Paper Two") if name in line
    }
    assert "(same story in this digest" in told[1] and "(" not in told[0]
    (one,) = _json("why", "desk/1", "1")
    traced = [
        step["what"]
        for watch in one["watches"]
        for step in _json("trace", str(watch["article"]))["steps"]
        if step["stage"] == "mailed"
    ]
    assert len(traced) == 2 and all("which was taken by the mail server" in what for what in traced)
    (beside,) = (what for what in traced if "not in full" in what)
    assert "told beside the article that leads it; in digest no. 1, item 1, which" in beside
    assert sorted(w["change"] for w in one["watches"]) == one["changes"]


def test_why_of_an_article_that_was_removed(here: Path) -> None:
    article = _json("why", "desk/1", "1")[0]["watches"][0]["article"]
    with wiring.open_database(read_settings(here / "presswatch.toml")) as db, db.write() as conn:
        remove(conn, article, db.clock.now(), "asked to")
    (one,) = _json("why", "desk/1", "1")
    assert one["watches"][0]["verdict"] is None
    assert "teacher* NEAR/3 free" in well("why", "desk/1", "1").stdout
    assert any(step["stage"] == "removed" for step in _json("trace", str(article))["steps"])


def test_one_of_several_readers_is_asked_for(here: Path, room: Newsroom, mailbox: Mailbox) -> None:
    _configure(here, room, mailbox, 'query = "rain"\nsince = "1d"', '"a@example.org", "b@example.org"')
    well("run", "--once")
    done = presswatch("why", "desk/1")
    assert done.exit_code == 2 and "a@example.org, b@example.org" in done.stderr and "--to" in done.stderr
    assert _json("why", "desk/1", "--to", "b@example.org")[0]["watches"][0]["watch"] == "teachers"


def test_why_not(here: Path, room: Newsroom, mailbox: Mailbox) -> None:
    weather = f"{room.sites['one'].url}/news/3/"
    told = _json("why-not", "teachers", weather)
    assert told["failed"] == ["teacher*", "free", "NOT weather"]
    assert told["verdict"]["met"] is False and told["matched_at"] is None
    shown = well("why-not", "teachers", weather).stdout
    assert "what failed: NOT weather (what must not be there is there)" in shown
    there = _json("why-not", "teachers", f"{room.sites['one'].url}/news/1/")
    assert there["verdict"]["met"] is True and there["matched_at"]
    assert f"for {READER} (desk)" in there["account"][0] and "digest no. 1, item 1" in there["account"][0]
    _configure(here, room, mailbox, 'query = "weather"')
    well("run", "--once")
    late = _json("why-not", "teachers", weather)
    assert late["verdict"]["met"] is True
    assert "looks at what came after change" in late["notes"][0]
    _configure(here, room, mailbox, 'query = "weather published:..2001-01-01"')
    well("run", "--once")
    assert "published:..2001-01-01" in _json("why-not", "teachers", weather)["failed"]
    _configure(here, room, mailbox, 'query = "weather AND ("')
    well("run", "--once")
    assert "stands still" in " ".join(_json("why-not", "teachers", weather)["notes"])
    assert presswatch("why-not", "nobody", weather).exit_code == 2
    assert presswatch("why-not", "teachers", "https://elsewhere.example/a").exit_code == 1


def test_a_watch_says_what_it_does_with_the_past(here: Path, room: Newsroom, mailbox: Mailbox) -> None:
    assert "watch" not in presswatch("check").output.split("well:")[0]
    _configure(here, room, mailbox, 'query = "rain"')
    assert "was edited: it goes on from where its former query had got to" in presswatch("check").output
    _configure(here, room, mailbox, 'query = "rain"\nsince = "7d"')
    assert "it looks at what came since 7d as well" in presswatch("check").output
    _configure(here, room, mailbox, 'query = "rain"')
    well("run", "--once")
    assert len(mailbox.received) == 1
    told = well("watch", "look-back", "teachers", "--since", "7d").stdout
    assert "looks at" in told and "once more in the next round" in told
    well("run", "--once")
    assert len(mailbox.received) == 2 and "The weather" in mailbox.received[1].words
    well("run", "--once")
    assert len(mailbox.received) == 2
    assert presswatch("watch", "look-back", "teachers", "--since", "soon").exit_code == 2
    assert presswatch("watch", "look-back", "nobody", "--since", "7d").exit_code == 2
