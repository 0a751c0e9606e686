"""The bytes of a leaf: golden, and none to be mistaken for another."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.seal.leaf import fields_of, leaf_of

GOLDEN = (
    "00000018" + b"credential-ledger/leaf/1".hex() + "00000008" + "0000000000000011"
    "00000008" + "0000000000000003"
    "00000008" + "0000000000000006"
    "00000008" + "fffffffffffffffe"
    "00000008" + "0005 1234 5678 9abc".replace(" ", "")
    + "00000005" + b"reyes".hex() + "00000003" + "93c0a1"
)  # fmt: skip

whole = st.integers(-(2**63), 2**63 - 1)
fields = st.tuples(whole, whole, whole, whole, whole, st.text(max_size=9), st.binary(max_size=9))


def test_the_bytes_of_a_leaf_never_change() -> None:
    leaf = leaf_of(17, 3, 6, -2, 0x0005_1234_5678_9ABC, "reyes", b"\x93\xc0\xa1")
    assert leaf.hex() == GOLDEN


@given(fields, fields)
def test_different_facts_have_different_leaves(
    one: tuple[int, int, int, int, int, str, bytes],
    other: tuple[int, int, int, int, int, str, bytes],
) -> None:
    assert (leaf_of(*one) == leaf_of(*other)) == (one == other)
    assert fields_of(leaf_of(*one)) == one


@given(st.binary(max_size=200))
def test_bytes_that_are_no_leaf_are_refused(raw: bytes) -> None:
    with pytest.raises(BadInput, match=r"^the leaf of the fact does not read: "):
        fields_of(raw)


@given(fields, st.data())
def test_a_changed_leaf_is_another_fact_or_none(
    one: tuple[int, int, int, int, int, str, bytes], data: st.DataObject
) -> None:
    leaf = bytearray(leaf_of(*one))
    leaf[data.draw(st.integers(0, len(leaf) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(BadInput):
        assert fields_of(bytes(leaf)) != one
