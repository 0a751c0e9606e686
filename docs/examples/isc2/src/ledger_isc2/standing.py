"""The status: suspended for credits or a fee that were missed, and terminated two years later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.plugin import (
    CredentialGranted,
    Fact,
    Finding,
    Kept,
    Record,
    Standing,
    Status,
    leaf,
    months,
)


def standing_of(record: Record, award: Fact[CredentialGranted], clocks: Sequence[Kept]) -> Standing:
    """Current through the first day on which either clock runs out; a printed expiry wins."""
    suspension = record.rule("I-SUSPENDED")

    def standing(status: Status, end: date | None, said: str, *because: Finding) -> Standing:
        rules = [value for one in because for value in one.rules]
        is_so = None if status is Status.UNDETERMINED else status is Status.CURRENT
        text, started = f"certified {award.on}, {said}", record.rule("I-AWARD")
        finding = leaf("I-STATUS", is_so, text, started, suspension, *rules, facts=[award])
        return Standing(status, end, finding)

    def is_terminated(last: date) -> bool:
        return record.passed(months(last, suspension.whole))

    printed = award.data.expires_on
    if printed is not None:
        if record.passed(printed):
            return standing(Status.EXPIRED, printed, f"expired {printed}, as printed")
        return standing(Status.CURRENT, printed, f"current through {printed}, as printed")
    ends = [clock.through or date.max for clock in clocks]
    missed = [end for end, clock in zip(ends, clocks, strict=True) if clock.is_kept is False]
    doubts = [end for end, clock in zip(ends, clocks, strict=True) if clock.is_kept is None]
    because = [clock.finding for clock in clocks if clock.is_kept is not True]
    if not because:
        return standing(Status.CURRENT, min(ends), f"current through {min(ends)}")
    why = "; ".join(found.text for found in because)
    first = min(missed, default=None)
    if first is None or (not is_terminated(first) and any(map(is_terminated, doubts))):
        return standing(Status.UNDETERMINED, None, why, *because)
    end = None if any(doubt < first for doubt in doubts) else first
    if is_terminated(first):
        return standing(Status.EXPIRED, end, f"terminated: {why}", *because)
    return standing(Status.SUSPENDED, end, f"suspended: {why}", *because)
