"""`entity suggest` and `entity accept`: what the archive offers, what a person takes, and that nothing is added by itself."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from alerts.match import match_new
from alerts.watches import sync_watches
from articles.article import Content
from articles.index.indexer import catch_up
from articles.store.versions import keep
from presswatch import wiring
from presswatch.settings import read_settings
from tests.presswatch.commands import presswatch, well
from tests.presswatch.installation import ENGLISH, NOW, arrival

CONFIG = """\
[[source]]
id = "courier"
url = "https://courier.example/"
[[entity]]
id = "orlov"
name = "Anton Orlov"
[[watch]]
id = "bridge"
query = "bridge"
"""
TEXTS = (
    "On the bridge Anton Orlov met Irina Velmore. Anton Orlowsky, as some spell him, left.",
    "Police on the bridge asked for Irina Velmore, and for Antony Orlowsky.",
    "The bridge is closed; a lawyer of Iryna Velmore said so. Anton Orlov and Anton Orlowsky came.",
    "In the harbour Tom Reyes and Irina Velmore saw nobody.",
)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("presswatch.toml").write_text(CONFIG, "utf-8")
    settings = read_settings(Path("presswatch.toml"), {})
    with wiring.open_database(settings, make=True) as db:
        with db.write() as conn:
            sync_watches(conn, wiring.watches(settings), wiring.entities(settings), NOW)
        for number, text in enumerate(TEXTS):
            with db.write() as conn:
                url = f"https://courier.example/{number}"
                keep(conn, arrival(url, ENGLISH, NOW, Content(f"Number {number}", text, language="en")))
        match_new(db, NOW)
        index = wiring.open_index(settings, db)
        catch_up(db, index)
        index.close()
    return tmp_path


def test_spellings_near_known_ones(archive: Path) -> None:
    before = Path("presswatch.toml").read_text("utf-8")
    (one,) = json.loads(well("entity", "suggest", "orlov", "--json").stdout)
    assert (one["surface"], one["articles"], one["entity"]) == ("Anton Orlowsky", 2, "orlov")
    assert 0.7 < one["likeness"] < 1 and "Anton Orlowsky" in one["sample"]
    assert Path("presswatch.toml").read_text("utf-8") == before
    well("entity", "accept", "orlov", "Anton Orlowsky")
    assert read_settings(Path("presswatch.toml"), {}).entities[0].aliases == ("Anton Orlowsky",)
    assert json.loads(well("entity", "suggest", "orlov", "--json").stdout) == []


def test_what_is_rejected_is_suggested_no_more(archive: Path) -> None:
    well("entity", "reject", "orlov", "Anton Orlowsky")
    assert json.loads(well("entity", "suggest", "--json").stdout) == []


def test_names_that_are_frequent_in_what_a_watch_met(archive: Path) -> None:
    found = json.loads(well("entity", "suggest", "--watch", "bridge", "--json").stdout)
    (one,) = (other for other in found if other["surface"] == "Irina Velmore")
    assert (one["articles"], one["archive"]) == (3, 4)
    assert one["other"] == ["Iryna Velmore"] and one["type"] == "person"
    assert not {"Anton Orlov", "Tom Reyes"} & {other["surface"] for other in found}
    assert "Irina Velmore" in well("entity", "suggest", "--watch", "bridge").stdout
    well("entity", "accept", "--new", "Irina Velmore")
    made = read_settings(Path("presswatch.toml"), {}).entities[-1]
    assert (made.id, made.name, made.type) == ("irina-velmore", "Irina Velmore", "person")
    again = json.loads(well("entity", "suggest", "--watch", "bridge", "--json").stdout)
    assert not any(other["surface"] == "Irina Velmore" for other in again)


def test_both_numbers_count_the_articles_as_they_stand_with_any_form_of_a_name(archive: Path) -> None:
    settings = read_settings(Path("presswatch.toml"), {})
    with wiring.open_database(settings) as db:
        for number, text in enumerate(
            ("Bridge: they saw Jan Hrabina.", "The bridge of Jan Hrabina.", "A bridge with Janem Hrabinou.", "Bridge, and Jan Hrabina.")
        ):  # fmt: skip
            with db.write() as conn:
                url = f"https://courier.example/h{number}"
                keep(conn, arrival(url, ENGLISH, NOW, Content(f"H {number}", text, language="en")))
        match_new(db, NOW)
        with db.write() as conn:  # the last one is edited: it names him no more
            keep(conn, arrival("https://courier.example/h3", ENGLISH, NOW, Content("H 3", "Bridge closed.")))
        match_new(db, NOW)
        index = wiring.open_index(settings, db)
        catch_up(db, index)
        index.close()
    found = json.loads(well("entity", "suggest", "--watch", "bridge", "--json").stdout)
    (one,) = (other for other in found if other["surface"] == "Jan Hrabina")
    assert one["other"] == ["Janem Hrabinou"]
    assert (one["articles"], one["archive"]) == (3, 3)
    assert "     3 of 3  Jan Hrabina" in well("entity", "suggest", "--watch", "bridge").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("suggest", "nobody"), "no entity “nobody”"),
        (("suggest", "--watch", "none"), "no watch “none”"),
        (("suggest", "orlov", "--watch", "bridge"), "not both"),
        (("suggest", "orlov", "--model", "m"), "--model is for --watch"),
        (("accept", "nobody", "X Y"), "no entity “nobody”"),
        (("accept", "orlov"), "give an entity and a spelling"),
        (("accept", "--new", "Anton Orlov", "--type", "dog"), "--type may be"),
        (("accept", "--new", "٣"), "no id can be made"),
        (("accept", "--new", "!"), "no letter or digit in “!”"),
        (("accept", "orlov", "!!!"), "no letter or digit in “!!!”"),
        (("reject", "orlov", "a\x07b"), "control characters"),
    ],
)
def test_bad_input_is_told(archive: Path, words: tuple[str, ...], told: str) -> None:
    before = Path("presswatch.toml").read_text("utf-8")
    done = presswatch("entity", *words)
    assert done.exit_code != 0 and told in done.stderr.replace("\n", " ")
    assert Path("presswatch.toml").read_text("utf-8") == before


def test_a_model_that_is_not_there_is_named(archive: Path) -> None:
    done = presswatch("entity", "suggest", "--watch", "bridge", "--model", "no_such_model")
    said = done.stderr.replace("\n", " ")
    assert done.exit_code != 0
    assert ("no spaCy pipeline “no_such_model”" if find_spec("spacy") else "--model needs spaCy") in said


@pytest.mark.skipif(not find_spec("fr_core_news_sm"), reason="no spaCy model is installed")
def test_a_model_says_what_is_a_name(archive: Path) -> None:
    found = json.loads(
        well("entity", "suggest", "--watch", "bridge", "--model", "fr_core_news_sm", "--json").stdout
    )
    assert any(one["surface"] == "Irina Velmore" and one["type"] == "person" for one in found)
