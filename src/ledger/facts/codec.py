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

from collections.abc import Callable
from itertools import product
from typing import Any, cast

import msgpack

from ledger.errors import BadInput, LedgerDamaged, StoreUnavailable
from ledger.facts import fields
from ledger.facts.catalogue import BY_CLASS, BY_CODE, REPLACEMENT, Kind
from ledger.facts.fact import Draft, Fact
from ledger.facts.kinds import Data, Replacement

SCHEMA = 1
LIMIT = 64 * 1024
"""The most bytes a stored fact may take."""

Shape = tuple[type, ...]
Unpacking = tuple[tuple[int, Callable[[Any], Any]], ...]
"""Which fields are stored as another type, and what makes values of them."""
_FOREIGN = "a field is missing, or of a type it never has"


def encode(fact: Fact[Any] | Draft) -> bytes:
    """The body of a fact as stored.

    Raises:
        BadInput: when it would take more than `LIMIT` bytes.
    """
    body = msgpack.packb([SCHEMA, fact.recorded_by, fact.source, fact.ref, *_packed(fact.data)])
    if len(body) > LIMIT:
        raise BadInput(f"the fact takes {len(body):,} bytes; at most {LIMIT:,} are kept")
    return cast("bytes", body)


def decode(code: int, body: bytes) -> tuple[str, str | None, str | None, Data]:
    """recorded_by, source, ref and data of a stored body.

    Raises:
        StoreUnavailable: for a kind or schema this version does not know (made by a newer one).
        LedgerDamaged: for bytes no version has written.
    """
    if len(body) > LIMIT:
        raise LedgerDamaged(f"the stored bytes of a fact are {len(body):,}; at most {LIMIT:,} are")
    try:
        values = msgpack.unpackb(body, use_list=True, strict_map_key=True)
        schema = values[0]
    except Exception as error:
        raise LedgerDamaged(f"the stored bytes of a fact do not decode: {error}") from None
    known = _DECODED.get(code)
    if known is None or schema != SCHEMA:
        raise StoreUnavailable(
            f"a fact of kind code {code}, schema {fields.shortened(schema)}, was written by a "
            "newer version of the ledger; install that version to read it"
        )
    kind, shapes, unpacking = known
    try:
        if tuple(map(type, values)) not in shapes:
            raise TypeError(_FOREIGN)
        return values[1], values[2], values[3], _unpacked(kind.cls, unpacking, values[4:])
    except (StoreUnavailable, LedgerDamaged):
        raise
    except Exception as error:
        raise LedgerDamaged(f"the stored bytes of a {kind.name} do not decode: {error}") from None


def _packed(data: Data) -> list[object]:
    values: list[Any] = list(data)
    for index, type_ in _CONVERTED[type(data)]:
        value = values[index]
        if value is not None:
            values[index] = _pack_replacement(value) if type_ is REPLACEMENT else type_.pack(value)
    return values


def _unpacked(cls: type[Data], unpacking: Unpacking, values: list[Any]) -> Data:
    """The data of packed fields, of which there are as many as the class has: shapes say so."""
    for index, unpack in unpacking:
        value = values[index]
        if value is not None:
            values[index] = unpack(value)
    data: Data = tuple.__new__(cls, values)
    return data


def _pack_replacement(replacement: Replacement) -> list[object]:
    kind = BY_CLASS[type(replacement.data)]
    return [kind.code, SCHEMA, fields.DAY.pack(replacement.on), *_packed(replacement.data)]


def unpack_replacement(packed: list[Any]) -> Replacement:
    """The replacement inside a stored correction; raises as `decode`, and what Python raises."""
    kind = BY_CODE.get(packed[0])
    if kind is None or packed[1] != SCHEMA:
        raise StoreUnavailable(
            f"a correction of kind code {packed[0]}, schema {fields.shortened(packed[1])}, was "
            "written by a newer version of the ledger"
        )
    if tuple(map(type, packed)) not in _REPLACEMENT_SHAPES[kind.code]:
        raise TypeError(_FOREIGN)
    data = _unpacked(kind.cls, _UNPACK[kind.cls], packed[3:])
    return Replacement(fields.DAY.unpack(packed[2]), data)


def _shapes(kind: Kind, *head: Shape) -> frozenset[Shape]:
    """What the types of a stored body can be: every optional field there or absent."""
    types: list[Shape] = [
        (field.type.stored,) if field.required else (field.type.stored, type(None))
        for field in kind.fields
    ]
    return frozenset(product(*head, *types))


_CONVERTED = {
    kind.cls: tuple(
        (index, field.type) for index, field in enumerate(kind.fields) if not field.type.plain
    )
    for kind in BY_CODE.values()
}
_UNPACK: dict[type[Data], Unpacking] = {
    cls: tuple(
        (index, unpack_replacement if type_ is REPLACEMENT else type_.unpack)
        for index, type_ in converted
    )
    for cls, converted in _CONVERTED.items()
}
_OPTIONAL_TEXT = (str, type(None))
_SHAPES = {
    kind.code: _shapes(kind, (int,), (str,), _OPTIONAL_TEXT, _OPTIONAL_TEXT)
    for kind in BY_CODE.values()
}
_DECODED = {code: (kind, _SHAPES[code], _UNPACK[kind.cls]) for code, kind in BY_CODE.items()}
_REPLACEMENT_SHAPES = {
    kind.code: _shapes(kind, (int,), (int,), (int,)) for kind in BY_CODE.values()
}
