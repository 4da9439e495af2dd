"""Matching follows the change log, and every matched version is accounted for to every reader."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from alerts import ledger, tables
from alerts.match import Matching
from alerts.settling import MAX_TERMS
from alerts.watches import Watch
from articles.analysis import FINGERPRINT
from articles.entities import Entity
from articles.query.metering import Meter
from articles.store.changes import last_change, remove
from articles.store.database import Database
from articles.store.tables import version_terms
from tests.alerts.desk import Desk, to

ANNA = "anna@reader.example"
PENDING = (ledger.PENDING, None)


def _suppressed(reason: str) -> tuple[str, str]:
    return (ledger.SUPPRESSED, reason)


def test_a_watch_meets_what_comes_after_it(desk: Desk) -> None:
    before = desk.keep("The court sat in Grozny.")
    desk.configure({"grozny": "grozny", "minsk": "minsk"}, [to(ANNA, watches=["grozny", "minsk"])])
    after = desk.keep("Back to Grozny.")
    other = desk.keep("Nothing of that.")
    assert before.change and after.change and other.change
    report = desk.match()
    assert desk.matches() == {("grozny", after.change)}
    assert desk.account() == {after.change: PENDING}
    assert (report.matches, report.position) == (1, other.change)
    assert desk.match().versions == 0


def test_many_batches_are_one_account(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
    kept = [desk.keep("Grozny again." if n % 2 else "Quiet.").change for n in range(23)]
    assert desk.match(batch=4).versions == 23
    assert set(desk.account()) == set(kept[1::2])


def test_only_what_changed_is_compiled_again(desk: Desk) -> None:
    matching = Matching(desk.db)
    watches = {f"w{n}": f"grozny w{n}" for n in range(40)} | {"e": "entity:k grozny"}

    def round_of(changed: dict[str, str], alias: str) -> int:
        desk.configure(
            [Watch(name, query) for name, query in (watches | changed).items()],
            entities=[Entity("k", "Kadyrov", aliases=(alias,))],
        )
        before = matching.compiled
        desk.keep("Grozny w7 Kadyrov.")
        matching.run(desk.clock.at)
        return matching.compiled - before

    assert round_of({}, "Kadirov") == 41
    assert round_of({}, "Kadirov") == 0
    assert round_of({"w7": "minsk w7"}, "Kadirov") == 1
    assert round_of({"w7": "minsk w7", "new": "grozny"}, "Kadirov") == 1
    assert round_of({"w7": "minsk w7"}, "Kadyrow") == 1  # the one that names the entity; `new` is dropped
    met = [(name, change) for name, change in sorted(desk.matches(), key=lambda one: (one[1], one[0]))]
    assert [name for name, _ in met] == ["e", "w7", "e", "w7", "e", "e", "new", "e"]


def test_an_edited_watch_goes_on_where_it_stood(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
    first = desk.keep("Grozny.")
    desk.match()
    between = desk.keep("Minsk and Grozny.")
    desk.configure({"w": "minsk"}, [to(ANNA, watches=["w"])])
    later = desk.keep("Grozny alone.")
    desk.match()
    assert desk.matches() == {("w", first.change), ("w", between.change)}
    assert later.change not in desk.account()
    revisions = [(row.number, row.query) for row in desk.rows(tables.watch_revisions)]
    assert revisions == [(1, "grozny"), (2, "minsk")]


def test_a_story_is_for_searching_not_for_watching(desk: Desk) -> None:
    (broken,) = desk.configure({"s": "story:7", "w": "grozny"})
    assert broken.id == "s"
    assert "story" in broken.error


def test_notes_and_blanks_make_no_revision(desk: Desk) -> None:
    desk.configure([Watch("w", "grozny  court", "why")])
    desk.configure([Watch("w", "grozny court", "other notes")])
    assert len(desk.rows(tables.watch_revisions)) == 1


def test_a_broken_watch_stops_alone_and_catches_up(desk: Desk) -> None:
    desk.configure({"a": "grozny", "b": "grozny"}, [to(ANNA, watches=["a", "b"])])
    first = desk.keep("Grozny.")
    desk.match()
    broken = desk.configure({"a": "grozny AND (", "b": "grozny"}, [to(ANNA, watches=["a", "b"])])
    assert [one.id for one in broken] == ["a"]
    assert broken[0].position == first.change
    second = desk.keep("Grozny and Minsk.")
    desk.match()
    assert ("b", second.change) in desk.matches()
    assert ("a", second.change) not in desk.matches()
    again = desk.configure({"a": "minsk AND )", "b": "grozny"}, [to(ANNA, watches=["a", "b"])])
    assert again[0].position == first.change
    desk.configure({"a": "minsk", "b": "grozny"}, [to(ANNA, watches=["a", "b"])])
    third = desk.keep("Minsk.")
    desk.match()
    assert {("a", second.change), ("a", third.change)} <= desk.matches()
    assert [row.position for row in desk.rows(tables.watch_revisions) if row.error is None] == [
        None,
        None,
        None,
    ]


def test_a_watch_broken_from_the_start_catches_up_from_there(desk: Desk) -> None:
    old = desk.keep("Grozny before.")
    desk.configure({"a": "grozny ("})
    new = desk.keep("Grozny after.")
    desk.match()
    desk.configure({"a": "grozny"})
    desk.match()
    assert desk.matches() == {("a", new.change)}
    assert old.change != new.change


def test_history_goes_over_to_the_new_name(desk: Desk) -> None:
    desk.configure({"old": "grozny"})
    kept = desk.keep("Grozny.")
    desk.match()
    desk.configure([Watch("new", "grozny", was="old")])
    desk.match()
    assert desk.matches() == {("new", kept.change)}
    assert len(desk.rows(tables.watches)) == 1


def test_a_watch_taken_out_and_put_back_begins_anew(desk: Desk) -> None:
    desk.configure({"w": "grozny"})
    desk.configure({})
    away = desk.keep("Grozny.")
    desk.match()
    desk.configure({"w": "grozny"})
    back = desk.keep("Grozny again.")
    desk.match()
    assert desk.matches() == {("w", back.change)}
    assert away.change != back.change


def test_an_edited_entity_is_a_new_revision(desk: Desk) -> None:
    watch = {"w": "entity:k"}
    desk.configure(watch, entities=[Entity("k", "Ramzan Kadyrov", notes="a")])
    desk.keep("Глава Кадыровых.")
    one = desk.keep("Ramzan Kadyrov spoke.")
    desk.match()
    desk.configure(watch, entities=[Entity("k", "Ramzan Kadyrov", aliases=("Кадыров*",), notes="b")])
    two = desk.keep("Речь Кадырова.")
    desk.match()
    assert desk.matches() == {("w", one.change), ("w", two.change)}
    assert desk.configure(watch, entities=[])[0].id == "w"
    revisions = {row.change: row.entities["k"] for row in desk.rows(tables.matches)}
    assert revisions[one.change] != revisions[two.change]


def test_a_match_says_why(desk: Desk) -> None:
    desk.configure(
        {"w": "entity:k AND (detain* OR torture) AND lang:en"}, entities=[Entity("k", "Ramzan Kadyrov")]
    )
    desk.keep("Two were DETAINED, others detained.\n\nRamzan Kadyrov said no.", "Detainees")
    desk.match()
    (row,) = desk.rows(tables.matches)
    told = {part["part"]: part for part in row.parts}
    assert told["entity:k"]["label"] == "Ramzan Kadyrov"
    assert told["detain*"]["found"] == ["Detainees", "DETAINED"]
    assert set(told["detain*"]["fields"]) == {"title", "body"}
    assert "torture" not in told
    assert any(part.startswith("lang") and not told[part]["found"] for part in told)
    assert ["title", 0, 9] in row.spans


def test_relative_times_count_from_when_it_was_seen(desk: Desk) -> None:
    desk.configure({"w": "grozny seen:1d"})
    kept = desk.keep("Grozny.")
    desk.wait(days=10)
    desk.match()
    assert desk.matches() == {("w", kept.change)}


def test_the_past_is_counted_and_not_pending(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
    past = desk.keep("Grozny then.", past=True)
    desk.match()
    assert desk.account() == {past.change: _suppressed(ledger.PAST)}


def test_an_edit_is_no_news_but_for_a_watch_it_newly_meets(desk: Desk) -> None:
    desk.configure({"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["g", "m"])])
    url = "https://paper.example/live"
    one = desk.keep("Grozny.", url=url)
    two = desk.keep("Grozny, corrected.", url=url)
    desk.match()
    assert desk.account() == {one.change: PENDING, two.change: _suppressed(ledger.EDITED)}
    three = desk.keep("Grozny and now Minsk.", url=url)
    four = desk.keep("Grozny and now Minsk too.", url=url)
    desk.match()
    assert desk.account() == {
        one.change: PENDING,
        two.change: _suppressed(ledger.EDITED),
        three.change: PENDING,
        four.change: _suppressed(ledger.EDITED),
    }


def test_an_edit_of_the_past_is_past(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    url = "https://paper.example/old"
    desk.keep("Grozny.", url=url, past=True)
    edit = desk.keep("Grozny, corrected.", url=url)
    desk.match()
    assert desk.account().get(edit.change or 0) == _suppressed(ledger.EDITED_PAST)


def test_an_edit_that_first_meets_the_watch_is_news(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    url = "https://paper.example/1"
    desk.keep("Quiet.", url=url)
    edit = desk.keep("Quiet in Grozny.", url=url)
    desk.match()
    assert desk.account() == {edit.change: PENDING}


def test_our_own_rereading_is_no_news(desk: Desk) -> None:
    desk.configure({"m": "minsk"}, [to(ANNA, watches=["m"])])
    url = "https://paper.example/1"
    desk.keep("Grozny.", url=url, response_hash="same", extractor="e1")
    reread = desk.keep("Grozny. Minsk.", url=url, response_hash="same", extractor="e2")
    assert reread.status == "re-extracted"
    desk.match()
    assert desk.account() == {reread.change: _suppressed(ledger.RE_EXTRACTED)}


def test_an_edit_of_what_only_we_read_anew_is_news(desk: Desk) -> None:
    desk.configure({"m": "minsk"}, [to(ANNA, watches=["m"])])
    url = "https://paper.example/1"
    desk.keep("Grozny.", url=url, response_hash="same", extractor="e1")
    reread = desk.keep("Grozny. Minsk.", url=url, response_hash="same", extractor="e2")
    edit = desk.keep("Grozny. Minsk once more.", url=url, response_hash="other", extractor="e2")
    desk.match()
    assert desk.account() == {reread.change: _suppressed(ledger.RE_EXTRACTED), edit.change: PENDING}


def test_the_first_text_of_an_article_is_news(desk: Desk) -> None:
    desk.configure({"m": "minsk"}, [to(ANNA, watches=["m"])])
    url = "https://paper.example/1"
    desk.keep("", url=url, response_hash="same", extractor="e1")
    reread = desk.keep("Minsk.", url=url, response_hash="same", extractor="e2")
    desk.match()
    assert desk.account() == {reread.change: PENDING}


def test_readers_get_what_comes_after_they_are_added(desk: Desk) -> None:
    bela = "bela@reader.example"
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
    one = desk.keep("Grozny one.")
    desk.match()
    desk.configure({"w": "grozny"}, [to(ANNA, bela, watches=["w"], send="hourly")])
    two = desk.keep("Grozny two.")
    desk.match()
    assert set(desk.account()) == {one.change, two.change}
    assert set(desk.account(bela)) == {two.change}
    desk.configure({"w": "grozny"}, [to(bela, watches=["w"])])
    three = desk.keep("Grozny three.")
    desk.match()
    assert desk.account() == {
        one.change: _suppressed(ledger.READER_GONE),
        two.change: _suppressed(ledger.READER_GONE),
    }
    assert desk.account(bela) == {two.change: PENDING, three.change: PENDING}


def test_a_watch_that_is_dropped_takes_what_waits_only_for_it(desk: Desk) -> None:
    watches = {"g": "grozny", "m": "minsk"}
    desk.configure(watches, [to(ANNA, watches=["g", "m"])])
    one, both = desk.keep("Grozny."), desk.keep("Grozny and Minsk.")
    desk.match()
    desk.configure(watches, [to(ANNA, watches=["m"])])
    assert desk.account() == {one.change: _suppressed(ledger.WATCH_GONE), both.change: PENDING}


def test_a_mended_watch_brings_back_an_edit_that_it_is_the_first_to_meet(desk: Desk) -> None:
    desk.configure({"g": "grozny", "m": "minsk ("}, [to(ANNA, watches=["g", "m"])])
    url = "https://paper.example/1"
    one = desk.keep("Grozny.", url=url)
    two = desk.keep("Grozny and Minsk.", url=url)
    desk.match()
    assert desk.account() == {one.change: PENDING, two.change: _suppressed(ledger.EDITED)}
    desk.configure({"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["g", "m"])])
    desk.match()
    assert desk.account() == {one.change: PENDING, two.change: PENDING}


def test_a_mended_watch_brings_back_what_a_dropped_one_took_along(desk: Desk) -> None:
    desk.configure({"g": "grozny", "m": "minsk ("}, [to(ANNA, watches=["g", "m"])])
    both = desk.keep("Grozny and Minsk.")
    desk.match()
    desk.configure({"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["m"])])
    assert desk.account() == {both.change: _suppressed(ledger.WATCH_GONE)}
    desk.match()
    assert desk.account() == {both.change: PENDING}


def test_what_cannot_be_judged_is_put_aside_and_stops_nothing(desk: Desk) -> None:
    desk.configure({"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["g", "m"])])
    long = desk.keep("Grozny. " + "x " * MAX_TERMS)
    short = desk.keep("Grozny and Minsk.")
    report = desk.match()
    assert report.set_aside == 1
    (aside,) = desk.rows(tables.set_aside)
    assert aside.change == long.change
    assert "too long" in aside.reason
    assert desk.account() == {short.change: PENDING}


def test_what_takes_too_much_work_is_put_aside_and_stops_nothing(desk: Desk) -> None:
    desk.configure(
        {"close": "(minsk NEAR/9 brest) NEAR/9 grozny", "g": "grozny"}, [to(ANNA, watches=["close", "g"])]
    )
    many = desk.keep("Minsk, Brest, Grozny. " * 100)
    few = desk.keep("Minsk, Brest, Grozny. " * 3)
    Matching(desk.db, meter=lambda: Meter(each=500)).run(desk.clock.at)
    (aside,) = desk.rows(tables.set_aside)
    assert (aside.change, aside.reason) == (
        many.change,
        "judging it would take more work than it may (500 places)",
    )
    assert desk.matches() == {("g", many.change), ("close", few.change), ("g", few.change)}


def test_a_damaged_row_is_put_aside(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    bad, good = desk.keep("Grozny one."), desk.keep("Grozny two.")
    with desk.db.write() as conn:
        there = conn.execute(version_terms.select().where(version_terms.c.change == bad.change)).one()
        conn.execute(
            version_terms.update()
            .where(version_terms.c.change == bad.change)
            .values(terms=there.terms[:40], fingerprint=FINGERPRINT)
        )
    desk.match()
    assert desk.account() == {good.change: PENDING}
    assert [row.change for row in desk.rows(tables.set_aside)] == [bad.change]


def test_a_damaged_earlier_version_stops_nothing(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    url = "https://paper.example/1"
    first = desk.keep("Quiet.", url=url, response_hash="same", extractor="e1")
    reread = desk.keep("Quiet. Grozny.", url=url, response_hash="same", extractor="e2")
    good = desk.keep("Grozny two.")
    with desk.db.write() as conn:
        conn.exec_driver_sql("UPDATE versions SET captions = '[' WHERE \"change\" = ?", (first.change,))
    desk.match()
    assert desk.account() == {good.change: PENDING}
    assert [row.change for row in desk.rows(tables.set_aside)] == [first.change, reread.change]


def test_a_removed_article_is_passed_over(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    kept = desk.keep("Grozny.")
    with desk.db.write() as conn:
        remove(conn, kept.article_id, desk.clock.at, "asked to")
        end = last_change(conn)
    desk.match()
    assert desk.matches() == set()
    assert end > (kept.change or 0)


def test_two_rounds_at_once_write_each_match_once(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    desk.keep_many(60, "Grozny.")
    with (
        Database.open(desk.db.path, clock=desk.clock) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        rounds = [pool.submit(one.match, batch=5) for one in (desk, Desk(other, desk.clock))]
        assert sum(done.result().matches for done in rounds) == 60
    assert len(desk.matches()) == len(desk.account()) == 60


def test_a_round_that_is_stopped_goes_on_later(desk: Desk) -> None:
    desk.configure({"g": "grozny"})
    desk.keep_many(20, "Grozny.")
    stop = Event()
    stop.set()
    assert desk.match(batch=5, stop=stop).matches == 5
    assert desk.match(batch=5).matches == 15
