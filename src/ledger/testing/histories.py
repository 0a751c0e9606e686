"""Histories built from facts written as tables, through the same intake as everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from ledger.errors import BadInput
from ledger.facts import intake
from ledger.facts.catalogue import BY_NAME
from ledger.facts.fact import Fact, micros_of
from ledger.facts.jsonl import checked_instant
from ledger.judging.history import History

_BESIDE = ("kind", "on", "recorded_at", "recorded_by", "ref", "source")


def history_of(
    facts: Iterable[Mapping[str, Any]], *, credential: str | None = None, holder: str = "holder"
) -> History:
    """The history these facts make, recorded in this order.

    Args:
        facts: Tables of kind, on, optional recorded_at, recorded_by, ref and source, and the data
            fields beside them. A recorded_at left out is noon UTC on ``on``, and never earlier
            than that of the fact before.
        credential: Filled in where a kind needs a credential and none is given.
        holder: The holder's id.

    Raises:
        BadInput: naming the fact and what would be right.
    """
    recorded: list[Fact[Any]] = []
    kinds: dict[int, str] = {}
    last = 0
    for version, table in enumerate(facts, 1):
        try:
            fact, last = _fact(dict(table), version, kinds, last, credential, holder)
        except BadInput as error:
            where = f"facts[{version - 1}]"
            field = f"{where}.{error.field}" if error.field else where
            raise BadInput(error.problem, field=field) from None
        recorded.append(fact)
        kinds[version] = fact.kind
    return History(holder, recorded)


def _fact(
    table: dict[str, Any],
    version: int,
    kinds: dict[int, str],
    last: int,
    credential: str | None,
    holder: str,
) -> tuple[Fact[Any], int]:
    beside = {name: table.pop(name) for name in _BESIDE if name in table}
    kind = beside.get("kind")
    _fill_in(kind, table, credential)
    if kind == "fact-corrected" and isinstance(table.get("replacement"), dict):
        data = table["replacement"].get("data")
        if isinstance(data, dict):
            target = kinds.get(table.get("corrects", 0))
            table["replacement"] = {
                **table["replacement"],
                "data": _fill_in(target, dict(data), credential),
            }
    recorded_at = beside.pop("recorded_at", None)
    draft = intake.draft(
        {"holder": holder, **beside, "data": table}, recorded_by="scenario", kind_of=kinds.get
    )
    intake.check_reference(draft.data, version, kinds.get)
    if recorded_at is None:
        micros = max(last, micros_of(datetime.combine(draft.on, time(12), UTC)))
    elif not isinstance(recorded_at, datetime):
        raise BadInput(f"{recorded_at} is not an instant", field="recorded_at")
    else:
        micros = checked_instant(recorded_at)
        if micros < last:
            raise BadInput("is before that of the fact before it", field="recorded_at")
    return draft.placed(version, position=version, recorded_micros=micros), micros


def _fill_in(kind: object, data: dict[str, Any], credential: str | None) -> dict[str, Any]:
    known = BY_NAME.get(kind) if isinstance(kind, str) else None
    wanted = known and any(field.name == "credential" and field.required for field in known.fields)
    if wanted and credential and "credential" not in data:
        data["credential"] = credential
    return data
