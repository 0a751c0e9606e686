"""The Merkle tree of RFC 9162 over facts in position order, as it is written and proved from.

Only nodes of complete subtrees are kept, the leaves among them. They are numbered 1, 2, 3 … in the
order in which they become complete, so that they are only ever appended: a tree has `count_of`
of them, and every node's number follows from its level and place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TypeAlias

NodeOf: TypeAlias = Callable[[int], bytes]
"""Gives the hash of a node by its number."""

EMPTY = sha256().digest()
"""The root of a tree without leaves (RFC 9162, section 2.1.1)."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def count_of(size: int) -> int:
    """How many nodes are complete after so many leaves."""
    return 2 * size - size.bit_count()


def number_of(level: int, place: int) -> int:
    """The number of a complete node: level 0 are the leaves; places count from 0."""
    last_leaf = (place + 1) << level
    over_it = (last_leaf & -last_leaf).bit_length() - 1
    return count_of(last_leaf) - (over_it - level)


def peaks_of(size: int) -> list[int]:
    """The numbers of the largest complete subtrees of a tree, from the left."""
    peaks, leaves = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            leaves += 1 << level
            peaks.append(count_of(leaves))
    return peaks


def grown(size: int, node_of: NodeOf, leaves: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The nodes that become complete when leaves are appended: number and hash, in order.

    Args:
        size: How many leaves there are already.
        node_of: Gives the nodes that are complete already.
        leaves: The hashes of the new leaves.
    """
    peaks = [node_of(number) for number in peaks_of(size)]
    number = count_of(size)
    for hash_ in leaves:
        number += 1
        yield number, hash_
        peaks.append(hash_)
        size += 1
        for _ in range((size & -size).bit_length() - 1):
            right = peaks.pop()
            peaks[-1] = node_hash(peaks[-1], right)
            number += 1
            yield number, peaks[-1]


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
        level = width.bit_length() - 1
        return node_of(number_of(level, first >> level))
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
