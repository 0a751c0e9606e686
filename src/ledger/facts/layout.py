"""The stored bytes of a fact taken apart, element by element, for people who want to see them.

The layout is that of `ledger.facts.codec`. Nothing here judges whether bytes are right: what cannot
be taken apart is one part that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgpack

from ledger.facts import codec
from ledger.facts.catalogue import BY_CODE, REPLACEMENT, Field
from ledger.facts.jsonl import dumps, shown
from ledger.facts.kinds import FactCorrected, Replacement

NOT_DECODABLE = "not decodable"
_HEAD = ("schema", "recorded_by", "source", "ref")


class StoredPart(NamedTuple):
    """Some of the stored bytes of a fact and what they say.

    Attributes:
        offset: Where they begin, from 0.
        raw: The bytes.
        name: ``array``, ``schema``, ``recorded_by``, ``source``, ``ref`` or the name of a field;
            ``element N`` where the layout is not known, ``beyond the end`` for bytes behind the
            array, `NOT_DECODABLE` for those that are no MessagePack.
        value: What they say, as text; ``absent`` for a field that is not given.
    """

    offset: int
    raw: bytes
    name: str
    value: str


def parts_of(code: int, body: bytes) -> tuple[StoredPart, ...]:
    """The parts of a stored body, in order; together they are all of it.

    Args:
        code: The kind code.
        body: The stored bytes; any bytes can be given.
    """
    parts: list[StoredPart] = []
    name = "beyond the end"
    try:
        for part in _elements(code, body):
            parts.append(part)
    except Exception:
        name = NOT_DECODABLE
    end = sum(len(part.raw) for part in parts)
    rest = len(body) - end
    if rest or not parts:
        parts.append(StoredPart(end, body[end:], name, f"{rest} byte{'' if rest == 1 else 's'}"))
    return tuple(parts)


def _elements(code: int, body: bytes) -> Iterator[StoredPart]:
    unpacker = msgpack.Unpacker(max_buffer_size=0)
    unpacker.feed(body)
    count = unpacker.read_array_header()
    start = unpacker.tell()
    yield StoredPart(0, body[:start], "array", f"of {count}")
    fields: tuple[Field, ...] | None = None
    for index in range(count):
        unpacker.skip()
        end = unpacker.tell()
        raw = body[start:end]
        try:
            value = msgpack.unpackb(raw, use_list=False, strict_map_key=False)
        except Exception as error:
            yield StoredPart(start, raw, _named(index, fields), f"{NOT_DECODABLE}: {error}")
        else:
            if index == 0 and value == codec.SCHEMA and code in BY_CODE:
                fields = BY_CODE[code].fields
            yield StoredPart(start, raw, _named(index, fields), _said(index, value, fields))
        start = end


def _named(index: int, fields: tuple[Field, ...] | None) -> str:
    """The name of an element; ``fields`` None where the layout is not known."""
    if index == 0 or (fields is not None and index < len(_HEAD)):
        return _HEAD[index]
    if fields is not None and index < len(_HEAD) + len(fields):
        return fields[index - len(_HEAD)].name
    return f"element {index + 1}"


def _said(index: int, value: Any, fields: tuple[Field, ...] | None) -> str:
    """What an element says."""
    place = index - len(_HEAD)
    if value is not None and fields is not None and 0 <= place < len(fields):
        value = _unpacked(fields[place], value)
    if value is None:
        return "absent"
    if isinstance(value, str):
        return value
    try:
        return dumps(value)
    except (TypeError, ValueError):
        return repr(value)


def _unpacked(field: Field, value: Any) -> Any:
    """A field as canonical JSON has it; as it is stored where it is none."""
    try:
        if field.type is REPLACEMENT:
            return _replacement(codec.unpack_replacement(value))
        return value if field.type.plain else field.type.show(field.type.unpack(value))
    except Exception:
        return value


def _replacement(value: Replacement) -> object:
    return shown(FactCorrected(1, "", value))["replacement"]
