"""What continuing education is worth, and whether it is enough to recertify."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.plugin import (
    NOT_MEANT,
    Awards,
    CeCompleted,
    Credit,
    DocumentFiled,
    Fact,
    Finding,
    Record,
    Remedy,
    RuleValue,
    days,
    months,
)

AREAS = {"R-ADMIN": "administrative", "R-CLINICAL": "clinical", "R-GENERAL": "general"}
_CARD = "cpr-card"


def worth_of(record: Record, fact: Fact[CeCompleted] | Fact[DocumentFiled]) -> Credit:
    """The points of one fact: in all, by area, and those AAMA approved."""
    data = fact.data
    return _course(record, data) if isinstance(data, CeCompleted) else _card(record, fact.on, data)


def _course(record: Record, course: CeCompleted) -> Credit:
    approver = record.rule("P-AAMA").value
    claimed = approver in (course.approved_by or ())
    approved = claimed and course.unit != "college-credit"
    points = course.credits * record.rule("P-UNIT").part(course.unit)
    if not approved:
        if not course.has_formal_credit:
            return Credit(refused="nobody issued formal credit, and AAMA did not approve it")
        if points < record.rule("P-OTHER").number:
            return Credit(refused="worth less than 1 point, and AAMA did not approve it")
    parts = {area: points * share for area, share in (course.areas or {}).items()}
    if approved:
        parts[approver] = points
    denied = {approver: "college credits are never AAMA-approved"} if claimed != approved else {}
    return Credit(points, parts, denied=denied)


def _card(record: Record, filed_on: date, card: DocumentFiled) -> Credit:
    rule = record.rule("P-CPR")
    if card.document != _CARD or not rule.part("points"):
        return NOT_MEANT
    if card.expires_on is None:
        return Credit(refused="the card shows no expiry")
    if card.expires_on < days(months(filed_on, rule.part("months")), -1):
        return Credit(refused="the card is valid for less than two years")
    points = Decimal(rule.part("points"))
    parts = {"clinical": points, record.rule("P-AAMA").value: points}
    return Credit(points, parts, cap=_CARD, rules=(rule,))


def point_findings(
    record: Record, held: Awards, expiry: date, rules: tuple[RuleValue, ...]
) -> list[Finding]:
    """R-TOTAL, the three areas and R-AAMA, for the period of the award that governs."""
    tally = record.tally(
        CeCompleted,
        DocumentFiled,
        worth=lambda fact: worth_of(record, fact),
        since=held.period_start,
        through=expiry,
        caps={_CARD: record.rule("P-CPR").part("most")},
    ).outside(
        early=f"earned before certification on {held.governing.on}"
        if held.is_first_period
        else None,
        late=f"earned after expiry on {expiry}",
    )
    resting = (record.rule("P-UNIT"), *rules)
    if record.passed(expiry):
        resting += (record.rule("P-WINDOW"),)

    def enough(id_: str, unit: str, part: str | None) -> Finding:
        need = record.rule(id_)
        return tally.at_least(
            id_,
            need.number,
            unit,
            (need, *resting),
            part=part,
            remedy=lambda missing: _course_of(missing, part, expiry),
        )

    return [
        enough("R-TOTAL", "points", None),
        *(enough(id_, f"{area} points", area) for id_, area in AREAS.items()),
        enough("R-AAMA", "AAMA-approved points", record.rule("P-AAMA").value),
    ]


def _course_of(missing: Decimal, part: str | None, expiry: date) -> Remedy:
    course: dict[str, object] = {
        "title": "AAMA-approved course",
        "credits": format(missing, "f"),
        "unit": "contact-hour",
        "approved_by": ["aama"],
    }
    if part in AREAS.values():
        course["areas"] = {part: "1"}
    return Remedy("ce-completed", course, through=expiry)
