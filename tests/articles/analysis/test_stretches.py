"""Equal stretches have equal hashes, wherever they stand; all others have others."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from articles.analysis.stretches import Cut, Stretches, hashes_of

_texts = st.text(st.sampled_from("ab 人𝒳\n"), max_size=30) | st.text(max_size=30)


@given(_texts, st.data())
def test_a_stretch_has_one_hash_wherever_it_stands(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8)))
    starts, ends = np.array(cuts[:-1]), np.array(cuts[1:])
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    hashes = Stretches(text).hashes(starts, ends).tolist()
    assert hashes == hashes_of(pieces).tolist()
    assert len(set(hashes)) == len(set(pieces))


def test_nothing() -> None:
    assert hashes_of([]).tolist() == []
    assert hashes_of(["", ""]).tolist() == [0, 0]
    assert Stretches("").hashes(np.array([0]), np.array([0])).tolist() == [0]


def test_a_long_text() -> None:
    text = " ab cd" * 100_000 + " "
    cut = Cut(text)
    assert set(cut.hashes(cut.starts, cut.ends).tolist()) == set(hashes_of(["ab", "cd"]).tolist())


def test_the_words_of_a_scanned_text() -> None:
    cut = Cut(" ab c \n 人 权 ")
    words = [cut.text[start:end] for start, end in zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)]
    assert words == ["ab", "c", "\n", "人", "权"]
    assert cut.breaks == [2]
    assert [cut.words_before(offset) for offset in (0, 1, 2, 4, 12)] == [0, 0, 1, 1, 5]
