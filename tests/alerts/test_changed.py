"""What live matching had otherwise than the configuration says now is told, whether it is in force already or not."""

from datetime import datetime, timedelta

import pytest

from alerts.changed import Changed, Configured, SourceFacts, changed_since, in_force, note_analyser
from alerts.watches import Watch
from articles.analysis import FINGERPRINT
from articles.entities import Entity
from articles.query import parse
from articles.store.database import Database
from tests.alerts.desk import Desk

ORLOV = Entity("orlov", "Anton Orlov*", aliases=("Орлов*",))
EDITED = Entity("orlov", "Anton Orlov*", aliases=("Орлов*", "Orlow"))


def told(
    db: Database,
    watch: str | None,
    query: str,
    since: datetime,
    *,
    entity: Entity = ORLOV,
    zone: str = "UTC",
) -> list[Changed]:
    """What is said of a configured watch, or of a typed query."""
    configured = Configured({"orlov": entity}, zone, {})
    with db.read() as conn:
        return changed_since(conn, watch, parse(query, zone=zone), configured, since, watch and query)


def test_what_live_matching_had_otherwise_is_said(desk: Desk, db: Database) -> None:
    start = desk.clock.at
    desk.wait(hours=1)
    desk.configure({"w": "court entity:orlov tag:north"}, entities=[ORLOV])
    begun = desk.clock.at
    desk.keep("court Orlov", tags=("north",))
    desk.wait(days=2)
    desk.configure({"w": "court entity:orlov tag:north"}, entities=[EDITED])
    desk.wait(days=2)
    query = "(court OR bridge) entity:orlov tag:north"
    desk.configure({"w": query}, entities=[EDITED])
    with db.write() as conn:
        note_analyser(conn, desk.clock.at, "other rules")
        note_analyser(conn, desk.clock.at, "other rules")
    tree = parse(query)
    now = Configured({"orlov": EDITED}, "UTC", {"paper": SourceFacts("The Paper", "GB", ("South",))})

    def said(watch: str | None, since: datetime, query: str = query) -> list[tuple[str, str]]:
        with db.read() as conn:
            return [(one.what, one.name) for one in changed_since(conn, watch, tree, now, since, query)]

    others = [("source", "paper.tag"), ("analyser", "other rules"), ("analyser", FINGERPRINT)]
    assert said("w", start) == [("watch", "w"), ("query", "w"), ("entity", "orlov"), *others]
    assert said("w", begun + timedelta(days=3)) == [("query", "w"), *others[1:]]
    assert said(None, start) == [("entity", "orlov"), *others]
    assert said("new", desk.clock.at + timedelta(1)) == [("watch", "new"), others[2]]
    assert said("w", desk.clock.at + timedelta(1), "court") == [("query", "w"), others[2]]
    with db.read() as conn:
        assert changed_since(conn, None, parse("court"), now, desk.clock.at + timedelta(1))[:-1] == []


@pytest.mark.parametrize("watch", ["w", None])
def test_an_entity_that_was_edited_and_is_not_in_force_is_told(
    desk: Desk, db: Database, watch: str | None
) -> None:
    query = "court OR entity:orlov"
    watches = {"w": query, "c": "court"}
    desk.configure(watches, entities=[ORLOV])
    desk.wait(days=1)
    since = desk.clock.at
    assert told(db, watch, query, since) == []
    (note,) = told(db, watch, query, since, entity=EDITED)
    assert (note.what, note.name, note.at) == ("entity", "orlov", None) and not in_force([note])
    assert "entity:orlov was changed and is not in force yet" in note.told
    assert told(db, watch and "c", "court", since, entity=EDITED) == []
    desk.configure(watches, entities=[EDITED])
    desk.wait(days=1)
    assert [one.at for one in told(db, watch, query, since, entity=EDITED)] == [since]
    desk.configure(watches, entities=[ORLOV])  # and back to what it was at first
    then = told(db, watch, query, since)
    assert [one.at for one in then] == [since, desk.clock.at] and in_force(then)
    assert told(db, watch, query, since, entity=EDITED)[0].at is None


def test_an_entity_that_no_watch_names_was_never_another(desk: Desk, db: Database) -> None:
    desk.configure({"w": "entity:orlov"}, entities=[ORLOV])
    desk.configure({"c": "court"}, entities=[EDITED])
    assert told(db, None, "entity:orlov", desk.clock.at + timedelta(1), entity=EDITED) == []


@pytest.mark.parametrize("watch", ["w", None])
def test_a_zone_that_was_changed_and_is_not_in_force_is_told_where_days_are_asked_for(
    desk: Desk, db: Database, watch: str | None
) -> None:
    dated = "court published:2026-11-23"
    desk.configure({"w": dated, "c": "court"})
    desk.wait(days=1)
    since = desk.clock.at
    assert told(db, watch, dated, since) == []
    (note,) = told(db, watch, dated, since, zone="Asia/Tokyo")
    assert (note.what, note.name, note.at) == ("zone", "Asia/Tokyo", None) and not in_force([note])
    assert "changed to Asia/Tokyo and is not in force yet: live matching has days of UTC" in note.told
    assert told(db, watch and "c", "court", since, zone="Asia/Tokyo") == []
    desk.configure({"w": dated, "c": "court"}, zone="Asia/Tokyo")
    desk.wait(days=1)
    (note,) = told(db, watch, dated, since, zone="Asia/Tokyo")
    assert (note.what, note.name, note.at) == ("zone", "UTC", since) and in_force([note])
    assert told(db, watch, dated, desk.clock.at, zone="Asia/Tokyo") == []


def test_a_watch_that_does_not_run_or_did_not_is_told(desk: Desk, db: Database) -> None:
    desk.configure({"w": "court"})
    desk.wait(days=1)
    since = desk.clock.at
    desk.configure({})
    (note,) = told(db, "w", "court", since)
    assert "taken out at" in note.told and not in_force([note])
    desk.wait(days=1)
    desk.configure({"w": "court"})
    (note,) = told(db, "w", "court", since)
    assert (note.what, note.at) == ("watch", desk.clock.at) and in_force([note])
    assert "came back at" in note.told
    desk.wait(days=1)
    since = desk.clock.at
    desk.configure({"w": "court entity:orlov"})  # which is configured only afterwards
    notes = told(db, "w", "court entity:orlov", since)
    assert [one.what for one in notes] == ["watch", "query"] and not in_force(notes)
    assert "stands still since" in notes[0].told


def test_a_watch_that_looked_back_did_not_begin_when_it_was_written(desk: Desk, db: Database) -> None:
    start = desk.clock.at
    desk.wait(days=9)
    desk.configure([Watch("w", "court", since="7d")])
    assert told(db, "w", "court", start + timedelta(days=3)) == []
    (note,) = told(db, "w", "court", start)
    assert f"nothing that came before {start + timedelta(days=2):%Y-%m-%d}" in note.told
