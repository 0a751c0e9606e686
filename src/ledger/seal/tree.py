"""The Merkle tree of RFC 9162 over facts in position order, as it is written and proved from.

Only nodes of complete subtrees are kept, the leaves among them. Each becomes complete with its last
leaf and is kept with that one: leaf 12 keeps its own hash and those over leaves 11 to 12 and 9 to
12. So nodes are only ever appended, and leaf and level find every one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TypeAlias

NodeOf: TypeAlias = Callable[[int, int], bytes]
"""Gives a complete node by its last leaf, from 1, and its level: 0 are the leaves themselves."""

EMPTY = sha256().digest()
"""The root of a tree without leaves (RFC 9162, section 2.1.1)."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def grown(size: int, peaks: Iterable[bytes], leaves: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The nodes that become complete with each leaf that is appended, from the leaf up.

    Args:
        size: How many leaves there are already.
        peaks: The nodes over the subtrees of `peaks_of`.
        leaves: The hashes of the new leaves.
    """
    tops = list(peaks)
    for leaf, hash_ in enumerate(leaves, size + 1):
        node, complete, rest = hash_, [hash_], leaf
        while not rest & 1:  # each factor of two completes a node
            node, rest = node_hash(tops.pop(), node), rest >> 1
            complete.append(node)
        tops.append(node)
        yield complete


def peaks_of(size: int) -> list[tuple[int, int]]:
    """The last leaf and the level of the largest complete subtrees, from the left."""
    peaks, leaf = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            leaf += 1 << level
            peaks.append((leaf, level))
    return peaks


def root_of(size: int, node_of: NodeOf) -> bytes:
    """The root of the first ``size`` leaves."""
    return _subtree(0, size, node_of) if size else EMPTY


def inclusion_of(index: int, size: int, node_of: NodeOf) -> list[bytes]:
    """The proof that a leaf is in the tree of the first ``size`` leaves (RFC 9162, 2.1.3.1).

    Args:
        index: The leaf, from 0.
        size: How many leaves the tree has.
        node_of: Gives the nodes of the tree.

    Returns:
        The hashes beside the way from the leaf to the root, the leaf's sibling first.
    """
    path: list[bytes] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _left(last - first)
        if index < middle:
            path.append(_subtree(middle, last, node_of))
            last = middle
        else:
            path.append(_subtree(first, middle, node_of))
            first = middle
    return path[::-1]


def _subtree(first: int, last: int, node_of: NodeOf) -> bytes:
    """The hash over the leaves from ``first`` up to ``last``."""
    width = last - first
    if width & (width - 1) == 0:
        return node_of(last, width.bit_length() - 1)
    middle = first + _left(width)
    return node_hash(_subtree(first, middle, node_of), _subtree(middle, last, node_of))


def _left(width: int) -> int:
    """How many of some leaves are on the left: the largest power of two below their number."""
    return 1 << ((width - 1).bit_length() - 1)


def root_from(index: int, size: int, leaf: bytes, path: Iterable[bytes]) -> bytes | None:
    """The root that an inclusion proof gives (RFC 9162, 2.1.3.2); None when it proves nothing.

    Args:
        index: The leaf, from 0.
        size: How many leaves the tree has.
        leaf: The hash of the leaf.
        path: The proof, see `inclusion_of`.
    """
    if not 0 <= index < size:
        return None
    at, last, root = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(beside, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, beside)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None
