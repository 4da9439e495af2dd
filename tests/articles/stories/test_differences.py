"""What one text of a story says that another does not: numbers, denials, names, corrections, new sentences."""

from dataclasses import replace

import pytest

from articles.analysis import analyse
from articles.store.versions import Stored
from articles.stories.differences import Change, Differences, differences
from tests.articles.stories.texts import WORDS, stored, text

AGENCY = [
    "The court in Grozny sentenced the journalist Ann Lee to 12 years on Monday. She was arrested in March.",
    "Three colleagues were present. The judge said that he was satisfied with the proof.",
    "Her lawyers will appeal. “We go on,” said Maria Petrova, who leads the defence.",
]


def compared(
    other: list[str], this: list[str], language: str | None = "en", captions: tuple[str, ...] = ()
) -> Differences:
    def made(paragraphs: list[str], captions: tuple[str, ...] = ()):
        one = stored(1, paragraphs)
        content = replace(one.version.content, language=language, captions=captions)
        return Stored(replace(one.version, content=content), analyse(content))

    return differences(made(other), made(this, captions))


def edited(was: str, now: str) -> list[str]:
    assert any(was in paragraph for paragraph in AGENCY)
    return [paragraph.replace(was, now) for paragraph in AGENCY]


@pytest.mark.parametrize(
    "was, now, expected",
    [
        ("12 years", "14 years", Change("number", "12", "14")),
        ("Three colleagues", "Five colleagues", Change("number", "Three", "Five")),
        ("was satisfied", "was not satisfied", Change("not", "was", "was not")),
        ("will appeal", "will never appeal", Change("not", "will", "will never")),
        ("were present", "weren’t present", Change("not", "were", "weren’t")),
        ("Ann Lee", "Ann Ray", Change("name", "Lee", "Ray")),
        ("Maria Petrova, who", "Petrova, who", Change("name", "said Maria", "said")),
        ("in Grozny", "in Argun", Change("name", "Grozny", "Argun")),
        ("was arrested", "was abducted", Change("words", "arrested", "abducted")),
    ],
)
def test_one_fact_told_otherwise(was: str, now: str, expected: Change) -> None:
    found = compared(AGENCY, edited(was, now))
    assert found == Differences((expected,))
    assert found.material
    assert (found.facts == ()) == (expected.kind == "words")


@pytest.mark.parametrize(
    "language, other, this, expected",
    [
        (
            "ru",
            "Суд признал его виновным в понедельник.",
            "Суд не признал его виновным в понедельник.",
            "not",
        ),
        ("ru", "Погибли двое рабочих завода в городе.", "Погибли трое рабочих завода в городе.", "number"),
        (
            "de",
            "Das Gericht hat den Antrag zugelassen.",
            "Das Gericht hat den Antrag nicht zugelassen.",
            "not",
        ),
        (
            "fr",
            "La ministre sera présente au procès demain.",
            "La ministre ne sera pas présente au procès demain.",
            "not",
        ),
        ("es", "El tribunal había aceptado la prueba.", "El tribunal no había aceptado la prueba.", "not"),
        ("zh", "法院星期一有判决记者十二年徒刑。", "法院星期一没有判决记者十二年徒刑。", "not"),
        ("zh", "法院星期一判决记者十二年徒刑。", "法院星期一判决记者十三年徒刑。", "number"),
        ("ar", "حكمت المحكمة على الصحفي ١٢ سنة", "حكمت المحكمة على الصحفي ١٤ سنة", "number"),
        ("hi", "अदालत ने पत्रकार को दोषी माना है", "अदालत ने पत्रकार को दोषी नहीं माना है", "not"),
        ("sw", "mahakama ilimhukumu mwandishi jana", "mahakama ilimhukumu mwanasheria jana", "name"),
        (None, "the court sentenced the journalist today", "the court sentenced the lawyer today", "name"),
    ],
)
def test_in_other_languages_and_in_those_that_nobody_listed(
    language: str | None, other: str, this: str, expected: str
) -> None:
    found = compared([other], [this], language)
    assert [change.kind for change in found.changes][:1] == [expected]


@pytest.mark.parametrize("language", WORDS)
def test_moved_cut_and_resplit_texts_say_nothing_new(language: str) -> None:
    agency = text(language)
    parts = [agency[3], agency[0]]
    found = compared(agency, parts, language)
    assert not found.changes
    assert not found.added
    assert not found.material
    assert found.left_out > 0


def test_new_sentences_and_corrections_are_told_whole() -> None:
    notice = "Correction: An earlier version of this article gave a wrong sentence."
    found = compared(AGENCY, [*AGENCY, "The embassy of Norway protested in writing. " + notice])
    assert [(one.text, one.corrects) for one in found.added] == [
        ("The embassy of Norway protested in writing", False),
        (notice[:-1], True),
    ]
    assert found.left_out == 0
    assert compared(AGENCY, AGENCY, captions=("The court house on Monday.",)).added[0].span.field == "caption"


def test_the_same_text_differs_in_nothing() -> None:
    assert compared(AGENCY, AGENCY) == Differences()
    assert compared([], []) == Differences()
    assert len(compared([], AGENCY).added) == 6
    assert compared(AGENCY, []).left_out == 6


def test_numbers_come_first_and_each_change_once() -> None:
    this = [p.replace("arrested", "abducted").replace("12", "14").replace("Ann", "Eve") for p in AGENCY]
    found = compared(AGENCY, [*this, *this])
    assert [change.kind for change in found.changes] == ["number", "name", "words"]
