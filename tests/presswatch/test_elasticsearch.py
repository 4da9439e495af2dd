"""An installation with Elasticsearch as its commands show it: searched, compared, rebuilt, and in words when it is down."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from articles.elastic import Endpoint
from articles.store.versions import keep
from presswatch import wiring
from presswatch.check import check
from presswatch.cli.main import app
from presswatch.settings import read_settings
from tests.articles.elastic.faults import FaultProxy
from tests.articles.engines import drop
from tests.newsroom.mailbox import Mailbox
from tests.presswatch import installation
from tests.scheduler.parts import no_logs

CONFIG = """
timezone = "UTC"
[[watch]]
id = "harbour"
query = "harbour"
[[subscription]]
id = "desk"
to = ["desk@example.org"]
watches = ["harbour"]
send = "as read"
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "presswatch@example.org"
[index]
engine = "elasticsearch"
url = "{url}"
"""


def presswatch(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[FaultProxy]:
    made = FaultProxy(elasticsearch_url)
    yield made
    made.close()


@pytest.fixture
def here(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    proxy: FaultProxy,
    mailbox: Mailbox,
    elasticsearch_url: str,
) -> Iterator[Path]:
    (tmp_path / "presswatch.toml").write_text(CONFIG.format(url=proxy.url, mail=mailbox.port), "utf-8")
    monkeypatch.chdir(tmp_path)
    settings = read_settings(tmp_path / "presswatch.toml", {})
    with wiring.open_database(settings, make=True) as db:
        add(tmp_path, 0)
    yield tmp_path
    drop(Endpoint((elasticsearch_url,)), f"presswatch-{db.lineage}")


def add(folder: Path, first: int) -> None:
    """Keep five more articles, as the crawler does."""
    settings = read_settings(folder / "presswatch.toml", {})
    with wiring.open_database(settings) as db, db.write() as conn:
        for url, origin, _, content in installation.ARTICLES[-45 + first : -40 + first]:
            keep(conn, installation.arrival(url, origin, db.clock.now(), content))


def test_it_is_searched_compared_and_rebuilt_by_command(here: Path) -> None:
    assert presswatch("index", "rebuild").exit_code == 0
    assert len(json.loads(presswatch("search", "harbour", "--json").stdout)["hits"]) == 5
    assert presswatch("search", "harbour", "--count").stdout.startswith("5 articles, ")
    explained = json.loads(presswatch("query", "explain", "harbour", "--json").stdout)
    assert explained["engine"] == {"name": "elasticsearch", **explained["engines"]["elasticsearch"]}
    told = json.loads(presswatch("index", "status", "--json").stdout)
    assert told == {
        "change": 5, "behind": 0, "problem": None, "refused": [], "engine": "elasticsearch", "last_change": 5,
    }  # fmt: skip
    assert presswatch("index", "verify").exit_code == 0
    add(here, 5)
    assert json.loads(presswatch("index", "status", "--json").stdout)["behind"] == 5
    assert presswatch("index", "rebuild").exit_code == 0
    verified = presswatch("index", "verify", "--json")
    assert (verified.exit_code, json.loads(verified.stdout)["differences"]) == (0, [])
    assert [f.message for f in check(here / "presswatch.toml").findings if f.key.startswith("[index]")] == []


def test_while_it_is_down_mail_goes_on_and_search_says_so(
    here: Path, proxy: FaultProxy, mailbox: Mailbox
) -> None:
    assert presswatch("index", "rebuild").exit_code == 0
    settings = read_settings(here / "presswatch.toml", {})
    proxy.close()
    done = presswatch("search", "harbour")
    assert done.exit_code == 3
    assert f"the search engine at {proxy.url} cannot be reached: nothing listens there" in done.output
    status = presswatch("index", "status", "--json")
    assert (status.exit_code, json.loads(status.stdout)["behind"]) == (1, 5)
    assert "nothing listens there" in json.loads(status.stdout)["problem"]
    from scheduler.service import Service

    with wiring.open_database(settings) as db:
        Service(wiring.parts(settings, db, no_logs), ("alerts",)).run_once()
    add(here, 5)
    with wiring.open_database(settings) as db:
        service = Service(wiring.parts(settings, db, no_logs))
        done_first = service.run_once()
        for _ in range(5):  # a digest may be of a later round on a slow machine
            if not mailbox.received:
                service.run_once()
    assert any("cannot be reached" in problem for problem in done_first.problems)
    assert done_first.matches == 5
    assert len(mailbox.received) == 1
    (wrong,) = [f.message for f in check(here / "presswatch.toml").findings if f.key == "[index]"]
    assert "nothing listens there" in wrong
