"""Random queries over random articles of many scripts, with edits, removals, labels and dates: for the tests of one meaning."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from articles.entities import Entity
from articles.index.indexer import catch_up
from articles.index.port import ArticleIndex
from articles.query import fold_label
from articles.query.nodes import (
    Ago,
    And,
    AtLeast,
    DateRange,
    Day,
    DaysBack,
    EntityRef,
    FieldName,
    In,
    Instant,
    Label,
    Moment,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Wildcard,
)
from articles.query.words import words
from articles.store.changes import last_change, remove
from articles.store.database import Database
from articles.store.versions import Stored, keep, load
from tests.articles.arriving import MONDAY, arrival, day

WORDS = [
    "Kadyrov",
    "Kadyrov's",
    "kadírov",
    "KADYROVS",
    "Grozny",
    "who",
    "WHO",
    "l'ONU",
    "Al-Assad",
    "O’Brien",
    "d'Ivoire",
    "İstanbul",
    "Istanbul",
    "straße",
    "STRASSE",
    "Łódź",
    "Кадыров",
    "Кадырова",
    "Ёлка",
    "елка",
    "Йод",
    "Київ",
    "الأسد",
    "الاسد",
    "محمد",
    "مُحَمَّد",
    "שלום",
    "人权律师",
    "人权",
    "律师",
    "東京都",
    "김정은",
    "김정은이",
    "ภาษาไทย",
    "မြန်မာ",
    "ភាសា",
    "हिन्दी",
    "हिंदी",
    "ὈδυσσεύςΟΔΥΣΣΕΥΣ",
    "ﬁne",
    "fine",
    "C++",
    "a_b",
    "3.15",
    "2026-11-23",
    "x²",
    "50%",
    "$5",
    "soft\xadhyphen",
    "été",
]
SOURCES = [
    ("tass-en", "ТАСС (English)", "RU", ("wire", "State media")),
    ("bbc", "BBC", "GB", ("wire",)),
    ("x", "X", None, ()),
]
ENTITIES: Mapping[str, Entity] = {
    "kadyrov": Entity("kadyrov", "Kadyrov", aliases=("kad?rov*", "Кадыров*", "Al-Assad who")),
    "ramzan": Entity("ramzan", "Ramzan Kadyrov", without=("Istanbul",)),
    "head": Entity("head", "Ramzan Kadyrov", off=("family name", "inflected"), context=("who", "WHO")),
    "xi": Entity("xi", "Xi Jinping"),
    "brussels": Entity("brussels", "Brussels", "place", precision="wide"),
    "rights": Entity("rights", "人权律师", aliases=("김정은", "l'ONU*")),
}


def filled(
    db: Database, index: ArticleIndex, chance: random.Random, size: int = 30
) -> dict[int, list[Stored]]:
    """Two lots of `size` articles, with edits and removals; the versions that were current at each of two moments."""
    moments: dict[int, list[Stored]] = {}

    def text(most: int) -> str:
        marks = (" ", " ", " ", " ", ", ", ". ", " – ", "\n\n")
        return "".join(chance.choice(WORDS) + chance.choice(marks) for _ in range(chance.randrange(most)))

    for start in (0, 2 * size // 3):
        with db.write() as conn:
            for n in range(start, start + size):  # the second half edits some of the first
                seen = MONDAY - timedelta(minutes=chance.randrange(20_000))
                source, name, country, tags = chance.choice(SOURCES)
                published = None
                if chance.random() < 0.7:
                    published = day(seen - timedelta(days=chance.randrange(12)))
                one = arrival(
                    f"https://{source}.example/{n}",
                    text(60),
                    text(6),
                    captions=tuple(text(5) for _ in range(chance.randrange(3))),
                    authors=tuple(text(2) for _ in range(chance.randrange(2))),
                    published=published,
                    language=chance.choice(["en", "ru", "zh", None]),
                    source=source,
                    name=name,
                    country=country,
                    tags=tags,
                    seen=seen,
                )
                keep(conn, one)
            remove(conn, start + 7, MONDAY, "test")
            now = last_change(conn)
        catch_up(db, index, batch=17)
        with db.read() as conn:
            everything = load(conn, range(1, now + 1))
            moments[now] = [one for one in everything if one.version.current]
    # What the first moment saw, less what has been removed for good since.
    with db.read() as conn:
        kept = {one.version.change for one in load(conn, range(1, max(moments) + 1))}
    first = min(moments)
    moments[first] = [one for one in moments[first] if one.version.change in kept]
    return moments


def exact(word: str) -> Node | None:
    return words(word, exact=True)


word = st.sampled_from(WORDS)
plain = word.map(words).filter(lambda node: node is not None)
cut = st.tuples(word, st.integers(2, 4), st.booleans()).map(
    lambda given: (
        f"{given[0][: given[1]]}{'?' if given[2] else '*'}{given[0][given[1] + 1 :] if given[2] else ''}"
    )
)


def pattern(text: str) -> Node | None:
    try:
        return words(text)
    except Exception:  # a pattern that the language refuses
        return None


patterns = cut.map(pattern).filter(lambda node: node is not None)
raw_patterns = st.sampled_from(["k*v", "*", "?", "??", "ka*r*v?", "*rov", "人*", "?权", "", "к*а"]).map(
    Wildcard
)
part = st.one_of(plain, patterns, raw_patterns).flatmap(
    lambda node: st.sampled_from(node.parts if isinstance(node, Phrase) else (node,))
)
phrase = st.lists(part, min_size=1, max_size=4).map(lambda parts: Phrase(tuple(parts)))  # type: ignore[arg-type]
pair = st.tuples(word, word).map(lambda two: words(f"{two[0]} {two[1]}"))
label = st.one_of(
    st.sampled_from(["tass-en", "bbc", "ТАСС English", "none"]).map(
        lambda v: Label("source", fold_label("source", v))
    ),
    st.sampled_from(["wire", "state-media"]).map(lambda v: Label("tag", fold_label("tag", v))),
    st.sampled_from(["en", "ru"]).map(lambda v: Label("lang", v)),
    st.sampled_from(["ru", "gb"]).map(lambda v: Label("country", v)),
    st.sampled_from(["bbc.example", "x.example"]).map(lambda v: Label("site", v)),
)
moment: st.SearchStrategy[Moment | None] = st.one_of(
    st.none(),
    st.dates(date(2026, 11, 5), date(2026, 11, 25)).map(Day),
    st.integers(0, 400).map(lambda hours: Ago(timedelta(hours=hours))),
    st.integers(0, 15).map(DaysBack),
    st.datetimes(datetime(2026, 11, 5), datetime(2026, 11, 24), timezones=st.just(UTC)).map(
        lambda at: Instant(at.replace(microsecond=0), timedelta(minutes=1))
    ),
)
dates = st.builds(
    DateRange,
    st.sampled_from(["published", "seen"]),
    moment,
    moment,
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
)
text_leaf = st.one_of(
    plain, patterns, raw_patterns, phrase, pair, word.map(exact).filter(lambda node: node is not None)
)
FIELDS: list[FieldName] = ["title", "lead", "body", "caption", "author"]
within = st.builds(In, st.sampled_from(FIELDS), text_leaf)
leaf = st.one_of(text_leaf, text_leaf, within, label, dates, st.sampled_from(list(ENTITIES)).map(EntityRef))


def groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(several.map(And), several.map(Or), inner.map(Not))


# Nearness, one sentence and counts hold words and OR groups of them.
near_part = st.one_of(text_leaf, st.lists(text_leaf, min_size=2, max_size=3).map(lambda few: Or(tuple(few))))
several = st.lists(near_part, min_size=2, max_size=3).map(tuple)
near_in_near = st.builds(
    Near,
    st.tuples(st.builds(Near, several, st.integers(0, 6), st.booleans()), near_part),
    st.integers(0, 6),
    st.booleans(),
)
text_leaf = st.one_of(
    text_leaf,
    text_leaf,
    text_leaf,
    st.builds(Near, several, st.integers(0, 6), st.booleans()),
    near_in_near,
    st.builds(Sentence, several),
    st.builds(AtLeast, near_part, st.integers(2, 4)),
)
leaf = st.one_of(leaf, leaf, text_leaf)

# As in the language, a field holds words in groups, and neither fields nor filters.
in_field = st.builds(In, st.sampled_from(FIELDS), st.recursive(text_leaf, groups, max_leaves=4))
trees = st.recursive(st.one_of(leaf, in_field), groups, max_leaves=10)
