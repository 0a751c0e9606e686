"""Canonical JSON Lines: one fact a line, the form ledgers are exported in and compared by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ledger.errors import BadInput
from ledger.facts import fields
from ledger.facts.catalogue import BY_CLASS, REPLACEMENT
from ledger.facts.fact import Fact, instant_of
from ledger.facts.kinds import Data, Replacement, Withheld


def instant_text(micros: int) -> str:
    """Microseconds since 1970 as ``2024-05-03T10:00:00.000000Z``."""
    return instant_of(micros).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def shown(data: Data) -> dict[str, object]:
    """The data of a fact as JSON: fields in order, absent ones left out, decimals as text."""
    table: dict[str, object] = {}
    for (name, type_, _), value in zip(BY_CLASS[type(data)].fields, data, strict=True):
        if value is None:
            continue
        if type_ is REPLACEMENT:
            table[name] = _shown_replacement(value)  # type: ignore[arg-type]
        else:
            table[name] = value if type_.plain else type_.show(value)
    return table


def _shown_replacement(replacement: Replacement) -> dict[str, object]:
    return {"on": fields.DAY.show(replacement.on), "data": shown(replacement.data)}


def as_json(fact: Fact[Any]) -> dict[str, object]:
    """A fact as the object canonical JSON Lines hold, keys in canonical order."""
    table: dict[str, object] = {
        "holder": fact.holder,
        "version": fact.version,
        "position": fact.position,
        "kind": fact.kind,
        "on": fields.DAY.show(fact.on),
        "recorded_at": instant_text(fact.recorded_micros),
    }
    if isinstance(fact.data, Withheld):
        table["withheld"] = fact.data.why
        return table
    table["recorded_by"] = fact.recorded_by
    if fact.source is not None:
        table["source"] = fact.source
    if fact.ref is not None:
        table["ref"] = fact.ref
    table["data"] = shown(fact.data)
    return table


def dumps(value: object) -> str:
    """JSON without spaces, escaped no more than JSON needs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def line_of(fact: Fact[Any]) -> str:
    """The canonical line of a fact, without its end of line."""
    return dumps(as_json(fact))


def parse_line(line: str) -> dict[str, Any]:
    """The object on one line. Numbers with a point become `Inexact`, so that intake refuses them.

    Raises:
        BadInput: when the line is not one JSON object.
    """
    try:
        value = _DECODER.decode(line)
    except BadInput:
        raise
    except RecursionError:
        raise BadInput("nests too deeply to be a fact") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"is not JSON: {error.msg} at column {error.colno}") from None
    except ValueError:
        raise BadInput("holds a number with thousands of digits") from None
    if not isinstance(value, dict):
        raise BadInput("is not a JSON object; every line is one fact")
    return value


def parse_instant(text: object) -> int:
    """Microseconds since 1970 of a UTC instant like ``2024-05-03T10:00:00.000000Z``.

    Raises:
        BadInput: for anything else.
    """
    expects = "a UTC instant like 2024-05-03T10:00:00Z"
    if not isinstance(text, str) or "T" not in text or len(text) > _LONGEST_INSTANT:
        raise BadInput(f"{fields.quoted(text)} is not {expects}")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{fields.quoted(text)} is not {expects}") from None
    return checked_instant(instant)


def checked_instant(instant: datetime) -> int:
    """Microseconds since 1970 of an instant with a zone.

    Raises:
        BadInput: without a zone, or where its UTC date is outside the calendar.
    """
    if instant.tzinfo is None:
        raise BadInput(f"{instant} has no zone; write it in UTC with a Z at the end")
    try:
        micros = (instant - datetime(1970, 1, 1, tzinfo=UTC)) // _MICRO
        instant_of(micros)
    except OverflowError:
        raise BadInput(f"{instant} is outside the calendar") from None
    return micros


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadInput("is given twice", field=fields.shortened(twice))
    return table


def _no_constant(name: str) -> Mapping[str, Any]:
    raise BadInput(f"{name} is not a number a ledger can hold")


_LONGEST_INSTANT = 40
_MICRO = instant_of(1) - instant_of(0)
_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=fields.Inexact, parse_constant=_no_constant
)
