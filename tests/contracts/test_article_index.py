"""What every search engine must do for presswatch, whichever it is: the guarantees of `ArticleIndex`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from articles.analysis import analyse
from articles.article import Content, Origin, Published, Version
from articles.errors import IndexUnavailable
from articles.index.documents import to_index
from articles.index.port import ArticleIndex, Days, IndexDocument, IndexState, Order, Scope
from articles.query.nodes import EntityRef, In, Node, Not, Or, Phrase, Term, Wildcard
from articles.query.parser import parse
from articles.store.versions import Stored
from tests.articles.arriving import MONDAY, day
from tests.articles.engines import ENGINES, Engine, opening

HOUR = timedelta(hours=1)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Opens one and the same engine as often as it is called, as several processes would."""
    with opening(request.param, tmp_path, request) as opened:
        yield opened


def document(
    change: int,
    text: str = "",
    title: str = "",
    *,
    captions: tuple[str, ...] = (),
    authors: tuple[str, ...] = (),
    published: Published | None = None,
    language: str | None = "en",
    origin: Origin | None = None,
    seen: datetime = MONDAY,
    superseded: int | None = None,
    site: str = "paper.example",
    story: int = 0,
) -> IndexDocument:
    content = Content(title, text, captions, authors, published, language)
    version = Version(
        change=change,
        article_id=change,
        number=1,
        url=f"https://{site}/{change}",
        site=site,
        content=content,
        origin=origin or Origin("paper", "The Paper", "GB"),
        seen=seen,
        first_seen=seen,
        current=True,
        past=False,
        reason="new",
        story=story,
    )
    return to_index(Stored(version, analyse(content)), superseded)


def state(change: int) -> IndexState:
    return IndexState("lineage", "fingerprint", change)


def filled(engine: Engine, *documents: IndexDocument) -> ArticleIndex:
    index = engine()
    index.apply(documents, [], state(max(one.change for one in documents)))
    return index


def found(index: ArticleIndex, query: str | Node, **options: object) -> list[int]:
    tree = parse(query) if isinstance(query, str) else query
    answer = index.find(tree, MONDAY, **options)  # type: ignore[arg-type]
    assert answer.exact
    scope = options.get("scope", Scope())
    count = index.count(tree, MONDAY, scope=scope)  # type: ignore[arg-type]
    assert count.exact
    if not options.keys() - {"scope"}:
        assert count.high == len(answer.hits)
    return [hit.change for hit in answer.hits]


def test_new_it_has_no_state_and_no_answers(engine: Engine) -> None:
    index = engine()
    assert index.state() is None
    assert found(index, "court") == []
    index.clear()
    assert index.state() is None


def test_the_state_comes_with_the_documents(engine: Engine) -> None:
    index = filled(engine, document(1, "court"), document(2, "court"))
    assert index.state() == state(2)
    index.apply([], [], state(7))
    assert index.state() == state(7)
    assert index.find(parse("court"), MONDAY).change == 7
    index.clear()
    assert index.state() is None
    assert found(index, "court") == []


def test_applying_again_changes_nothing(engine: Engine) -> None:
    index = filled(engine, document(1, "court"), document(2, "court"))
    index.apply([document(2, "court"), document(1, "judge")], [], state(2))
    assert found(index, "court") == [2]
    index.apply([], [1, 2, 3], state(3))
    assert found(index, "court OR judge") == []


def test_another_reader_sees_what_was_applied(engine: Engine) -> None:
    reader = engine()
    assert found(reader, "court") == []
    index = filled(engine, document(1, "court"))
    assert found(reader, "court") == [1]
    index.apply([document(2, "court")], [], state(2))
    assert found(reader, "court") == [2, 1]
    assert reader.state() == state(2)


def test_there_is_one_writer(engine: Engine) -> None:
    filled(engine, document(1, "court"))
    with pytest.raises(IndexUnavailable, match="another process"):
        engine().apply([document(2, "court")], [], state(2))


def test_a_bare_word_is_looked_for_in_title_body_and_captions_only(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, title="Court"),
        document(2, "The COURT sat."),
        document(3, captions=("A court.",)),
        document(4, authors=("Ann Court",)),
        document(5, origin=Origin("court", "Court News", tags=("court",)), site="court.example"),
    )
    assert found(index, "court") == [3, 2, 1]
    assert found(index, "title:court") == [1]
    assert found(index, "body:court") == [2]
    assert found(index, "caption:court") == [3]
    assert found(index, "author:court") == [4]
    assert found(index, "lead:court") == [2]


def test_the_lead_is_the_first_paragraph(engine: Engine) -> None:
    index = filled(
        engine, document(1, "The court sat.\n\nThe judge rose."), document(2, "word " * 61 + "judge")
    )
    assert found(index, "lead:judge") == []
    assert found(index, "lead:court") == [1]
    assert found(index, "body:judge") == [2, 1]


def test_a_phrase_stays_within_one_paragraph_of_one_field(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "The supreme court sat."),
        document(2, "It was supreme.\n\nCourt sat.", "court", captions=("supreme", "court")),
        document(3, "court supreme"),
        document(4, title="supreme", text="court"),
    )
    assert found(index, '"supreme court"') == [1]
    assert found(index, 'NOT "supreme court" supreme') == [4, 3, 2]
    assert found(index, '"supreme supreme"') == []


def test_words_of_scripts_without_spaces_and_names_with_apostrophes(engine: Engine) -> None:
    index = filled(
        engine, document(1, "人权律师被捕"), document(2, "权人"), document(3, "O’Brien, l'ONU, Al-Assad")
    )
    assert found(index, "人权") == [1]
    assert found(index, "O'Brien") == [3]
    assert found(index, "onu al-assad") == [3]


def test_wildcards_alone_and_in_phrases(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "detained in Grozny"),
        document(2, "detention centre, kadirov said"),
        document(3, "Kadyrovs said no\n\nsaid Kadyrov"),
        document(4, "deta in; ķádýrōv went"),
    )
    assert found(index, "detain*") == [1]
    assert found(index, "det*") == [4, 2, 1]
    assert found(index, "kad?rov") == [4, 3, 2]
    assert found(index, '"kad?rov* said"') == [3, 2]
    assert found(index, '"said kad?rov*"') == [3]
    assert found(index, "kad?rov* -said") == [4]
    assert found(index, Phrase((Wildcard("?"), Term("权")))) == []


def test_letters_that_patterns_could_mistake_are_letters(engine: Engine) -> None:
    index = filled(engine, document(1, "C++ a_b $100 100% x² 50€"), document(2, "人权"))
    for word in ("c++", "a_b", "$100", "100%", "x²", "50€"):
        assert found(index, word)[:1] == [1]
    assert found(index, Phrase((Wildcard("?"), Term("权")))) == [2]


def test_a_very_long_word_is_found(engine: Engine) -> None:
    long = "a" * 20_000
    index = filled(engine, document(1, f"before {long * 5} after"), document(2, "aaaa"))
    assert found(index, long) == [1]
    assert found(index, '"before aaa* after"') == [1]


def test_a_pattern_of_very_many_words_still_finds_all(engine: Engine) -> None:
    words = [f"ab{n:05}" for n in range(40_000)]
    index = filled(
        engine, *(document(n + 1, " said ".join(words[n * 2000 : (n + 1) * 2000])) for n in range(20))
    )
    answer = index.find(parse('"ab* said"'), MONDAY)
    assert {hit.change for hit in answer.hits} == set(range(1, 21))
    assert len(found(index, "ab*")) == 20


def test_a_pattern_too_large_for_the_engine_still_finds_all(engine: Engine) -> None:
    index = filled(engine, document(1, f"ab{'c' * 120} said"), document(2, "abd " + "x" * 300))
    huge = "ab" + "?*" * 110
    for tree in (Wildcard(huge), Phrase((Wildcard(huge), Term("said")))):
        assert 1 in [hit.change for hit in index.find(tree, MONDAY).hits]


def test_labels(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "x", origin=Origin("tass-en", "ТАСС (English)", "RU", ("State media", "wire"))),
        document(2, "x", origin=Origin("bbc", "BBC News", "GB"), language="ru", site="bbc.co.uk"),
        document(3, "x", origin=Origin("bbc-2", "BBC"), language=None),
    )
    assert found(index, "source:tass-en") == [1]
    assert found(index, "source:bbc") == [3, 2]
    assert found(index, 'source:"bbc news"') == [2]
    assert found(index, "tag:state-media tag:WIRE") == [1]
    assert found(index, "site:www.bbc.co.uk") == [2]
    assert found(index, "x -lang:ru") == [3, 1]
    assert found(index, "country:ru") == [1]


def test_stories(engine: Engine) -> None:
    index = filled(engine, document(1, "x"), document(2, "x", story=1), document(3, "x"))
    assert found(index, "story:1") == [2, 1]
    assert found(index, "x -story:1") == found(index, "story:3") == [3]


def test_a_date_of_publication_is_an_interval_and_no_date_is_on_no_side(engine: Engine) -> None:
    noon = MONDAY.replace(hour=12)
    index = filled(
        engine,
        document(1, "x", published=day(MONDAY)),
        document(2, "x", published=Published(noon, noon + timedelta(minutes=1), "time", "meta")),
        document(3, "x"),
        document(4, "x", published=day(MONDAY - timedelta(days=3))),
    )
    assert found(index, "published:2026-11-23") == [2, 1]
    assert found(index, "published:..2026-11-22") == [4]
    assert found(index, "published:2026-11-23T13:00..") == [1]
    assert found(index, "published:2d") == [2, 1]
    assert found(index, "x -published:2026-11-23") == [4]
    assert found(index, "x NOT (published:2026-11-23 AND x)") == [4]
    assert found(index, "x NOT (published:2026-11-23 AND y)") == [4, 3, 2, 1]
    assert found(index, "x", scope=Scope(undated=True)) == [3]


def test_seen(engine: Engine) -> None:
    index = filled(engine, document(1, "x", seen=MONDAY - HOUR), document(2, "x", seen=MONDAY - 30 * HOUR))
    assert found(index, "seen:24h") == [1]
    assert found(index, "x -seen:24h") == [2]
    assert found(index, "seen:2026-11-22") == [2]
    assert found(index, "seen:2026-11-01..2026-11-21") == []


def test_boolean_operators_look_at_the_whole_article(engine: Engine) -> None:
    index = filled(engine, document(1, "judge", "court"), document(2, "judge"), document(3, "court clerk"))
    assert found(index, "court judge") == [1]
    assert found(index, "court OR judge") == [3, 2, 1]
    assert found(index, "court NOT (judge OR clerk)") == []
    assert found(index, Or((Not(Term("court")), Term("clerk")))) == [3, 2]
    assert found(index, Not(Term("court"))) == [2]
    assert found(index, Not(Not(Term("clerk")))) == [3]
    assert found(index, In("title", Not(Term("court")))) == [3, 2]


def test_what_cannot_be_asked_is_asked_wider_and_said_so(engine: Engine) -> None:
    index = filled(engine, document(1, "WHO met"), document(2, "who met"), document(3, "they met"))
    for tree in (parse("=WHO"), parse('="WHO met"'), parse("met =WHO")):
        answer = index.find(tree, MONDAY)
        assert [hit.change for hit in answer.hits] == [2, 1]
        assert not answer.exact
        count = index.count(tree, MONDAY)
        assert (count.low, count.high) == (0, 2)


def test_under_a_negation_what_cannot_be_asked_is_left_out(engine: Engine) -> None:
    index = filled(engine, document(1, "WHO met"), document(2, "who met"), document(3, "they met"))
    answer = index.find(parse("met -=WHO -they"), MONDAY)
    assert [hit.change for hit in answer.hits] == [2, 1]
    assert not answer.exact


def test_an_unknown_part_is_for_the_judge(engine: Engine) -> None:
    index = filled(engine, document(1, "court"), document(2, "judge"))
    for tree in (EntityRef("kadyrov"), Not(EntityRef("kadyrov"))):
        answer = index.find(tree, MONDAY)
        assert [hit.change for hit in answer.hits] == [2, 1]
        assert not answer.exact


def test_search_sees_current_versions_and_a_repeated_search_those_of_then(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "court", superseded=3),
        document(2, "court"),
        document(3, "judge"),
        document(4, "court"),
    )
    assert found(index, "court") == [4, 2]
    assert found(index, "court", scope=Scope(as_of=1)) == [1]
    assert found(index, "court", scope=Scope(as_of=2)) == [2, 1]
    assert found(index, "court", scope=Scope(as_of=3)) == [2]
    assert found(index, "court", scope=Scope(as_of=0)) == []
    assert found(index, "court", scope=Scope(superseded=True)) == [4, 2, 1]
    assert found(index, "court", scope=Scope(as_of=3, superseded=True)) == [2, 1]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("newest", [4, 3, 1, 2]), ("oldest", [2, 1, 3, 4]), ("published", [2, 3, 1, 4])],
)
def test_orders_and_pages(engine: Engine, order: Order, expected: list[int]) -> None:
    index = filled(
        engine,
        document(1, "x", published=day(MONDAY - timedelta(days=9))),
        document(2, "x", published=day(MONDAY), seen=MONDAY - HOUR),
        document(3, "x", published=day(MONDAY - timedelta(days=2))),
        document(4, "x", seen=MONDAY + HOUR),
    )
    assert found(index, "x", order=order) == expected
    after, seen = None, []
    while True:
        page = index.find(parse("x"), MONDAY, order=order, limit=3, after=after)
        seen += [hit.change for hit in page.hits]
        if not page.more:
            break
        after = page.hits[-1].key
    assert seen == expected


def test_pages_of_one_moment_hold_everything_once(engine: Engine) -> None:
    """All seen in one second, written in pieces that the engine merges as it likes."""
    index = engine()
    for start in range(1, 200, 20):
        index.apply([document(n, "x") for n in range(start, start + 20)], [], state(start + 19))
    after, seen = None, []
    while True:
        page = index.find(parse("x"), MONDAY, limit=7, after=after)
        seen += [hit.change for hit in page.hits]
        if not page.more:
            break
        after = page.hits[-1].key
    assert seen == list(range(200, 0, -1))


def test_relevance(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "The court sat. " + "Much was said about other things. " * 30),
        document(2, "Court, court, court.", "The court"),
        document(3, "A court."),
        document(4, "A court."),
        document(5, "Nothing."),
    )
    assert found(index, "court", order="relevance") == [2, 4, 3, 1]
    first = index.find(parse("court"), MONDAY, order="relevance", limit=3)
    rest = index.find(parse("court"), MONDAY, order="relevance", limit=3, after=first.hits[-1].key)
    assert [hit.change for hit in rest.hits] == [1]
    assert (first.more, rest.more) == (True, False)


def test_counts_by_value(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "x", origin=Origin("a", "A", "RU", ("t 1", "T2"))),
        document(2, "x", origin=Origin("a", "A", "RU", ("t 1",)), seen=MONDAY - 24 * HOUR),
        document(3, "x", origin=Origin("b", "B"), language="ru", site="b.example"),
        document(4, "y", origin=Origin("b", "B")),
    )
    tree = parse("x")
    assert index.count(tree, MONDAY, by="source").by == {"a": 2, "b": 1}
    assert index.count(tree, MONDAY, by="country").by == {"RU": 2}
    assert index.count(tree, MONDAY, by="lang").by == {"en": 2, "ru": 1}
    assert index.count(tree, MONDAY, by="tag").by == {"t 1": 2, "T2": 1}
    assert index.count(tree, MONDAY, by="site").by == {"paper.example": 2, "b.example": 1}
    assert index.count(tree, MONDAY, by="day").by == {"2026-11-23": 2, "2026-11-22": 1}


@pytest.mark.parametrize("name", ["seen", "published"])
def test_days_are_those_of_a_zone(engine: Engine, name: Literal["seen", "published"]) -> None:
    """Berlin's days around the end of summer time, when a day has 25 hours."""
    moments = [
        datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 0, tzinfo=UTC),
    ]
    documents = [
        document(n, "x", seen=at, published=Published(at, at + timedelta(seconds=1), "time", "meta"))
        for n, at in enumerate(moments, 1)
    ]
    index = filled(engine, *documents)
    counted = index.count(parse("x"), MONDAY, by=Days(name, "Europe/Berlin")).by
    assert {day: found for day, found in counted.items() if "2026" in day} == {
        "2026-10-24": 1, "2026-10-25": 2, "2026-10-26": 1,
    }  # fmt: skip
    assert index.count(parse("x"), MONDAY, by=Days("seen", "UTC")).by["2026-10-24"] == 2


def test_a_publishers_day_is_counted_where_most_of_it_lies(engine: Engine) -> None:
    start = datetime(2026, 11, 19, 15, tzinfo=UTC)  # the 20th in Tokyo
    tokyo = Published(start, start + timedelta(days=1), "day", "meta", "+09:00")
    index = filled(engine, document(1, "x", published=tokyo), document(2, "x"))
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Tokyo"):
        day = "2026-11-19" if zone.startswith("America") else "2026-11-20"
        assert index.count(parse("x"), MONDAY, by=Days("published", zone)).by == {day: 1}


def test_times_far_away_do_no_harm(engine: Engine) -> None:
    old = Published(datetime(1899, 1, 1, tzinfo=UTC), datetime(1899, 1, 2, tzinfo=UTC), "day", "meta")
    index = filled(
        engine, document(1, "x", published=old), document(2, "x", seen=datetime(2090, 1, 1, tzinfo=UTC))
    )
    assert found(index, "x", order="published") == [1, 2]
    assert found(index, "published:1900..") == []
    assert found(index, "x", order="newest") == [2, 1]
