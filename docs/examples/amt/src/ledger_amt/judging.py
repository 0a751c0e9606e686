"""The two clocks of the RMA: points in every cycle of three years, and a fee every year."""

from __future__ import annotations

from datetime import date

from ledger.plugin import (
    Award,
    Awards,
    CredentialGranted,
    Cycles,
    Finding,
    Judgement,
    Kept,
    Record,
    Standing,
    Status,
    all_of,
    due_every_year,
    kept_up,
    leaf,
)
from ledger_amt.points import enough_points, exempt


def judge(record: Record) -> Judgement:
    """Judges amt/rma."""
    granted = record.facts(CredentialGranted, credential=record.credential)
    rule = record.rule("RMA-AWARD")
    if not granted:
        never = leaf("RMA-HELD", False, "never certified", rule)
        return Judgement(
            Standing(Status.NONE, None, never), {"continue": all_of("continue", never)}
        )
    held = Awards(tuple(Award(fact.on, fact) for fact in granted))
    points, fees = points_clock(record, held), fee_clock(record, held)
    award = held.governing
    standing = standing_of(record, award, [points, fees])
    certified = leaf("RMA-HELD", True, f"certified {award.on}", rule, facts=[award.fact])
    clocks = points.account("RMA-POINTS"), fees.account("RMA-FEE")
    going_on = all_of("continue", certified, standing.finding, *clocks)
    return Judgement(standing, {"continue": going_on})


def points_clock(record: Record, held: Awards) -> Kept:
    """Points in each cycle since the award that governs; nothing for those who are exempt."""
    cycles = Cycles(held.governing.on, record.rule("RMA-CYCLE").whole)
    nothing_asked = exempt(record, held)
    if nothing_asked is not None:
        return Kept(True, None, nothing_asked)
    return kept_up(record, cycles, lambda cycle: enough_points(record, held, cycle))


def fee_clock(record: Record, held: Awards) -> Kept:
    """The fee due in the month of every anniversary."""
    rule = record.rule("RMA-PAID")
    return due_every_year(
        record,
        "RMA-FEE",
        "RMA-FEE",
        rule,
        start=held.governing.on,
        purposes=("renewal", "membership"),
        currency=rule.value,
    )


def standing_of(record: Record, award: Award, clocks: list[Kept]) -> Standing:
    """Current through the first day on which either clock runs out; a printed expiry wins."""
    rules = (record.rule("RMA-LAPSE"), record.rule("RMA-AWARD"))

    def found(is_so: bool | None, text: str, *because: Finding) -> Finding:
        """The reason, with the values that a clock that ran out rests on."""
        values = [value for one in because for value in one.rules]
        return leaf(
            "RMA-STATUS",
            is_so,
            f"certified {award.on}, {text}",
            *rules,
            *values,
            facts=[award.fact],
        )

    if award.printed is not None:
        expired, end = record.passed(award.printed), award.printed
        text = f"{'expired' if expired else 'current through'} {end}, as printed"
        return Standing(
            Status.EXPIRED if expired else Status.CURRENT, end, found(not expired, text)
        )
    missed = [clock for clock in clocks if clock.is_kept is False]
    doubts = [clock for clock in clocks if clock.is_kept is None]
    if missed:
        first = first_missed(missed, doubts)
        text = "; ".join(clock.finding.text for clock in missed)
        reason = found(False, f"lapsed: {text}", *(clock.finding for clock in missed))
        return Standing(Status.EXPIRED, first, reason)
    if doubts:
        text = "; ".join(clock.finding.text for clock in doubts)
        reason = found(None, text, *(clock.finding for clock in doubts))
        return Standing(Status.UNDETERMINED, None, reason)
    end = min(clock.through for clock in clocks if clock.through is not None)
    return Standing(Status.CURRENT, end, found(True, f"current through {end}"))


def first_missed(missed: list[Kept], doubts: list[Kept]) -> date | None:
    """The last day before the lapse; None when something earlier is in doubt."""
    ends = [clock.through for clock in missed]
    first = min((end for end in ends if end is not None), default=None)
    if first is None or None in ends:
        return None
    in_doubt = [clock.through for clock in doubts if clock.through is not None]
    return None if any(end < first for end in in_doubt) else first
