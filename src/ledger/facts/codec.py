"""The stored bytes of a fact: a MessagePack array behind a kind code.

Layout of schema 1::

    [1, recorded_by, source, ref, field, field, …]     fields in the order of the kind
    replacement = [kind code, 1, day, field, …]        inside a fact-corrected

A day is a whole number of days since 1970-01-01, a decimal is its digits as text, areas and ids are
flat arrays of name and value. Holder, version, position, kind code, day and ``recorded_at`` are
columns of the store. Nothing read from bytes is ever imported or called; golden bytes of every kind
are kept in ``tests/facts/golden.json``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import msgpack

from ledger.errors import BadInput, LedgerDamaged, StoreUnavailable
from ledger.facts import fields
from ledger.facts.catalogue import BY_CLASS, BY_CODE, REPLACEMENT, Field, Kind
from ledger.facts.fact import Draft, Fact
from ledger.facts.kinds import Data, Replacement

SCHEMA = 1
LIMIT = 64 * 1024
"""The most bytes a stored fact may take."""

Shape = tuple[type, ...]
Converting = tuple[tuple[int, Callable[[Any], Any]], ...]
"""Which fields are stored as another type, and what makes one of the other."""
_FOREIGN = "a field is missing, or of a type it never has"


class _Packing(threading.local):
    """The packer of a thread: to make one takes as long as to pack a fact."""

    def __init__(self) -> None:
        self.pack = msgpack.Packer().pack


_PACKING = _Packing()


def encode(fact: Fact[Any] | Draft) -> bytes:
    """The body of a fact as stored.

    Raises:
        BadInput: when it would take more than `LIMIT` bytes.
    """
    head = (SCHEMA, fact.recorded_by, fact.source, fact.ref)
    body: bytes = _PACKING.pack((*head, *_packed(fact.data)))
    if len(body) > LIMIT:
        raise BadInput(f"the fact takes {len(body):,} bytes; at most {LIMIT:,} are kept")
    return body


def decode(code: int, body: bytes) -> tuple[str, str | None, str | None, Data]:
    """recorded_by, source, ref and data of a stored body.

    Raises:
        StoreUnavailable: for a kind or schema this version does not know (made by a newer one).
        LedgerDamaged: for bytes no version has written.
    """
    if len(body) > LIMIT:
        raise LedgerDamaged(f"the stored bytes of a fact are {len(body):,}; at most {LIMIT:,} are")
    try:
        values = msgpack.unpackb(body, use_list=False)
        schema = values[0]
    except Exception as error:
        raise LedgerDamaged(f"the stored bytes of a fact do not decode: {error}") from None
    known = BY_CODE.get(code)
    if known is None or schema != SCHEMA:
        raise StoreUnavailable(
            f"a fact of kind code {code}, schema {fields.shortened(schema)}, was written by a "
            "newer version of the ledger; install that version to read it"
        )
    try:
        if tuple(map(type, values)) not in _SHAPES[code]:
            raise TypeError(_FOREIGN)
        return values[1], values[2], values[3], _unpacked(known.cls, values[4:])
    except (StoreUnavailable, LedgerDamaged):
        raise
    except Exception as error:
        raise LedgerDamaged(f"the stored bytes of a {known.name} do not decode: {error}") from None


def _packed(data: Data) -> Sequence[object]:
    return _converted(_PACK[type(data)], data)


def _unpacked(cls: type[Data], values: tuple[Any, ...]) -> Data:
    """The data of packed fields, of which there are as many as the class has: shapes say so."""
    data: Data = tuple.__new__(cls, _converted(_UNPACK[cls], values))
    return data


def _converted(converting: Converting, values: tuple[Any, ...]) -> Sequence[Any]:
    if not converting:
        return values
    converted = list(values)
    for index, convert in converting:
        value = converted[index]
        if value is not None:
            converted[index] = convert(value)
    return converted


def _pack_replacement(replacement: Replacement) -> tuple[object, ...]:
    kind = BY_CLASS[type(replacement.data)]
    return (kind.code, SCHEMA, fields.DAY.pack(replacement.on), *_packed(replacement.data))


def unpack_replacement(packed: tuple[Any, ...]) -> Replacement:
    """The replacement inside a stored correction; raises as `decode`, and what Python raises."""
    code, schema = packed[:2]
    if type(code) is not int:
        raise TypeError(_FOREIGN)
    kind = BY_CODE.get(code)
    if kind is None or schema != SCHEMA:
        raise StoreUnavailable(
            f"a correction of kind code {code}, schema {fields.shortened(schema)}, was "
            "written by a newer version of the ledger"
        )
    if tuple(map(type, packed)) not in _REPLACEMENT_SHAPES[kind.code]:
        raise TypeError(_FOREIGN)
    return Replacement(fields.DAY.unpack(packed[2]), _unpacked(kind.cls, packed[3:]))


def _shapes(kind: Kind, *head: Shape) -> frozenset[Shape]:
    """What the types of a stored body can be: every optional field there or absent."""
    types: list[Shape] = [
        (field.type.stored,) if field.required else (field.type.stored, type(None))
        for field in kind.fields
    ]
    return frozenset(product(*head, *types))


def _converting(conversion: Callable[[Field], Callable[[Any], Any]]) -> dict[type, Converting]:
    return {
        kind.cls: tuple(
            (index, conversion(field))
            for index, field in enumerate(kind.fields)
            if not field.type.plain
        )
        for kind in BY_CODE.values()
    }


_PACK = _converting(
    lambda field: _pack_replacement if field.type is REPLACEMENT else field.type.pack
)
_UNPACK = _converting(
    lambda field: unpack_replacement if field.type is REPLACEMENT else field.type.unpack
)
_OPTIONAL_TEXT = (str, type(None))
_SHAPES = {
    kind.code: _shapes(kind, (int,), (str,), _OPTIONAL_TEXT, _OPTIONAL_TEXT)
    for kind in BY_CODE.values()
}
_REPLACEMENT_SHAPES = {
    kind.code: _shapes(kind, (int,), (int,), (int,)) for kind in BY_CODE.values()
}
