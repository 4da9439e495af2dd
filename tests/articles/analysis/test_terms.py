"""What becomes one term, in every script that the news is written in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.analysis import Analysed, analyse, analyse_field, fold, is_cluster
from articles.article import Content

SCRIPTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "aéßİıłøÆœ-'’ \n.ёйїЁµ²½ﷺㅎㅏ각한가각人权カｶﾞสวั้ำําขែ្្មမြန်क़हि\u0308\u0301\u0306\u00ad\u200b\u200d\ufe0fمحمَّٱىکﻻשָׁ״\ud800\x00"
        ),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Kadyrov's", "kadyrov s"),
        ("Kadyrov’s", "kadyrov s"),
        ("l'ONU d'Ivoire", "l onu d ivoire"),
        ("Al-Assad", "al assad"),
        ("Oʻzbekiston об’єкт обʼєкт", "o zbekiston об єкт об єкт"),
        ("Łódź Ørsted Đoković Straße ẞ", "lodz orsted dokovic strasse ss"),
        ("Ægir Œuvre ışık İstanbul Ħamrun", "aegir oeuvre isik istanbul hamrun"),
        ("Guðmundur Þór", "gudmundur thor"),
        ("Việt Nam e\u0301te\u0301", "viet nam ete"),
        ("ΑΘΉΝΑ Ἀθῆναι λόγος", "αθηνα αθηναι λογοσ"),
        ("Ёлка и\u0306 Йод Їжак і\u0308 Ўладзімір", "елка й йод їжак ї ўладзімір"),
        ("Кады\u0301ров, Ѐ ѝ ѓ ќ ё\u0301", "кадыров ѐ ѝ ѓ ќ е"),
        ("٢٠٢٦ ۲۰۲۶ २०२६ ๒๐", "2026 2026 2026 ๒ ๐"),
        ("أحمد إيران آل ٱلله", "احمد ايران ال الله"),
        ("مُحَمَّد كتــاب على علی", "محمد كتاب علي علي"),
        ("مسؤول رئيس", "مسؤول رئيس"),
        ("שָׁלוֹם", "שלום"),
        ('צה\u05f4ל צה"ל', "צה ל צה ל"),
        ("हिन्दी क\u093cलम", "हिन्दी क\u093cलम"),
        ("ﬁnance ＦＵＬＬ Kady\u00adrov Kady\u200brov", "finance full kadyrov kadyrov"),
        ("مى\u200cخواهم", "ميخواهم"),
        ("CO₂ №5 10,000 U.S.", "co2 5 10 000 u s"),
        ("人权观察", "人 权 观 察"),
        ("カタカナ ｶﾞｷﾞ", "カ タ カ ナ ガ ギ"),
        ("카디로프는", "카 디 로 프 는"),
        ("\u1100\u1161\u11a8\u1102\u1161", "각 나"),
        ("ㅋㅋ", "ᄏ ᄏ"),
        ("iPhone手机15", "iphone 手 机 15"),
        ("น้ำ นํ้า น้ํา", "น้ำ น้ำ น้ำ"),
        ("สวัสดี", "ส วั ส ดี"),
        ("ខ្មែរ", "ខ្មែ រ"),
        ("မြန်မာ", "မြ န် မာ"),
        ("ﷺ", "صلي الله عليه وسلم"),
        ("ինչո՞ւ", "ինչու"),
        ("a\x00b \ud800c", "a b c"),
        ("🔥 — …", ""),
        ("", ""),
    ],
)
def test_terms(text: str, terms: str) -> None:
    assert analyse_field(text).terms == tuple(terms.split())


@pytest.mark.parametrize(
    ("one", "other"), [("й", "и"), ("ї", "і"), ("ў", "у"), ("क़", "क"), ("ດີ", "ດ"), ("ئ", "ي")]
)
def test_letters_that_differ_stay_different(one: str, other: str) -> None:
    assert analyse_field(one).terms != analyse_field(other).terms


def test_offsets_point_into_the_text_as_given() -> None:
    text = "“Kády\u00adrov’s” 人权, น้ำ ﬁn"
    found = analyse_field(text)
    surfaces = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert surfaces == ["Kády\u00adrov", "s", "人", "权", "น้ำ", "ﬁn"]


@settings(deadline=None)
@given(SCRIPTS)
def test_terms_are_stable_and_clean(text: str) -> None:
    found = analyse_field(text)
    assert analyse_field(" ".join(found.terms)).terms == found.terms
    assert all(term and not any(c.isspace() for c in term) for term in found.terms)
    assert (
        len({len(x) for x in (found.terms, found.starts, found.ends, found.sentences, found.paragraphs)}) == 1
    )
    for sequence in (found.starts, found.ends, found.sentences, found.paragraphs):
        assert list(sequence) == sorted(sequence)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))


@settings(deadline=None)
@given(SCRIPTS, SCRIPTS)
def test_neighbours_do_not_change_a_word(left: str, right: str) -> None:
    together = analyse_field(f"{left} | {right}").terms
    assert together == analyse_field(left).terms + analyse_field(right).terms


@settings(deadline=None)
@given(SCRIPTS)
def test_folding_can_be_scanned(text: str) -> None:
    found = analyse_field(text)
    assert fold(text).split() == list(found.terms)
    assert len(fold(text).splitlines()) == len(found.by_paragraph()) == len(set(found.paragraphs))
    assert fold(fold(text)).split() == fold(text).split()


@settings(deadline=None)
@given(SCRIPTS)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    import unicodedata2

    expected = analyse_field(unicodedata2.normalize("NFC", text)).terms
    assert analyse_field(unicodedata2.normalize("NFD", text)).terms == expected


def test_index_holds_every_position() -> None:
    found = analyse_field("a b a c b a")
    assert {term: list(at) for term, at in found.index().items()} == {"a": [0, 2, 5], "b": [1, 4], "c": [3]}


def test_a_word_without_end_is_cut() -> None:
    assert len(analyse_field("x" * 100_000).terms[0]) == 128
    assert len(analyse_field("e" + "\u0301" * 100_000).terms) == 1


def test_the_lead_is_the_first_paragraph_up_to_sixty_words() -> None:
    def lead(text: str) -> int:
        return analyse(Content("", text)).lead_end

    assert lead("one two three\n\nfour five") == 3
    assert lead("word " * 100) == 60
    assert lead("字" * 300) == 120
    assert lead("") == 0


def test_every_field_is_analysed() -> None:
    found = analyse(Content("Title", "Body", ("One", "Two"), ("A. Author",)))
    assert isinstance(found, Analysed)
    assert found.fields["caption"].by_paragraph() == (("one",), ("two",))
    assert found.fields["author"].terms == ("a", "author")


def test_clusters_are_known() -> None:
    assert all(map(is_cluster, ("人", "카", "น้ำ", "မြ", "ខ្មែ", "カ", "ㄅ")))
    assert not any(map(is_cluster, ("kadyrov", "и", "हिन्दी", "محمد", "7")))
