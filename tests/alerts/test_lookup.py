"""Each stretch is found by its hash, however many others share its slot."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alerts.lookup import Lookup

_hashes = st.integers(0, 2**64 - 1) | st.integers(0, 40) | st.integers(2**64 - 40, 2**64 - 1)  # crowded ones


@given(st.lists(_hashes, max_size=60, unique=True), st.lists(_hashes, max_size=60), st.integers(0, 60))
def test_what_was_added_is_found_and_nothing_else(known: list[int], asked: list[int], cut: int) -> None:
    lookup = Lookup()
    for begin, end in ((0, cut), (cut, len(known))):
        some = known[begin:end]
        lookup.add(np.array(some, np.uint64), np.arange(begin, begin + len(some)))
    sought = [*asked, *known[::2]]
    places, numbers = lookup.find(np.array(sought, np.uint64))
    expected = {(place, known.index(one)) for place, one in enumerate(sought) if one in known}
    assert set(zip(places.tolist(), numbers.tolist(), strict=True)) == expected
    assert len(places) == len(expected)
