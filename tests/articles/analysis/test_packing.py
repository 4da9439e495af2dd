"""Packed terms come back as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.analysis import FINGERPRINT, analyse, pack, packed_fingerprint, unpack
from articles.article import Content
from articles.errors import StoreError


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=300), st.lists(st.text(max_size=30), max_size=3))
def test_round_trip(title: str, text: str, captions: list[str]) -> None:
    analysed = analyse(Content(title, text, tuple(captions), ("An Author",)))
    packed = pack(analysed)
    assert unpack(packed) == analysed
    assert packed_fingerprint(packed) == FINGERPRINT
    for name, terms in unpack(packed).fields.items():
        whole = analysed.fields[name]
        assert terms.texts() == whole.texts()
        assert terms.scan() == whole.scan()
        for term in whole.terms:
            assert list(terms.positions(term)) == list(whole.positions(term))
            assert list(terms.beginning(term[:2])) == list(whole.beginning(term[:2]))
        for start in range(len(whole.terms)):
            assert list(terms.sequence(whole.terms[start : start + 3])) == list(
                whole.sequence(whole.terms[start : start + 3])
            )
        for count in range(len(whole.terms) + 2):
            assert terms.beginning_text(count) == whole.beginning_text(count)


def test_gaps_wider_than_a_byte() -> None:
    analysed = analyse(Content("", "a" + "-" * 300 + "b" + "x" * 400))
    assert unpack(pack(analysed)) == analysed


def test_damage_is_named() -> None:
    packed = pack(analyse(Content("Title", "Text of some length")))
    for broken in (b"", b"nonsense", packed[:25], packed[:19] + b"\x00" * 30):
        with pytest.raises(StoreError, match="Packed terms cannot be read"):
            unpack(broken)
