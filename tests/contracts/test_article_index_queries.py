"""What every search engine must find for a query, whichever it is."""

from datetime import timedelta

from articles.article import Origin, Published
from articles.index.port import Scope
from articles.query.nodes import EntityRef, In, Not, Or, Phrase, Term, Wildcard
from articles.query.parser import parse
from tests.articles.arriving import MONDAY, day
from tests.articles.engines import Engine
from tests.contracts.indexed import HOUR, document, filled, found


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
