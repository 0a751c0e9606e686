"""The standing of a credential and the pathway to renew it."""

from __future__ import annotations

from datetime import date

from ledger.plugin import (
    Answer,
    CredentialGranted,
    Fact,
    Finding,
    Judgement,
    Kept,
    Note,
    Record,
    Standing,
    Status,
    all_of,
    kept_up,
    leaf,
    paid,
)
from ledger_arrt.education import Education, education
from ledger_arrt.periods import bienniums, born_on, grants, years


def judge(record: Record) -> Judgement:
    """Judges every credential of ARRT: they differ in their grants and fees alone."""
    granted = grants(record, record.credential)
    if not granted:
        never = leaf("ARRT-HELD", False, "never certified", record.rule("ARRT-AWARD"))
        return _judgement(Standing(Status.NONE, None, never), [never], [never])
    grant = granted[-1]
    text, rule = f"certified {grant.on}", record.rule("ARRT-AWARD")
    held = leaf("ARRT-HELD", True, text, rule, facts=[grant])
    born = born_on(record)
    if born is None:
        text += "; the day of birth is not on record, and it sets every period"
        rules = (record.rule("ARRT-BIRTH"), record.rule("ARRT-NO-BIRTH"))
        unknown = leaf("ARRT-BIRTH", None, text, *rules, facts=[grant])
        standing = Standing(Status.UNDETERMINED, None, unknown)
        return _judgement(standing, [held, unknown], [held, unknown])
    learnt = education(record, bienniums(record, born))
    fees = fee_clock(record, grant.on, born)
    standing = standing_of(record, grant, learnt, fees)
    certified = [held, standing.finding]
    credits_ = learnt.finding
    if learnt.findings:
        credits_ = all_of("ARRT-CREDITS", *learnt.findings)
    return _judgement(standing, [*certified, fees.account("ARRT-FEE")], [*certified, credits_])


def fee_clock(record: Record, granted_on: date, born: date) -> Kept:
    """The renewal fee of every year, by the year in which it is due."""
    rule = record.rule("ARRT-PAID")
    return kept_up(
        record,
        years(granted_on, born),
        lambda year: paid(
            record,
            f"ARRT-FEE-{year.last.year}",
            "ARRT-FEE",
            rule,
            currency=rule.value,
            since=max(year.first, granted_on),
            through=year.last,
        ),
    )


def probation_notes(record: Record, learnt: Education) -> list[Note]:
    """That the holder is on probation, which ARRT shows publicly."""
    if learnt.probation is None:
        return []
    text = f"on CE probation through {learnt.probation}, still certified"
    return [Note("ARRT-PROBATION", text, record.rule("ARRT-PROBATION"))]


def standing_of(
    record: Record, grant: Fact[CredentialGranted], learnt: Education, fees: Kept
) -> Standing:
    """Current through the day on which credits or fees run out; a printed expiry wins."""
    notes = probation_notes(record, learnt)

    def standing(status: Status, end: date | None, said: str, *because: Finding) -> Standing:
        rules = [value for one in because for value in one.rules]
        if notes and status is Status.CURRENT:
            said += f"; {notes[0].text}"
            rules.append(record.rule("ARRT-PROBATION"))
        is_so = None if status is Status.UNDETERMINED else status is Status.CURRENT
        text, rule = f"certified {grant.on}, {said}", record.rule("ARRT-AWARD")
        finding = leaf("ARRT-STATUS", is_so, text, rule, *rules, facts=[grant], notes=notes)
        return Standing(status, end, finding)

    printed = grant.data.expires_on
    if printed is not None:
        expired = record.passed(printed)
        status = Status.EXPIRED if expired else Status.CURRENT
        said = f"{'expired' if expired else 'current through'} {printed}, as printed"
        return standing(status, printed, said)
    unpaid = fees.through or date.max
    end = min(learnt.through, unpaid)
    if not record.passed(end):
        return standing(Status.CURRENT, end, f"current through {end}")
    if fees.is_kept is False and unpaid <= learnt.through:
        return standing(Status.EXPIRED, end, f"not renewed: {fees.finding.text}", fees.finding)
    if learnt.is_met is False:
        said = f"discontinued after probation: {learnt.finding.text}"
        doubtful = any(found.answer is Answer.UNDETERMINED for found in learnt.findings)
        return standing(Status.EXPIRED, None if doubtful else end, said, learnt.finding)
    if fees.is_kept is False:
        return standing(Status.EXPIRED, None, f"not renewed: {fees.finding.text}", fees.finding)
    return standing(Status.UNDETERMINED, None, learnt.finding.text, learnt.finding)


def _judgement(standing: Standing, renew: list[Finding], comply: list[Finding]) -> Judgement:
    pathways = {"renew": all_of("renew", *renew), "comply": all_of("comply", *comply)}
    return Judgement(standing, pathways)
