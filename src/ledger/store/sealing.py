"""Sealing: the nodes of the Merkle tree that are written with the facts, in their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ledger.errors import LedgerDamaged
from ledger.seal.leaf import leaf_of
from ledger.seal.tree import grown, inclusion_of, leaf_hash, root_of
from ledger.store.rows import Cursor, StoredFact

_HASH = 32


def seals(cursor: Cursor, size: int, rows: Iterable[StoredFact]) -> Iterator[bytes]:
    """The seal of each of the facts that follow the first ``size``."""
    leaves = (leaf_hash(leaf(row)) for row in rows)
    yield from map(b"".join, grown(size, _nodes(cursor), leaves))


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
        cursor.execute(
            f"SELECT substr(seal, ?, {_HASH}) FROM facts WHERE position = ?",
            (level * _HASH + 1, leaf),
        )
        found = cursor.fetchone()
        if found is None or type(found[0]) is not bytes or len(found[0]) != _HASH:
            raise LedgerDamaged(
                f"position {leaf}: its seal is missing; `ledger verify` says what was changed"
            )
        return found[0]

    return node_of


def leaf(row: StoredFact) -> bytes:
    """The leaf of a fact."""
    return leaf_of(
        row.id,
        row.originator_version,
        row.kind,
        row.happened,
        row.recorded_at,
        row.originator_id,
        row.state,
    )
