"""What a query may say, and what is answered to one that cannot be used."""

import pytest

from articles.errors import QueryError
from articles.query import advise, advise_watch, parse, show
from articles.query.nodes import (
    And,
    AtLeast,
    EntityRef,
    In,
    Label,
    Near,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)


def test_and_binds_tighter_than_or() -> None:
    a, b, c = Term("a"), Term("b"), Term("c")
    assert parse("a OR b c") == parse("a OR b AND c") == Or((a, And((b, c))))
    assert parse("(a OR b) c") == And((Or((a, b)), c))


@pytest.mark.parametrize("text", ["a -b", "a NOT b", "a AND NOT b", "a AND -b", "a −b"])
def test_three_ways_to_leave_out(text: str) -> None:
    assert parse(text) == And((Term("a"), Not(Term("b"))))


@pytest.mark.parametrize(
    "text", ['"a b"', "“a b”", "„a b“", "„a b”", "«a b»", "»a b«", "”a b”", "a-b", "a’b", '"a, b!"']
)
def test_phrases(text: str) -> None:
    assert parse(text) == Phrase((Term("a"), Term("b")))


def test_a_hebrew_abbreviation_opens_no_quote() -> None:
    assert parse('צה"ל חדש') == And((Phrase((Term("צה"), Term("ל"))), Term("חדש")))


def test_wildcards() -> None:
    assert parse("Kád?rov*") == Wildcard("kad?rov*")
    assert parse('"human right*"') == Phrase((Term("human"), Wildcard("right*")))
    assert parse("al-kad*") == Phrase((Term("al"), Wildcard("kad*")))
    assert parse("кад**?") == Wildcard("кад?*")
    assert parse("人?权") == Phrase((Term("人"), Wildcard("?"), Term("权")))
    assert parse('"why ?"') == Term("why")


def test_fields_and_labels() -> None:
    assert parse("TITLE:a") == parse("title: a") == In("title", Term("a"))
    assert parse("tag:(x OR 'y')") == Or((Label("tag", "x"), Label("tag", "y")))
    assert parse("country:de lang:zh-Hant") == And((Label("country", "de"), Label("lang", "zh")))
    assert parse("10:30") == Phrase((Term("10"), Term("30")))


def test_a_story_is_for_searching() -> None:
    assert parse("story:007") == Label("story", "7")
    assert parse("kadyrov -story:7") == And((Term("kadyrov"), Not(Label("story", "7"))))
    for wrong in ("story:seven", 'story:"no 7"', f"story:{10**19}"):
        with pytest.raises(QueryError, match="takes the number of a story"):
            parse(wrong)
    for query in ("kadyrov story:7", "@mine"):
        with pytest.raises(QueryError, match="is for searching: a watch looks at"):
            parse(query, watch=True, saved={"mine": "kadyrov (x OR story:7)"})


def test_entities() -> None:
    assert parse("entity:Kadyrov", entities=["kadyrov"]) == EntityRef("kadyrov")
    assert parse("entity:anyone") == EntityRef("anyone")


def test_nearness_and_counts() -> None:
    a, b, c = Term("a"), Term("b"), Term("c")
    assert parse("a NEAR/5 b c") == And((Near((a, b), 5), c))
    assert parse("a ONEAR/0 (b OR c) ONEAR/0 entity:x") == Near(
        (a, Or((b, c)), EntityRef("x")), 0, ordered=True
    )
    assert parse('a SENTENCE "b c"') == Sentence((a, Phrase((b, c))))
    assert parse("title:(a NEAR/5 b)") == In("title", Near((a, b), 5))
    assert parse("a{3,} title:b{2,}") == And((AtLeast(a, 3), In("title", AtLeast(b, 2))))


def test_exactly() -> None:
    assert parse("=WHO") == Term("who", "WHO")
    assert parse('="Der Ärzte"') == Phrase((Term("der", "Der"), Term("arzte", "Ärzte")))


@pytest.mark.parametrize(
    ("text", "message", "column", "suggestion"),
    [
        ("", "is empty", 0, "at least one word"),
        ("// a note", "is empty", 0, ""),
        ("a // b", "comment stands only where a line begins", 2, "a line of its own"),
        ("a\nAND b //c", "comment stands only where a line begins", 8, ""),
        ("source:(a //b)", "comment stands only where a line begins", 10, ""),
        ("a -//b", "comment stands only where a line begins", 3, ""),
        ("(// a\nb)", "comment stands only where a line begins", 1, ""),
        ('a "b c', "never closed", 2, '"b…"'),
        ("a “b c", "never closed", 2, ""),
        ("(a OR (b c)", "never closed", 0, ""),
        ("a) b", "never opened", 1, ""),
        ("a ()", "group is empty", 2, ""),
        ("a AND ()", "group is empty", 6, ""),
        ("(", "holds nothing", 0, ""),
        ("a AND", "AND has nothing behind it", 2, '"and"'),
        ("a AND OR b", "AND has nothing behind it", 2, ""),
        ("OR a", "OR has nothing before it", 0, '"or"'),
        ("a (OR b)", "OR has nothing before it", 3, ""),
        ("a NOT", "NOT has nothing behind it", 2, ""),
        ("a title:", "title: has nothing behind it", 2, "title:kadyrov"),
        ("(a title:)", "title: has nothing behind it", 3, ""),
        ("title:AND", "title: has nothing behind it", 0, ""),
        ("a foo:", "no field “foo”", 2, "title:"),
        ("published:", "published: has nothing behind it", 0, "published:2026-11-01"),
        ("lang:)", "lang: has nothing behind it", 0, "lang:ru"),
        ("title:-a", "minus stands before", 6, "-title:a"),
        ("source:-meduza", "minus stands before", 7, "-source:meduza"),
        ("lang:−ru", "minus stands before", 5, "-lang:ru"),
        ("entity:-kadyrov", "minus stands before", 7, "-entity:kadyrov"),
        ("a OR/3 b", "OR takes no number", 2, "NEAR/3"),
        ("a AND/2 b", "AND takes no number", 2, ""),
        ("NOT/1 a", "NOT takes no number", 0, ""),
        ("a SENTENCE/3 b", "SENTENCE takes no number", 2, "SENTENCE"),
        ('a ="b* c"', "takes no wildcard", 2, ""),
        ('="b ?c"', "takes no wildcard", 0, ""),
        ("titel:a", "no field “titel”", 0, "title:"),
        ("headline:a", "no field “headline”", 0, "title:"),
        ("titel:https://example.org", "no field “titel”", 0, "title:"),
        ("title:source:a", "cannot stand inside title:", 6, ""),
        ("title:(a source:b)", "cannot stand inside title:", 9, ""),
        ("published:yesturday", "“yesturday” is not a date", 10, "yesterday"),
        ("published:20.11.2026", "not a date", 10, "2026-11-20"),
        ("published:2026-11-31", "2026-11 has 30 days", 10, ""),
        ("published:2026-11-20..2026-11-01", "ends before it begins", 10, "2026-11-01..2026-11-20"),
        ("published:2026-11-01..x", "“x” is not a date", 22, ""),
        ("published:..", "at least one end", 10, ""),
        ("published:>7d", "two ways", 10, "published:7d"),
        ("published:7m", "not a date", 10, "7d"),
        ("published:99999999d", "not a date", 10, ""),
        ("published:-7d", "not a date", 10, "7d"),
        ("entity:kadirov", "no entity “kadirov”", 7, "entity:kadyrov"),
        ("country:Germany", "two letters", 8, "country:DE"),
        ("lang:russian", "two or three letters", 5, "lang:ru"),
        ("tag:war*", "no wildcard", 4, ""),
        ('source:"!"', "no letter or digit", 7, ""),
        ("NOT a", "nearly every article", 0, "NOT sport"),
        ("-a -b", "nearly every article", 0, ""),
        ("a OR NOT b", "nearly every article", 0, ""),
        ("title:(NOT a)", "nearly every article", 0, ""),
        ("* rov", "stands for any word", 0, "*gate"),
        ('"a * rov"', "stands for any word", 3, "ONEAR/1"),
        ("*r", "at least 2 letters", 0, ""),
        ('x "' + "ab* " * 9 + '"', "8 wildcards at most", 3, ""),
        ("x a*", "at least 2 letters", 2, ""),
        ("人*权", "script without spaces", 1, ""),
        ("a & b", "no letter or digit", 2, "AND"),
        ("a - b", "no letter or digit", 2, ""),
        ("=a*", "no wildcard", 0, ""),
        ("story:x", "takes the number of a story", 6, "As in story:1204."),
        ("Near/5", "not how nearness is written", 0, "NEAR/5"),
        ("a onear5 b", "not how nearness is written", 2, "ONEAR/5"),
        ("a w/5 b", "not how nearness is written", 2, "NEAR/4"),
        ("a pre/3 b", "not how nearness is written", 2, "ONEAR/2"),
        ("a adj3 b", "not how nearness is written", 2, "ONEAR/2"),
        ("a w/s b", "not how nearness is written", 2, "SENTENCE"),
        ("a /p b", "not how nearness is written", 2, "NEAR/100"),
        ('"a b"~5', "Nearness is not written ~5", 5, "a NEAR/5 b"),
        ("title:(a near/5 b)", "not how nearness is written", 9, 'in quotes: "near 5"'),
        ("kadirov~1", "nearly alike", 0, "kadirov*"),
        ("a b~5", "Nearness is not written b~5", 2, "a NEAR/5 b"),
        ("a^2.5 b", "no weights", 0, "^2.5"),
        ("a !b", "sign ! does not leave b out", 2, "-b"),
        ("a –b", "a dash, and no minus", 2, "-b"),
        ("==WHO", "one = too many", 0, "=WHO"),
        ("a = b", "no letter or digit", 2, "=WHO"),
        ("a NEAR 5 b", "NEAR needs a number", 2, "NEAR/5"),
        ("a{2,5}", "number from 1", 1, "{2,}"),
        ("published:2026/11/01", "not a date", 10, "2026-11-01"),
        ("published:20261101", "not a date", 10, "2026-11-01"),
        ("published:2026-11-01-2026-11-05", "not a date", 10, "2026-11-01..2026-11-05"),
        ("published:[2026-11-01 TO 2026-11-05]", "not a date", 10, "2026-11-01..2026-11-20"),
        ('published:"1 November 2026"', "not a date", 11, "2026-11-01"),
        ('published:"Nov 2026"', "not a date", 11, "2026-11"),
        ('published:"last 7 days"', "not a date", 11, "7d"),
        ('published:"last week"', "not a date", 11, "1w"),
        ("published:2months", "not a date", 10, "60d"),
        ("published:last week", "not a date", 10, "7d"),
        ("published:2026-11-01T24:30", "00:00 to 23:59", 10, ""),
        ("published:2026-11-01T12:30+99:00", "zones go from", 10, ""),
        ("published:>", "no date here", 11, "2026-11-01"),
        ("before:2026-11-01", "no field “before”", 0, "published:<2026-11-01"),
        ("since:2026-11-01", "no field “since”", 0, "published:>=2026-11-01"),
        ("lang:english", "two or three letters", 5, "lang:en"),
        ("country:england", "two letters", 8, "country:GB"),
        ("country:xxxxx", "two letters", 8, "country:DE"),
        ("a NEAR/5 b NEAR/3 c", "cannot be mixed", 11, "(a NEAR/5 b) NEAR/3 c"),
        ("a NEAR b", "NEAR needs a number", 2, "NEAR/5"),
        ("a NEAR/x b", "NEAR needs a number", 2, ""),
        ("a NEAR/999999999999 b", "NEAR needs a number", 2, ""),
        ("a NEAR/5 b ONEAR/5 c", "cannot be mixed", 11, ""),
        ("a NEAR/5 (b c)", "take words", 9, ""),
        ("a NEAR/5 -b", "take words", 9, ""),
        ("a NEAR/5 title:b", "title: goes around", 9, "title:(a NEAR/5 b)"),
        ("(a SENTENCE b) NEAR/9 c", "take words", 0, ""),
        ("tag:(a NEAR/5 b)", "take words", 5, ""),
        ("a NEAR/5", "NEAR/5 has nothing behind it", 2, '"near/5"'),
        ("SENTENCE a", "SENTENCE has nothing before it", 0, ""),
        (" NEAR/1 ".join("abcdefghi"), "8 parts at most", 65, ""),
        ("a{3}", "number from 1", 1, "{3,}"),
        ("a{0,}", "number from 1", 1, ""),
        ("(a b){3,}", "counted", 0, ""),
        ("tag:a{3,}", "counted", 0, ""),
        ("{3,} a", "count stands only right behind", 0, ""),
        ("a {3", "brace stands only", 2, ""),
        ("\ud800", "no letter or digit", 0, ""),
        ("(" * 1000 + "a" + ")" * 1000, "nested deeper", 40, ""),
        ("(" * 1000, "holds nothing", 999, ""),
        ("a " * 10_000, "more than 1,000 words", 2000, ""),
        ("a OR " * 1_001 + "a", "more than 1,000 words", 5000, ""),
        ("a" * 40_000, "40,000 characters", 30_000, ""),
    ],
)
def test_mistakes_are_named_with_their_column(text: str, message: str, column: int, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, entities=["kadyrov", "putin"])
    assert message in caught.value.message
    assert caught.value.column == column
    assert suggestion in (caught.value.suggestion or "")
    assert caught.value.message.split(" (column")[0] in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "NOT " * 5_001 + "a b",
        "-" * 9_001 + "a b",
        '"' + "a " * 900 + '"',
        "ab" + "*?" * 9_000,
        "a\x00b",
        "a\n" * 900,
    ],
)
def test_odd_queries_are_understood(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize(
    "piece", ["(", "title:", '"', "a:", "=", "-", "{", "{3,}", "*", "//", "..", "»", "published:", "NEAR/"]
)
def test_long_rubbish_is_refused(piece: str) -> None:
    with pytest.raises(QueryError):
        parse(piece * (29_000 // len(piece)))


def test_advice() -> None:
    text = 'a or b "x or y"'
    assert [(note.column, note.length) for note in advise(parse(text), text)] == [(2, 2)]
    assert "parentheses" in advise(parse("a OR b c"), "a OR b c")[0].message
    assert advise(parse("a OR (b c)"), "a OR (b c)") == []


@pytest.mark.parametrize(
    ("query", "said", "column"),
    [
        ("a kadyrov?", "one more letter behind “kadyrov”", 2),
        ('a "who did it?"', "one more letter behind “it”", 2),
        ("who did it?", "one more letter behind “it”", 8),
        ("a Or b", "the operator is written OR", 2),
        ("a sentence b", "the operator is written SENTENCE", 2),
        ("a ODER b", "the operator is written OR", 2),
        ("задержан И избит", "the operator is written AND", 9),
        ("a 'human rights' b", 'a phrase is written "human rights"', 2),
        ("‘human rights’", 'a phrase is written "human rights"', 0),
    ],
)
def test_what_was_perhaps_meant_otherwise(query: str, said: str, column: int) -> None:
    (note,) = advise(parse(query), query)
    assert said in note.message and note.column == column


@pytest.mark.parametrize(
    "query", ["wom?n", '"wh?t it"', "谁？", "w5 a", "O'Brien l'ONU", "'t was", "OTHER NEARBY", "kad?rov*?"]
)
def test_what_was_meant_as_it_is_typed_is_not_doubted(query: str) -> None:
    assert advise(parse(query), query) == []


def test_a_query_of_several_lines_names_the_line() -> None:
    text = "// names\nkadyrov OR\n  (putin titel:x)\n"
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value).splitlines()[:3] == [
        "There is no field “titel” (line 3, column 10)", "    (putin titel:x)", "           ^^^^^^",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "line", "caret"),
    [
        ("人权 AND titel:x", "人权 AND titel:x", "         ^^^^^^"),  # each sign takes two columns
        ("e\u0301te\u0301 titel:x", "e\u0301te\u0301 titel:x", "    ^^^^^^"),
        ("a\tb\x1b\u202e titel:x", "a b\ufffd\ufffd titel:x", "      ^^^^^^"),
        ("a\udcff titel:x", "a\ufffd titel:x", "   ^^^^^^"),
    ],
)
def test_the_caret_stands_under_the_fault(query: str, line: str, caret: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(f"x {query}")
    assert caught.value.excerpt() == (f"x {line}", f"  {caret}")
    str(caught.value).encode()


def test_long_words_are_not_repeated_whole() -> None:
    for query in ("x" * 20_000 + ":a", "published:" + "9" * 20_000, "entity:" + "x" * 20_000, "%" * 20_000):
        with pytest.raises(QueryError) as caught:
            parse(query, entities=())
        assert len(str(caught.value)) < 600


@pytest.mark.parametrize(("query", "column"), [('kadyrov "the"', 8), ("kadyrov „и“", 8), ("the", 0)])
def test_a_stop_word_by_itself_is_advised_against(query: str, column: int) -> None:
    (note,) = advise(parse(query), query)
    assert "nearly every text of its language" in note.message and note.column == column


@pytest.mark.parametrize("query", ['"the who"', "=THE", '"kadyrov"', "kadyrov the", '="The"', '"the*"'])
def test_words_that_say_something_are_not(query: str) -> None:
    assert advise(parse(query), query) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("seen:7d", "every article:"),
        ("seen:..2030 OR kadyrov seen:30d", None),
        ("seen:7d OR kadyrov", "every article:"),
        ("source:tass lang:ru", "this watch asks for no word"),
        (
            "source:tass OR kadyrov",
            "a part of this watch asks for no word: it finds every article of source:tass",
        ),
        (
            "source:a OR lang:ru",
            "this watch asks for no word: it finds every article of source:a and of lang:ru",
        ),
        ("source:tass NOT sport", "no word"),
        ("source:tass kadyrov", None),
        ("title:(a OR b)", None),
        ("seen:30d..7d kadyrov", None),
    ],
)
def test_a_watch_that_may_find_too_much_is_advised_against(query: str, said: str | None) -> None:
    notes = advise_watch(parse(query))
    assert [said in note.message for note in notes if said] == ([True] if said else [])


SAVED = {
    "taken": "// both\ndetain* OR arrest*",
    "quiet": "NOT sport",
    "deep": "@taken @quiet",
    "a": "x @b",
    "b": "y OR @a",
    "bad": "x AND (",
    "self": "@self",
}


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("kadyrov @taken", "kadyrov (detain* OR arrest*)"),
        ("kadyrov NEAR/5 @Taken", "kadyrov NEAR/5 (detain* OR arrest*)"),
        ("title:@taken @quiet", "title:(detain* OR arrest*) NOT sport"),
        ("kadyrov @deep", "kadyrov (detain* OR arrest*) NOT sport"),
        ("@taken{3,}", "(detain* OR arrest*){3,}"),
        ('"@taken"', "taken"),
    ],
)
def test_a_saved_query_stands_as_if_in_parentheses(query: str, same: str) -> None:
    tree = parse(query, saved=SAVED)
    assert tree == parse(same) == parse(show(tree))


@pytest.mark.parametrize(
    ("query", "said", "column"),
    [
        ("x @takn", "no saved query “takn”", 2),
        ("x @a", "@a includes @b includes @a", 2),
        ("@self", "@self includes @self", 0),
        ("x @bad", r"In @bad: This group is opened and holds nothing \(column 7\)", 2),
        ("x NEAR/3 @deep", "take words", 9),
        ("@quiet", "nearly every article", 0),
    ],
)
def test_a_saved_query_that_cannot_be_used_is_refused(query: str, said: str, column: int) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        parse(query, saved=SAVED)
    assert (caught.value.text, caught.value.column) == (query, column)


def test_many_saved_queries_within_one_another_cost_little() -> None:
    doubling = {f"q{n}": f"@q{n + 1} @q{n + 1}" for n in range(30)} | {"q30": "x"}
    with pytest.raises(QueryError, match="more than 1,000"):
        parse("@q0", saved=doubling)
    with pytest.raises(QueryError, match="nested deeper"):
        parse("@q0", saved={f"q{n}": f"@q{n + 1}" for n in range(50)} | {"q50": "x"})
