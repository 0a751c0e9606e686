"""The Merkle tree against public vectors and against the definition in RFC 9162, read slowly."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.seal import tree

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The leaves of the test vectors of Certificate Transparency, and the roots of the first n."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(data: list[bytes]) -> bytes:
    """The Merkle tree hash of RFC 9162, section 2.1.1, word for word."""
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: list[bytes]) -> list[bytes]:
    """The inclusion proof of RFC 9162, section 2.1.3.1, word for word."""
    if len(data) == 1:
        return []
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


class Nodes:
    """The nodes kept for leaves that were appended in steps."""

    def __init__(self, data: list[bytes], steps: list[int] | None = None) -> None:
        self.kept: list[list[bytes]] = []
        for step in steps or [len(data)]:
            at = len(self.kept)
            peaks = [self(*place) for place in tree.peaks_of(at)]
            self.kept += list(tree.grown(at, peaks, map(tree.leaf_hash, data[at : at + step])))

    def __call__(self, leaf: int, level: int) -> bytes:
        return self.kept[leaf - 1][level]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_public_vectors(size: int) -> None:
    assert tree.root_of(size, Nodes(LEAVES)).hex() == ROOTS[size]
    assert mth(LEAVES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=3), max_size=70), st.data())
def test_a_tree_is_the_same_however_it_grew(leaves: list[bytes], data: st.DataObject) -> None:
    steps, left = [], len(leaves)
    while left:
        steps.append(data.draw(st.integers(1, left)))
        left -= steps[-1]
    nodes = Nodes(leaves, steps)
    assert nodes.kept == Nodes(leaves).kept
    for size in range(len(leaves) + 1):
        assert tree.root_of(size, nodes) == mth(leaves[:size])


def test_a_node_is_kept_with_the_last_leaf_below_it() -> None:
    kept = Nodes(LEAVES).kept
    assert [len(hashes) for hashes in kept] == [1, 2, 1, 3, 1, 2, 1, 4]
    assert kept[5][1] == mth(LEAVES[4:6])
    assert kept[7][3] == mth(LEAVES)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70), st.data())
def test_a_proof_is_that_of_the_definition(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_of(index, size, Nodes(leaves))
    assert proof == path(index, leaves[:size])
    leaf = tree.leaf_hash(leaves[index])
    assert tree.root_from(index, size, leaf, proof) == mth(leaves[:size])


@given(st.lists(st.binary(max_size=2), min_size=1, max_size=40), st.data())
def test_a_proof_that_was_changed_does_not_lead_to_the_root(
    leaves: list[bytes], data: st.DataObject
) -> None:
    leaves = [bytes([at]) + leaf for at, leaf in enumerate(leaves)]
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_of(index, size, Nodes(leaves))
    root, leaf = mth(leaves), tree.leaf_hash(leaves[index])
    other = data.draw(st.integers(0, size - 1).filter(lambda at: at != index)) if size > 1 else None
    if other is not None:
        assert tree.root_from(other, size, leaf, proof) != root
    assert tree.root_from(index, size, tree.leaf_hash(b"?"), proof) != root
    assert tree.root_from(index, size, leaf, [*proof, leaf]) != root
    for at in range(len(proof)):
        changed = bytes([proof[at][0] ^ 1]) + proof[at][1:]
        assert tree.root_from(index, size, leaf, [*proof[:at], changed, *proof[at + 1 :]]) != root
        assert tree.root_from(index, size, leaf, proof[:at] + proof[at + 1 :]) != root


@pytest.mark.parametrize("index", [-1, 5, 6])
def test_a_leaf_that_is_not_in_the_tree_has_no_proof(index: int) -> None:
    assert tree.root_from(index, 5, tree.leaf_hash(b""), []) is None
