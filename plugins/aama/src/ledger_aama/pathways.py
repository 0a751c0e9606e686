"""The pathways: first exam, recertification by continuing education, recertification by exam."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.plugin import (
    Awards,
    DocumentFiled,
    EducationCompleted,
    EducationEnrolled,
    ExamAttempted,
    Fact,
    Finding,
    Judgement,
    Note,
    Record,
    Refused,
    Remedy,
    RuleValue,
    all_of,
    any_of,
    days,
    leaf,
    month_end,
    months,
    next_day,
    passes,
    through,
)
from ledger_aama.certification import (
    Expiry,
    alternative_from,
    awards_of,
    expiry_of,
    is_accredited,
    qualifies_from,
    standing_of,
    why_no_alternative,
    why_not_accredited,
)
from ledger_aama.points import AREAS, point_findings


def judge(record: Record) -> Judgement:
    """Judges aama/cma."""
    held = awards_of(record)
    expiry = expiry_of(record, held.governing) if held else None
    return Judgement(
        standing_of(record, held, expiry),
        {
            "exam": exam(record, held),
            "recertify-ce": recertify_ce(record, held, expiry),
            "recertify-exam": recertify_exam(record, held, expiry),
        },
    )


def recertify_ce(record: Record, held: Awards | None, expiry: Expiry | None) -> Finding:
    """Recertify by continuing education."""
    if held is None or expiry is None:
        return all_of("recertify-ce", _not_held(record))
    common = [_held(record, held), not_barred(record, "R-NOT-BARRED")]
    fee = Note("F-CE", "the fee of a CE application is not published", record.rule("F-CE"))
    if expiry.on is None:
        unknown = [
            leaf(id_, None, "depends on the expiry, which is not known", *expiry.rules)
            for id_ in ("R-WINDOW", "R-TOTAL", *AREAS, "R-AAMA", "R-CPR")
        ]
        return all_of("recertify-ce", *common, *unknown, notes=[fee])
    rule = record.rule("R-WINDOW")
    last = last_filing_day(rule, expiry.on)
    coming = record.coming("R-WINDOW")
    if coming is not None and coming.since is not None and coming.since <= last:
        last = max(days(coming.since, -1), last_filing_day(coming, expiry.on))
    window = through(
        record,
        "R-WINDOW",
        last,
        "applications by continuing education are taken",
        rule,
        *expiry.rules,
        facts=[held.governing.fact],
    )
    points = point_findings(record, held, expiry.on, expiry.rules)
    return all_of("recertify-ce", *common, window, *points, *_cpr(record, expiry.on), notes=[fee])


def last_filing_day(rule: RuleValue, expiry: date) -> date:
    """The last day on which an application by continuing education is taken (R-WINDOW).

    A right that was alive when the rule changed ends with the printed transition date at the
    earliest.
    """
    changed = rule.since
    carried_over = changed is not None and expiry < changed <= month_end(
        months(expiry, rule.part("old_months"))
    )
    if "days" in rule.value:
        first = next_day(expiry) or expiry
        if carried_over and changed is not None:
            first = max(first, changed)
        return days(first, rule.part("days") - 1)
    last = month_end(months(expiry, rule.part("months")))
    return max(last, rule.part("transition")) if carried_over else last


def _cpr(record: Record, expiry: date) -> list[Finding]:
    rule = record.rule("R-CPR", on=expiry)
    if not rule.value:
        return []
    cards = record.facts(DocumentFiled, where=lambda fact: fact.data.document == "cpr-card")
    valid = [
        card for card in cards if card.data.expires_on and not record.passed(card.data.expires_on)
    ]
    if valid:
        last = max(card.data.expires_on for card in valid if card.data.expires_on)
        return [leaf("R-CPR", True, f"a CPR card valid through {last} is on file", rule,
                     facts=valid, by=last)]  # fmt: skip
    refused = [
        Refused(card, f"expired on {expires_on}" if expires_on else "the card shows no expiry")
        for card in cards
        for expires_on in [card.data.expires_on]
    ]
    return [leaf("R-CPR", False, "no valid CPR card is on file", rule, refused=refused)]


def recertify_exam(record: Record, held: Awards | None, expiry: Expiry | None) -> Finding:
    """Recertify by taking the exam again."""
    if held is None or expiry is None:
        return all_of("recertify-exam", _not_held(record))
    fee = record.rule("F-EXAM")
    due = [
        Note(
            "F-EXAM",
            f"exam fee due: USD {fee.part('member')} (members) or {fee.part('nonmember')}",
            fee,
        )
    ]
    reactivation = record.rule("F-REACTIVATION")
    if reactivation.part("fee"):
        if expiry.on is None:
            text = "whether a reactivation fee is due depends on the expiry, which is not known"
            due.append(Note("F-REACTIVATION", text, reactivation))
        elif record.passed(month_end(months(expiry.on, reactivation.part("months")))):
            text = f"reactivation fee due: USD {reactivation.part('fee')}"
            due.append(Note("F-REACTIVATION", text, reactivation))
    return all_of(
        "recertify-exam", _held(record, held), not_barred(record, "R-NOT-BARRED"), notes=due
    )


def exam(record: Record, held: Awards | None) -> Finding:
    """Sit the exam for the first time."""
    passed = passes(record)
    if held:
        first = leaf("X-FIRST", False, f"already certified on {held.all[0].on}",
                     record.rule("X-FIRST"), facts=[held.all[0].fact])  # fmt: skip
    elif passed:
        first = leaf("X-FIRST", False, f"already passed on {passed[0].on}",
                     record.rule("X-FIRST"), facts=passed[:1])  # fmt: skip
    else:
        first = leaf("X-FIRST", True, "neither certified nor passed before", record.rule("X-FIRST"))
    education, category = _education(record)
    return all_of("exam", first, not_barred(record, "X-NOT-BARRED"), education, notes=category)


def not_barred(record: Record, id_: str) -> Finding:
    """Whether failed attempts leave the exam open (A-ATTEMPTS)."""
    bar, cure = record.rule("A-ATTEMPTS"), record.rule("A-ATTEMPTS-CURE")

    def matters(fact: Fact[Any]) -> bool:
        data = fact.data
        if isinstance(data, ExamAttempted):
            return data.credential == record.credential and data.outcome != "no-show"
        return is_accredited(record, data)

    failures: list[Fact[ExamAttempted]] = []
    cured: Fact[EducationCompleted] | None = None
    for fact in record.facts(ExamAttempted, EducationCompleted, where=matters):
        if isinstance(fact.data, ExamAttempted):
            failures = [] if fact.data.outcome == "passed" else [*failures, fact]
            cured = None if fact.data.outcome == "passed" else cured
        elif cure.value and bar.whole and len(failures) >= bar.whole:
            failures, cured = [], fact
    count = len(failures)
    attempts = f"{count} failed attempt{'' if count == 1 else 's'} since the last pass"
    if not bar.whole:
        return leaf(id_, True, f"{attempts}; none bars yet", bar, facts=failures)
    if count < bar.whole and cured is not None:
        attempts = attempts.replace("the last pass", f"the program completed on {cured.on}")
        return leaf(id_, True, attempts, bar, cure, facts=[cured, *failures])
    if count < bar.whole:
        return leaf(id_, True, f"{attempts}, fewer than {bar.whole}", bar, facts=failures)
    remedy = Remedy("education-completed", {"program": "Medical assisting", "accreditor": "CAAHEP"})
    return leaf(
        id_,
        False,
        f"{attempts}: barred"
        + (" until another accredited program is completed" if cure.value else " for good"),
        bar,
        cure,
        facts=failures,
        remedy=remedy if cure.value else None,
    )


def _education(record: Record) -> tuple[Finding, list[Note]]:
    programs = record.facts(EducationCompleted)
    accredited = [(day, fact) for fact in programs if (day := qualifies_from(record, fact))]
    refused = [Refused(fact, why) for fact in programs if (why := why_not_accredited(record, fact))]
    reached = [fact for day, fact in accredited if record.reached(day)]
    if reached:
        text = f"completed an accredited program on {reached[0].on}"
    elif accredited:
        text = f"the program is accredited only from {accredited[0][0]}"
    else:
        late = any(is_accredited(record, fact.data) for fact in programs)
        text = (
            f"no {'program was accredited in time' if late else 'accredited program is completed'}"
        )
    rule = record.rule("A-EDU")
    accrediting = leaf("A-EDU", bool(reached), text, rule, facts=reached, refused=refused)
    alternative = _alternative(record)
    found = any_of("X-EDU", accrediting, _student(record), alternative)
    return found, _category(record, reached, found, alternative)


def _student(record: Record) -> Finding:
    before = record.rule("X-EDU-STUDENT")
    accreditors = record.rule("A-EDU").part("accreditors")
    answer: bool | None = False
    text, counted = "not a student of an accredited program", []
    for fact in record.facts(
        EducationEnrolled, where=lambda fact: fact.data.accreditor in accreditors
    ):
        opens, expected = days(fact.data.expected_on, -before.whole), fact.data.expected_on
        if not record.reached(opens):
            if answer is False:
                text = f"a student expected to finish on {expected} may sit from {opens}"
        elif not record.passed(expected):
            answer, counted = True, [fact]
            text = f"a student expected to finish on {expected}"
        elif answer is False:
            answer, counted = None, [fact]
            text = f"was expected to finish on {expected}; completion is not on record"
    return leaf("X-EDU-STUDENT", answer, text, before, facts=counted)


def _alternative(record: Record) -> Finding:
    rule = record.rule("X-EDU-ALTERNATIVE")
    if not rule.part("offered"):
        return leaf("X-EDU-ALTERNATIVE", False, "the alternative pathway is not offered yet", rule)
    completed = record.facts(EducationCompleted)
    met = [fact for fact in completed if alternative_from(record, fact) is not None]
    counted = {fact.version for fact in met}
    refused = [
        Refused(fact, why_no_alternative(record, fact))
        for fact in completed
        if fact.version not in counted and why_not_accredited(record, fact)
    ]
    if met:
        text = f"the program completed on {met[0].on} meets the alternative pathway"
    else:
        text = "no program on record meets the alternative pathway"
    return leaf("X-EDU-ALTERNATIVE", bool(met), text, rule, facts=met, refused=refused)


def _category(
    record: Record,
    reached: list[Fact[EducationCompleted]],
    found: Finding,
    alternative: Finding,
) -> list[Note]:
    rule = record.rule("X-CATEGORY")
    if reached:
        last = months(reached[-1].on, rule.whole)
        which = "category 2" if record.passed(last) else f"category 1, through {last}"
    elif found.answer == "yes":
        which = "category 4" if alternative.answer == "yes" else "category 1, as a student"
    else:
        return []
    return [Note("X-CATEGORY", f"apply in {which}", rule)]


def _held(record: Record, held: Awards) -> Finding:
    award = held.governing
    return leaf("R-HELD", True, f"certified {award.on}", record.rule("A-AWARD"), facts=[award.fact])


def _not_held(record: Record) -> Finding:
    return leaf("R-HELD", False, "never certified", record.rule("A-AWARD"))
