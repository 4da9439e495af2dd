"""Looking for an entity in all that was kept: found in the past, kept, gone on with where it was stopped, anew when it was edited."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from articles import finding
from articles.entities import Entity
from articles.finding import kept_mentions, look_for
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.store.changes import remove
from articles.store.database import Database
from articles.store.versions import keep
from tests.articles.arriving import MONDAY, arrival

LAPUNOV = Entity("lapunov", "Maxim Lapunov")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    opened = EmbeddedIndex(tmp_path / "index")
    yield opened
    opened.close()


def fill(db: Database, *texts: str) -> None:
    with db.write() as conn:
        for number, text in enumerate(texts):
            keep(conn, arrival(f"https://paper.example/{number}/{len(text)}", text, "A title"))


def surfaces(db: Database, entity: Entity = LAPUNOV) -> list[tuple[int, str, str]]:
    with db.read() as conn:
        return [(one.change, one.surface, one.variant) for one in kept_mentions(conn, entity)]


def test_the_past_is_found_and_kept(db: Database, index: EmbeddedIndex) -> None:
    fill(db, "Суд над Максимом Лапуновым. Лапунов молчал.", "Nobody.", "Maxim Lapunov spoke.")
    catch_up(db, index)
    fill(db, "Not indexed yet: Maxim Lyapunov.")
    looked = look_for(db, index, LAPUNOV, MONDAY)
    assert (looked.found, looked.whole) == (3, True)
    assert surfaces(db) == [
        (4, "Maxim Lyapunov", "full"),
        (3, "Maxim Lapunov", "given"),
        (1, "Максимом Лапуновым", "full"),
        (1, "Лапунов", "family name"),
    ]
    with db.read() as conn:
        whole = next(one for one in kept_mentions(conn, LAPUNOV) if one.change == 1)
    assert 0.7 < whole.score < 1 and any("Лапуновым: inflected" in reason for reason in whole.reasons)
    assert (whole.span.field, whole.span.start, whole.span.end) == ("body", 8, 26)


def test_a_second_search_judges_what_came_since(db: Database, index: EmbeddedIndex) -> None:
    fill(db, "Maxim Lapunov spoke.")
    catch_up(db, index)
    assert look_for(db, index, LAPUNOV, MONDAY).judged == 1
    fill(db, "Maxim Lapunov spoke again.")
    catch_up(db, index)
    assert look_for(db, index, LAPUNOV, MONDAY).judged == 1
    assert look_for(db, index, LAPUNOV, MONDAY).judged == 0
    assert len(surfaces(db)) == 2


def test_what_is_stopped_goes_on_from_there(db: Database, index: EmbeddedIndex) -> None:
    number = 2 * finding.BATCH + 20
    fill(db, *(f"Maxim Lapunov spoke. {'Again. ' * n}" for n in range(number)))
    catch_up(db, index)
    stop = Event()
    stop.set()
    judged = []
    for _ in range(2):
        looked = look_for(db, index, LAPUNOV, MONDAY, stop=stop)
        assert not looked.whole
        judged.append(looked.judged)
    rest = look_for(db, index, LAPUNOV, MONDAY)
    assert rest.whole and judged == [finding.BATCH] * 2 and rest.judged == 20
    assert len(surfaces(db)) == number


def test_an_edited_entity_is_judged_anew(db: Database, index: EmbeddedIndex) -> None:
    fill(db, "Maxim Lapunov spoke.", "Maxim Lyapunov spoke.")
    catch_up(db, index)
    look_for(db, index, LAPUNOV, MONDAY)
    edited = replace(LAPUNOV, rejected=("Maxim Lyapunov",))
    assert surfaces(db, edited) == []  # what is kept is of another revision
    assert look_for(db, index, edited, MONDAY).judged == 2
    assert surfaces(db, edited) == [(1, "Maxim Lapunov", "given")]
    assert surfaces(db) == []


def test_what_is_removed_is_forgotten(db: Database, index: EmbeddedIndex) -> None:
    fill(db, "Maxim Lapunov spoke.")
    look_for(db, index, LAPUNOV, MONDAY)
    with db.write() as conn:
        remove(conn, 1, MONDAY, "asked")
    assert surfaces(db) == []
