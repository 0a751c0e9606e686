"""Intake: outside data becomes a checked draft, field by field, or one clear sentence.

Outside data is a mapping as JSON or TOML gives it: holder, kind, on, data and optionally source,
ref, recorded_by. What a correction's replacement may hold depends on the kind it replaces, so
intake is given a way to ask for the kind of a version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast

from ledger.errors import BadInput
from ledger.facts import fields
from ledger.facts.catalogue import BY_CLASS, BY_NAME, REPLACEMENT, Kind
from ledger.facts.codec import encode
from ledger.facts.fact import Draft
from ledger.facts.kinds import (
    Data,
    ExperienceRecorded,
    FactCorrected,
    HolderUpdated,
    Replacement,
    SanctionImposed,
)

KindOf = Callable[[int], str | None]
"""The kind of the fact with this version of the holder in question, None when there is none.

It may raise `BadInput` for a version that must not be named.
"""

ENVELOPE = ("holder", "kind", "on", "recorded_by", "source", "ref", "data")
_ASSIGNED = ("version", "position", "recorded_at")
_DEEPEST = 8
_NEAR = 3
"""The most names that what was given may have been meant for."""


def no_versions(version: int) -> str | None:
    """The `KindOf` of a holder without facts."""
    return None


def draft(
    outside: Mapping[str, object], *, recorded_by: str, kind_of: KindOf = no_versions
) -> Draft:
    """A checked draft of what outside data says.

    Args:
        outside: The fact as JSON or TOML gives it.
        recorded_by: Who records it, unless the data names somebody.
        kind_of: Tells the kind of an earlier version of the holder.

    Raises:
        BadInput: naming the field and what would be right.
    """
    for name in _ASSIGNED:
        if name in outside:
            raise BadInput("is assigned by the ledger; leave it out", field=name)
    _known(outside, ENVELOPE, "a fact")
    for name in ("holder", "kind", "on"):
        if outside.get(name) is None:
            raise BadInput("is missing", field=name)
    kind = kind_named(outside["kind"])
    on = _field("on", fields.DAY, outside["on"])
    data = outside.get("data", {})
    by = outside.get("recorded_by")
    checked = Draft(
        _field("holder", fields.HOLDER, outside["holder"]),
        on,
        _field("recorded_by", fields.TEXT, recorded_by if by is None else by),
        _optional("source", fields.TEXT, outside),
        _optional("ref", fields.TEXT, outside),
        check_data(kind, on, data, kind_of),
    )
    encode(checked)
    return checked


def kind_named(name: object) -> Kind:
    """The kind of this name.

    Raises:
        BadInput: when there is none, with the nearest names.
    """
    kind = BY_NAME.get(name) if isinstance(name, str) else None
    if kind is None:
        raise BadInput(
            f"{fields.quoted(name)} is not a kind of fact{near(name, BY_NAME)}", field="kind"
        )
    return kind


def near(given: object, names: Iterable[str]) -> str:
    """ "; did you mean …?" or the names there are, to end a sentence with.

    Near are the names that begin with what was given; where there are none or many, those that it
    is part of; and at last the one that is written most like it.
    """
    from difflib import get_close_matches

    names, text = list(names), fields.shortened(given)
    part = text.lower() if isinstance(given, str) and len(text) > 1 else "\n"
    begin = [name for name in names if name.lower().startswith(part)]
    hold = [name for name in names if part in name.lower()]
    for close in (begin, hold, get_close_matches(text, names, n=1)):
        if 0 < len(close) <= _NEAR:
            *others, last = close
            return f"; did you mean {', '.join(others)}{' or ' if others else ''}{last}?"
    return f"; there are {', '.join(names)}"


def check_data(
    kind: Kind, on: date, data: object, kind_of: KindOf = no_versions, depth: int = 0
) -> Data:
    """The checked data of a fact of this kind that happened ``on`` this day.

    Raises:
        BadInput: naming the field and what would be right.
    """
    if not isinstance(data, Mapping):
        raise BadInput(
            f"{fields.quoted(data)} is not a table of the fields of {kind.name}", field="data"
        )
    _known(data, kind.field_names, f"a {kind.name}")
    values: list[object] = []
    for name, type_, required in kind.fields:
        value = data.get(name)
        if value is None:
            if required:
                raise BadInput(f"is missing; a {kind.name} needs {type_.expects}", field=name)
            values.append(None)
        elif type_ is REPLACEMENT:
            values.append(_replacement(value, cast("int", values[0]), kind_of, depth))
        else:
            values.append(_field(name, type_, value))
    checked = cast("Data", kind.cls(*values))
    _consistent(checked, on)
    return checked


def _replacement(value: object, corrects: int, kind_of: KindOf, depth: int) -> Replacement:
    if depth >= _DEEPEST:
        raise BadInput(f"nests deeper than {_DEEPEST} corrections", field="replacement")
    if not isinstance(value, Mapping):
        raise BadInput(f"{fields.quoted(value)} is not {REPLACEMENT.expects}", field="replacement")
    _known(value, ("on", "data"), "a replacement", within="replacement")
    for name in ("on", "data"):
        if name not in value:
            raise BadInput(
                "is missing; a replacement is the whole fact", field=f"replacement.{name}"
            )
    target = _kind_at("corrects", corrects, kind_of)
    if target is None:
        raise BadInput(f"there is no fact with version {corrects} to correct", field="corrects")
    try:
        on = _field("on", fields.DAY, value["on"])
        return Replacement(on, check_data(BY_NAME[target], on, value["data"], kind_of, depth + 1))
    except BadInput as error:
        raise BadInput(error.problem, field=f"replacement.{error.field}") from None


def _consistent(data: Data, on: date) -> None:
    if isinstance(data, HolderUpdated) and not any(value is not None for value in data):
        raise BadInput("nothing is updated; give name, born_on, email or ids", field="data")
    if isinstance(data, ExperienceRecorded) and data.started_on > on:
        raise BadInput(f"{data.started_on} is after the last day, {on}", field="started_on")
    if isinstance(data, SanctionImposed) and data.until and data.until < on:
        raise BadInput(f"{data.until} is before the sanction begins, {on}", field="until")


def is_about_others(draft: Draft) -> bool:
    """Whether a fact has to be held against others of the holder: it has a ref, or names one."""
    known = BY_CLASS[type(draft.data)].fields
    return draft.ref is not None or any(
        field.type is fields.VERSION and value is not None
        for field, value in zip(known, draft.data, strict=True)
    )


def check_reference(data: Data, version: int, kind_of: KindOf) -> None:
    """Refuses a correction or refund that points at no suitable earlier fact of the holder.

    Args:
        data: The data of the fact about to be recorded, or of a replacement.
        version: The version the fact gets, or has.
        kind_of: Tells the kind of an earlier version of the holder.

    Raises:
        BadInput: naming the field.
    """
    if isinstance(data, FactCorrected):
        if data.corrects >= version or _kind_at("corrects", data.corrects, kind_of) is None:
            raise BadInput(
                f"there is no earlier fact with version {data.corrects}", field="corrects"
            )
        if data.replacement is not None:
            check_reference(data.replacement.data, data.corrects, kind_of)
    payment = getattr(data, "payment", None)
    if payment is not None and (
        payment >= version or _kind_at("payment", payment, kind_of) != "payment-made"
    ):
        raise BadInput(f"version {payment} is not an earlier payment-made", field="payment")


def _kind_at(field: str, version: int, kind_of: KindOf) -> str | None:
    """The kind of the fact that a field names."""
    try:
        return kind_of(version)
    except BadInput as error:
        raise BadInput(error.problem, field=field) from None


def _known(table: Mapping[Any, object], names: Iterable[str], what: str, within: str = "") -> None:
    for name in table:
        if name not in names:
            raise BadInput(
                f"is not a field of {what}{near(name, names)}",
                field=f"{within}.{fields.shortened(name)}" if within else fields.shortened(name),
            )


def _field(name: str, type_: fields.FieldType[Any], value: object) -> Any:
    try:
        return type_.check(value)
    except BadInput as error:
        inner = f"{name}.{error.field}" if error.field else name
        raise BadInput(error.problem, field=inner) from None


def _optional(name: str, type_: fields.FieldType[Any], outside: Mapping[str, object]) -> Any:
    value = outside.get(name)
    return None if value is None else _field(name, type_, value)
