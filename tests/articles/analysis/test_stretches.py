"""Equal stretches have equal hashes, wherever they stand; all others have others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.analysis.stretches import Cut, codes_of, hashes_of

_words = st.lists(
    st.text(st.sampled_from("ab人𝒳\n"), min_size=1, max_size=3)
    | st.text(min_size=1, max_size=5).filter(lambda w: " " not in w),
    max_size=12,
)


@given(_words, st.integers(1, 3), st.integers(0, 3), st.none() | st.sets(st.integers(0, 12)))
def test_a_stretch_has_one_hash_wherever_it_stands(
    words: list[str], size: int, letters: int, among: set[int] | None
) -> None:
    cut = Cut(codes_of(f" {' '.join(words)} " if words else " "))
    places = None if among is None else np.array(sorted(at for at in among if at < len(words)), np.int64)
    expected = {}
    for at in range(len(words) - size + 1):
        *before, last = words[at : at + size]
        if len(last) >= letters and (among is None or at in among):
            expected[at] = " ".join([*before, last[:letters] if letters else f"{last} "])
    begun, hashes = cut.hashes(size, letters, places)
    assert begun.tolist() == list(expected)
    assert hashes.tolist() == hashes_of(list(expected.values())).tolist()
    assert len(set(hashes.tolist())) == len(set(expected.values()))


def test_nothing() -> None:
    assert hashes_of([]).tolist() == []
    assert hashes_of(["", ""]).tolist() == [0, 0]


@pytest.mark.parametrize("text", ["", " ", "  ", "  \n  \n  "])
def test_a_text_without_words(text: str) -> None:
    begun, hashes = Cut(codes_of(text)).hashes(2, 0, None)
    assert len(begun) == len(hashes)
    assert not set(hashes.tolist()) & set(hashes_of(["a b "]).tolist())


def test_a_long_text() -> None:
    cut = Cut(codes_of(" ab cd" * 100_000 + " "))
    assert set(cut.hashes(1, 0)[1].tolist()) == set(hashes_of(["ab ", "cd "]).tolist())


def test_a_word_is_not_its_own_beginning() -> None:
    cut = Cut(codes_of(" ab abc "))
    assert not set(cut.hashes(1, 0)[1].tolist()) & set(cut.hashes(1, 2)[1].tolist())


def test_the_words_of_a_scanned_text() -> None:
    cut = Cut(codes_of(" ab c \n 人 权 "))
    words = [cut.text[start:end] for start, end in zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)]
    assert words == ["ab", "c", "\n", "人", "权"]
    assert cut.breaks.tolist() == [2]
    assert [cut.words_before(offset) for offset in (0, 1, 2, 4, 12)] == [0, 0, 1, 1, 5]
