"""Cycles of three years, and the status they and the fees leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.plugin import (
    CredentialGranted,
    Fact,
    Record,
    RenewalGranted,
    Standing,
    Status,
    days,
    leaf,
    months,
)
from ledger_isc2.fees import Fee


class Cycle(NamedTuple):
    """A cycle from its first through its last day, and the fact that starts it."""

    first: date
    last: date
    award: Fact[Any]


def cycles_of(record: Record) -> list[Cycle]:
    """The cycles since the last grant; every renewal adds the one that follows."""
    length = record.rule("I-CYCLE").whole
    cycles: list[Cycle] = []
    for award in record.facts(CredentialGranted, RenewalGranted, credential=record.credential):
        is_next = bool(cycles) and isinstance(award.data, RenewalGranted)
        first = days(cycles[-1].last, 1) if is_next else award.on
        last = award.data.expires_on or days(months(first, length), -1)
        cycles = [*(cycles if is_next else ()), Cycle(first, max(first, last), award)]
    return cycles


def standing_of(record: Record, cycles: Sequence[Cycle], fees: Sequence[Fee]) -> Standing:
    """The status, with its reason: suspended for a cycle not renewed or a fee not paid."""
    rule = record.rule("I-AWARD")
    if not cycles:
        return Standing(Status.NONE, None, leaf("I-HELD", False, "never certified", rule))
    cycle, suspension = cycles[-1], record.rule("I-SUSPENDED")
    since = [(cycle.last, f"the cycle that ended on {cycle.last} is not renewed")]
    since += [
        (fee.due, f"the fee of {fee.due} was not paid in time") for fee in fees if fee.is_overdue
    ]
    for last, why in since:
        end = months(last, suspension.whole)
        if record.passed(end):
            text = f"terminated after {end}: {why}"
            held = leaf("I-HELD", False, text, suspension, facts=[cycle.award])
            return Standing(Status.EXPIRED, cycle.last, held)
    for last, why in since:
        if record.passed(last):
            held = leaf("I-HELD", False, f"suspended: {why}", suspension, facts=[cycle.award])
            return Standing(Status.SUSPENDED, cycle.last, held)
    text = f"certified, the cycle runs through {cycle.last}"
    held = leaf("I-HELD", True, text, rule, record.rule("I-CYCLE"), facts=[cycle.award])
    return Standing(Status.CURRENT, cycle.last, held)
