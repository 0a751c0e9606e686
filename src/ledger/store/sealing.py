"""Sealing: the nodes of the Merkle tree that are written with the facts, in their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ledger.errors import LedgerDamaged
from ledger.seal.leaf import leaf_of
from ledger.seal.tree import grown, inclusion_of, leaf_hash, peaks_of, root_of
from ledger.store.rows import Cursor, EncryptedFact, StoredFact

_HASH = 32


def seals(cursor: Cursor, size: int, rows: Iterable[StoredFact]) -> Iterator[bytes]:
    """The seal of each of the facts that follow the first ``size``."""
    leaves = (leaf_hash(leaf(row)) for row in rows)
    yield from map(b"".join, grown(size, _peaks(cursor, size), leaves))


def root_in(cursor: Cursor) -> tuple[int, bytes]:
    """How many facts there are, and the root of their tree."""
    size = _size(cursor)
    return size, root_of(size, _nodes(cursor))


def root_at_in(cursor: Cursor, size: int) -> bytes | None:
    """The root of the tree of the first facts; None when there are not so many."""
    return root_of(size, _nodes(cursor)) if size <= _size(cursor) else None


def proof_in(cursor: Cursor, position: int) -> tuple[list[bytes], int, bytes]:
    """The proof that a fact is in the ledger: its path, how many facts there are, and the root."""
    size, nodes = _size(cursor), _nodes(cursor)
    return inclusion_of(position - 1, size, nodes), size, root_of(size, nodes)


def _size(cursor: Cursor) -> int:
    cursor.execute("SELECT max(position) FROM facts")
    return cursor.fetchone()[0] or 0


def _nodes(cursor: Cursor) -> Callable[[int, int], bytes]:
    def node_of(leaf: int, level: int) -> bytes:
        cursor.execute("SELECT seal FROM facts WHERE position = ?", (leaf,))
        found = cursor.fetchone()
        return _node(leaf, level, found and found[0])

    return node_of


def _peaks(cursor: Cursor, size: int) -> Iterator[bytes]:
    """The nodes that whatever is appended rests on, read by one statement."""
    places = peaks_of(size)
    if places:
        marks = ", ".join("?" * len(places))
        leaves = [leaf for leaf, _ in places]
        cursor.execute(f"SELECT position, seal FROM facts WHERE position IN ({marks})", leaves)
        found = dict(cursor.fetchall())
        for leaf, level in places:
            yield _node(leaf, level, found.get(leaf))


def _node(leaf: int, level: int, seal: object) -> bytes:
    """One of the nodes in the seal of a leaf, a seal that is None where there is none."""
    node = seal[level * _HASH : (level + 1) * _HASH] if isinstance(seal, bytes) else b""
    if len(node) != _HASH:
        raise LedgerDamaged(
            f"position {leaf}: its seal is missing; `ledger verify` says what was changed"
        )
    return node


def leaf(row: StoredFact | EncryptedFact) -> bytes:
    """The leaf of a fact."""
    holder, version, body, kind, happened, recorded_at, position = row[:7]
    return leaf_of(position, version, kind, happened, recorded_at, holder, body)
