"""Sealing: the nodes of the Merkle tree that are written in the same transaction as the facts."""

from __future__ import annotations

from collections.abc import Sequence

from eventsourcing.sqlite import SQLiteCursor

from ledger.errors import LedgerDamaged
from ledger.seal.leaf import leaf_of
from ledger.seal.tree import count_of, grown, inclusion_of, leaf_hash, root_of
from ledger.store.rows import SELECT, StoredFact, facts_of, follows

_CHUNK = 2_000
_HASH = 32


def seal(cursor: SQLiteCursor, rows: Sequence[StoredFact]) -> None:
    """Writes the nodes that become complete with these facts, the last of the ledger."""
    leaves = (leaf_hash(leaf(row)) for row in rows)
    nodes = grown(rows[0].id - 1, lambda number: node_in(cursor, number), leaves)
    cursor.executemany("INSERT INTO nodes VALUES (?, ?)", list(nodes))


def seal_all(cursor: SQLiteCursor) -> None:
    """Seals every fact of a ledger that has no seal yet."""
    after = 0
    while True:
        cursor.execute(
            f"{SELECT} WHERE f.position > ? ORDER BY f.position LIMIT ?", (after, _CHUNK)
        )
        rows = facts_of(cursor.fetchall())
        if not rows:
            return
        seal(cursor, rows)
        after = follows(rows[-1].id, after)


def node_in(cursor: SQLiteCursor, number: int) -> bytes:
    """The hash of a complete node."""
    cursor.execute("SELECT hash FROM nodes WHERE number = ?", (number,))
    found = cursor.fetchone()
    if found is None or type(found[0]) is not bytes or len(found[0]) != _HASH:
        raise LedgerDamaged(
            f"node {number} of the seal is missing or no hash; "
            "`ledger verify` says what was changed"
        )
    return found[0]


def check_seal(size: int, nodes: int) -> None:
    """Refuses to go on from a seal that does not cover just the facts there are."""
    if nodes != count_of(size):
        raise LedgerDamaged(
            f"the seal has {nodes:,} nodes where {size:,} facts have {count_of(size):,}; "
            "`ledger verify` says what was changed"
        )


def root_in(cursor: SQLiteCursor) -> tuple[int, bytes]:
    """How many facts there are, and the root of their tree."""
    size = _size_in(cursor)
    return size, root_of(size, lambda number: node_in(cursor, number))


def proof_in(cursor: SQLiteCursor, position: int) -> tuple[list[bytes], int, bytes]:
    """The proof that a fact is in the ledger: its path, how many facts there are, and the root."""
    size = _size_in(cursor)

    def node_of(number: int) -> bytes:
        return node_in(cursor, number)

    return inclusion_of(position - 1, size, node_of), size, root_of(size, node_of)


def _size_in(cursor: SQLiteCursor) -> int:
    cursor.execute("SELECT max(position) FROM facts")
    size = cursor.fetchone()[0] or 0
    cursor.execute("SELECT max(number) FROM nodes")
    check_seal(size, cursor.fetchone()[0] or 0)
    return size


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
