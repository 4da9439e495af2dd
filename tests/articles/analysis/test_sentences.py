"""Sentences and paragraphs as readers see them."""

import pytest

from articles.analysis import analyse_field


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed! Why? Yes", [2, 2, 1, 1]),
        ("Mr. Kadyrov met Dr. Who. It ended.", [5, 2]),
        ("J. K. Rowling and В. Путин spoke.", [7]),
        ("Dies z. B. Otto. Smith v. Jones.", [4, 3]),
        ("Նա խոսեց։ Նա լռեց։", [2, 2]),
        ("“It ended.” She left.", [2, 2]),
        ("“Why?” he asked. Then left.", [3, 2]),
        ("It cost 3.5 million. More.", [5, 1]),
        ("Am 16. Oktober kam er. Er ging.", [5, 2]),
        ("Он сказал. В 2024 г. его нашли.", [2, 5]),
        ("他走了。她留下了！为什么？", [3, 4, 3]),
        ("هل رحل؟ نعم.", [2, 1]),
        ("वह गया। वह रुकी।", [2, 2]),
        ("A headline\nThe text", [2, 2]),
        ("One\n\nTwo. Three", [1, 1, 1]),
        ("Wait... what. No...Yes", [2, 2]),
    ],
)
def test_sentences(text: str, sentences: list[int]) -> None:
    numbers = list(analyse_field(text).sentences)
    assert [numbers.count(n) for n in range(numbers[-1] + 1)] == sentences


def test_paragraphs_end_at_blank_lines_only() -> None:
    assert list(analyse_field("a\nb\n\nc\n \n\n d\u2029e\n\n\n").paragraphs) == [0, 0, 1, 2, 3]


def test_many_stops_are_no_trouble() -> None:
    assert len(analyse_field("." * 200_000 + "“" * 200_000 + "\n " * 100_000 + "a").terms) == 1
