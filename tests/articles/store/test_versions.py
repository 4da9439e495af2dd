"""What an arrival becomes, and under which article it is kept."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from articles.analysis import analyse
from articles.errors import ArticlesError
from articles.names.article_keys import KEY_RULES, article_keys
from articles.store import changes
from articles.store.database import Database
from articles.store.projecting import projected
from articles.store.renewing import renew
from articles.store.tables import article_links, version_names, version_terms
from articles.store.version_rows import content_hash
from articles.store.versions import (
    Arrival,
    Kept,
    article_versions,
    find_article,
    keep,
    known_urls,
    load,
)
from tests.articles.arriving import MONDAY, arrival, day


def kept(db: Database, *arrivals: Arrival) -> list[Kept]:
    with db.write() as conn:
        return [keep(conn, one) for one in arrivals]


def test_an_arrival_is_kept_whole(db: Database) -> None:
    arrived = arrival(captions=("A man.",), authors=("Ann Lee",), published=day(MONDAY), tags=("law",))
    (result,) = kept(db, arrived)
    assert result == Kept(1, 1, "new")
    with db.read() as conn:
        (stored,) = load(conn, [1])
        assert changes.read_changes(conn, 0, 10) == [changes.Change(1, "version added", 1, 1, MONDAY)]
    version = stored.version
    assert version.content == arrived.content
    assert version.origin == arrived.origin
    assert (version.site, version.url) == ("paper.example", "https://paper.example/news/1")
    assert (version.seen, version.first_seen, version.current, version.number) == (MONDAY, MONDAY, True, 1)
    assert stored.analysed == analyse(arrived.content)


@pytest.mark.parametrize(
    "text", ["The court sat on Monday.\n\nNobody came.", " The court  sat on\nMonday. Nobody came.\n"]
)
def test_the_same_text_again_changes_nothing(db: Database, text: str) -> None:
    kept(db, arrival())
    (again,) = kept(db, arrival(text=text, seen=MONDAY + timedelta(hours=1), response_hash="other"))
    assert again == Kept(1, None, "unchanged")
    with db.read() as conn:
        assert changes.last_change(conn) == 1


def test_a_changed_text_is_an_edit(db: Database) -> None:
    later = MONDAY + timedelta(hours=1)
    kept(db, arrival(response_hash="a"))
    (edited,) = kept(db, arrival(text="The court rose.", seen=later, response_hash="b"))
    assert edited == Kept(1, 2, "edited")
    with db.read() as conn:
        first, second = article_versions(conn, 1)
    assert (first.current, second.current) == (False, True)
    assert (second.number, second.seen, second.first_seen) == (2, later, MONDAY)
    assert second.reason == "edited"


def test_what_only_our_extractor_changed_is_no_edit(db: Database) -> None:
    kept(db, arrival(response_hash="a"))
    (again,) = kept(db, arrival(text="The court sat.", extractor="e2", response_hash="a"))
    assert again == Kept(1, 2, "re-extracted")


def test_the_page_is_compared_with_its_last_reading_not_with_the_one_kept(db: Database) -> None:
    kept(db, arrival(response_hash="a"), arrival(response_hash="b"))
    (again,) = kept(db, arrival(text="The court sat.", extractor="e2", response_hash="b"))
    assert again.status == "re-extracted"


def test_the_first_text_of_an_article_is_an_edit_even_if_only_the_extractor_changed(db: Database) -> None:
    kept(db, arrival(text="", response_hash="a"))
    (again,) = kept(db, arrival(text="The court sat.", extractor="e2", response_hash="a"))
    assert again.status == "edited"


def test_a_page_that_lost_its_text_is_not_an_edit(db: Database) -> None:
    kept(db, arrival())
    assert kept(db, arrival(text=""))[0] == Kept(1, None, "unchanged")


def test_a_date_found_later_is_kept_and_not_lost_again(db: Database) -> None:
    first = kept(db, arrival(), arrival(published=day(MONDAY)))
    assert [one.status for one in first] == ["new", "re-extracted"]
    second = kept(db, arrival(), arrival(text="The court rose."))
    assert [one.status for one in second] == ["unchanged", "edited"]
    with db.read() as conn:
        assert article_versions(conn, 1)[-1].content.published == day(MONDAY)


@pytest.mark.parametrize(
    "twin",
    [
        "http://www.paper.example/news/1?utm_source=feed#top",
        "https://m.paper.example/news/1",
        "https://paper.example/news/1/",
    ],
)
def test_twins_are_one_article(db: Database, twin: str) -> None:
    kept(db, arrival())
    assert kept(db, arrival(twin))[0] == Kept(1, None, "unchanged")
    with db.read() as conn:
        assert find_article(conn, twin) == 1
        assert known_urls(conn, [twin, "https://paper.example/news/2"]) == {twin: 1}


def test_any_known_address_joins_and_the_others_become_known(db: Database) -> None:
    kept(db, arrival())
    new = "https://paper.example/2026/court-sits"
    assert kept(db, arrival(new, more=("https://paper.example/news/1",)))[0].article_id == 1
    claimed = "https://paper.example/print/77"
    assert kept(db, arrival(claimed, canonical=new))[0].article_id == 1
    with db.read() as conn:
        assert find_article(conn, claimed) == 1


def test_of_two_known_articles_the_older_goes_on_and_both_keep_their_number(db: Database) -> None:
    other = "https://paper.example/news/2"
    kept(db, arrival(), arrival(other, text="The other page."))
    for _ in range(2):
        (result,) = kept(db, arrival(other, text="The court rose.", canonical="https://paper.example/news/1"))
        assert result.article_id == 1
    with db.read() as conn:
        links = conn.execute(sa.select(article_links.c.older, article_links.c.newer)).all()
        assert links == [(1, 2)]
        assert find_article(conn, other) == 2
        assert len(article_versions(conn, 2)) == 1


def test_the_text_kept_decides_nothing_about_identity(db: Database) -> None:
    first, second = kept(db, arrival(), arrival("https://paper.example/news/2"))
    assert (first.article_id, second.article_id) == (1, 2)


def test_an_arrival_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(ArticlesError), db.write() as conn:
        keep(conn, arrival())
        keep(conn, arrival("https://"))
    with db.read() as conn:
        assert changes.last_change(conn) == 0
        assert find_article(conn, "https://paper.example/news/1") is None
    assert kept(db, arrival())[0] == Kept(1, 1, "new")


def test_terms_of_another_analyser_are_made_anew(db: Database) -> None:
    kept(db, arrival())
    with db.write() as conn:
        stale = b"PT1" + b"0" * 16 + b"not readable"
        conn.execute(sa.update(version_terms).values(terms=stale, fingerprint="0" * 16))
    with db.read() as conn:
        assert load(conn, [1])[0].analysed == analyse(arrival().content)
    with db.write() as conn:
        assert renew(conn, 0, 10) == 1
        assert renew(conn, 0, 10) is None


def test_name_keys_are_kept_with_an_arrival(db: Database) -> None:
    arrived = arrival(text="Ann Lee met President Aliyev.")
    kept(db, arrived)
    with db.write() as conn:
        (one,) = projected(conn, [1])
        assert (one.stored, one.superseded_by) == (load(conn, [1])[0], None)
        assert one.names == article_keys(arrived.content)
        assert one.content_hash == content_hash(arrived.content)
        assert conn.scalars(sa.select(version_names.c.rules)).all() == [KEY_RULES]
        assert renew(conn, 0, 10) is None


@pytest.mark.parametrize("older", ["none", "other rules"])
def test_name_keys_of_other_rules_are_worked_out_anew(db: Database, older: str) -> None:
    arrivals = [arrival(f"https://paper.example/{n}", text=f"Ann Lee{n} spoke.") for n in range(3)]
    kept(db, *arrivals)
    with db.write() as conn:
        first = version_names.c.change <= 2
        if older == "none":
            conn.execute(sa.delete(version_names).where(first))
        else:
            conn.execute(sa.update(version_names).where(first).values(rules="0" * 16, packed=b"not readable"))
    expected = {n + 1: article_keys(one.content) for n, one in enumerate(arrivals)}
    with db.read() as conn:
        assert {one.stored.version.change: one.names for one in projected(conn, [3, 1, 2])} == expected
    with db.write() as conn:
        changes.remove(conn, 2, MONDAY, "what was removed gets no keys again")
        assert renew(conn, 0, 1) == 1
        assert renew(conn, 1, 1) is None
        rows = conn.execute(sa.select(version_names.c.change, version_names.c.rules)).all()
        assert sorted(rows) == [(1, KEY_RULES), (3, KEY_RULES)]
        assert [one.names for one in projected(conn, [1, 2])] == [expected[1]]


def test_what_was_removed_is_gone_and_does_not_come_back(db: Database) -> None:
    kept(db, arrival(), arrival(text="Edited."), arrival("https://paper.example/news/2"))
    with db.write() as conn:
        assert changes.remove(conn, 1, MONDAY, "asked for by a court") == 4
        assert changes.remove(conn, 1, MONDAY, "again") is None
    with db.read() as conn:
        assert changes.read_changes(conn, 3, 10) == [changes.Change(4, "removed", 1, None, MONDAY)]
        assert article_versions(conn, 1) == []
        assert [one.version.change for one in load(conn, [1, 2, 3])] == [3]
    assert kept(db, arrival(text="Back again."))[0] == Kept(1, None, "unchanged")
    with db.read() as conn:
        raw = conn.exec_driver_sql(
            "SELECT count(*) FROM versions WHERE text LIKE '%court%' OR text = 'Edited.'"
        )
        assert raw.scalar() == 1


def test_versions_come_in_the_order_asked_for(db: Database) -> None:
    kept(db, *(arrival(f"https://paper.example/{n}") for n in range(1, 1203)))
    with db.read() as conn:
        assert [one.version.change for one in load(conn, [1100, 3, 9999, 700])] == [1100, 3, 700]
