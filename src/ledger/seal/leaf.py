"""A fact as a leaf of the seal: all its columns and its stored bytes, in one way only.

Each field stands behind its length in four bytes, whole numbers are eight bytes in two's
complement, both with the most significant byte first::

    "credential-ledger/leaf/1", position, version, kind code, day, recorded_at, holder, stored bytes
"""

from __future__ import annotations

import struct
from struct import Struct

from ledger.errors import BadInput

NAME = b"credential-ledger/leaf/1"
_HEAD = Struct(f">I{len(NAME)}s" + "Iq" * 5 + "I")
_LENGTH = Struct(">I")


def leaf_of(
    position: int,
    version: int,
    kind: int,
    happened: int,
    recorded_at: int,
    holder: str,
    body: bytes,
) -> bytes:
    """The leaf of a fact.

    Args:
        position: Place in the whole ledger.
        version: Place in the holder's stream.
        kind: The kind code.
        happened: Days since 1970-01-01.
        recorded_at: Microseconds since 1970-01-01T00:00Z.
        holder: The holder's id.
        body: The stored bytes.
    """
    name = holder.encode()
    head = _HEAD.pack(
        len(NAME), NAME, 8, position, 8, version, 8, kind, 8, happened, 8, recorded_at, len(name)
    )
    return b"".join((head, name, _LENGTH.pack(len(body)), body))


def fields_of(leaf: bytes) -> tuple[int, int, int, int, int, str, bytes]:
    """What a leaf says: the arguments of `leaf_of`.

    Raises:
        BadInput: when it is not a leaf.
    """
    try:
        head = _HEAD.unpack_from(leaf)
        name = leaf[_HEAD.size : _HEAD.size + head[-1]]
        body = leaf[_HEAD.size + len(name) + _LENGTH.size :]
        fields = (head[3], head[5], head[7], head[9], head[11], name.decode(), body)
    except (struct.error, UnicodeDecodeError) as error:
        raise BadInput(f"the leaf of the fact does not read: {error}") from None
    if leaf_of(*fields) != leaf:
        raise BadInput("the leaf of the fact does not read: its lengths do not fit")
    return fields
