"""An example body: NREMT's EMT, whose hours go to nested components that exclude each other.

`period` says who is certified and until when, `hours` where credits go, and this module what the
pathways ask for. Values and sources are in ``rules.toml``.
"""

from __future__ import annotations

from importlib.resources import files

from ledger.plugin import (
    CertifyingBody,
    Credential,
    Finding,
    Judgement,
    Pathway,
    Record,
    Remedy,
    RenewalSubmitted,
    RuleBook,
    all_of,
    days,
    hookimpl,
    leaf,
    months,
    passes,
    through,
)
from ledger_nremt.hours import enough_hours
from ledger_nremt.period import Period, period_of, standing_of


def judge(record: Record) -> Judgement:
    """Judges nremt/emt."""
    period = period_of(record)
    standing = standing_of(record, period)
    if period is None:
        never = {code: all_of(code, standing.finding) for code in ("by-hours", "by-exam")}
        return Judgement(standing, never)
    term = record.rule("NR-TERM")
    in_term = through(record, "NR-IN-TERM", period.last, "certified", term, facts=[period.award])
    applied = applied_for(record, period)
    return Judgement(
        standing,
        {
            "by-hours": all_of("by-hours", in_term, enough_hours(record, period), applied),
            "by-exam": all_of("by-exam", in_term, passed_late(record, period), applied),
        },
    )


def applied_for(record: Record, period: Period) -> Finding:
    """NR-APPLIED: an application dated in the period."""
    found = record.facts(
        RenewalSubmitted,
        credential=record.credential,
        since=period.first,
        through=period.last,
    )
    rule = record.rule("NR-APPLIED")
    if found:
        return leaf("NR-APPLIED", True, f"applied on {found[0].on}", rule, facts=found[:1])
    text = f"no application in the period; it is due by {period.last}"
    remedy = Remedy("renewal-submitted", {"credential": record.credential}, period.last)
    return leaf("NR-APPLIED", False, text, rule, by=period.last, remedy=remedy)


def passed_late(record: Record, period: Period) -> Finding:
    """NR-EXAM: the exam passed in the last year of the period."""
    rule = record.rule("NR-EXAM")
    first = max(period.first, days(months(period.last, -rule.whole), 1))
    found = [fact for fact in passes(record) if first <= fact.on <= period.last]
    if found:
        return leaf("NR-EXAM", True, f"passed on {found[0].on}", rule, facts=found[:1])
    text = f"no exam passed from {first} through {period.last}"
    passed = {"credential": record.credential, "outcome": "passed"}
    # Before the last year has begun, nothing that can be recorded now would do.
    remedy = Remedy("exam-attempted", passed, period.last) if record.reached(first) else None
    return leaf("NR-EXAM", False, text, rule, by=period.last, remedy=remedy)


NREMT = CertifyingBody(
    "nremt",
    "National Registry of EMTs (example)",
    [
        Credential(
            "emt",
            "EMT (example)",
            RuleBook.load(files(__package__) / "rules.toml"),
            (
                Pathway("by-hours", "recertify by continuing education", True, ("ce", "renewal")),
                Pathway("by-exam", "recertify by the exam", True, ("exam",)),
            ),
            judge,
        )
    ],
)


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    """NREMT and the one credential of the example."""
    return [NREMT]
