"""The pathways: first exam, renewal, reinstatement, exam after a lapse."""

from __future__ import annotations

from ledger.plugin import (
    Awards,
    ExamAttempted,
    ExperienceRecorded,
    Fact,
    Finding,
    Judgement,
    Note,
    Record,
    Refused,
    all_of,
    days,
    leaf,
    months,
    through,
)
from ledger_nha.certification import (
    Term,
    awards_of,
    hold_end,
    pending,
    qualifications,
    standing_of,
    term_of,
)
from ledger_nha.renewal import enough_credits, paid


def judge(record: Record) -> Judgement:
    """Judges nha/ccma."""
    held = awards_of(record)
    standing_term = term_of(record, held) if held else None
    pathways = {"exam": exam(record, held)}
    if held is None or standing_term is None:
        for code in ("renew", "reinstate", "recertify-exam"):
            finding = leaf("N-HELD", False, "never certified", record.rule("N-AWARD"))
            pathways[code] = all_of(code, finding)
    else:
        pathways["renew"] = renew(record, held, standing_term)
        pathways["reinstate"] = reinstate(record, held, standing_term)
        pathways["recertify-exam"] = recertify_exam(record, held, standing_term)
    return Judgement(standing_of(record, held, standing_term), pathways)


def renew(record: Record, held: Awards, term: Term) -> Finding:
    """Renew before expiry."""
    in_term = through(
        record, "N-IN-TERM", term.expires_on, "the term runs", record.rule("N-STATUS"), *term.rules
    )
    return all_of(
        "renew",
        _held(record, held),
        in_term,
        enough_credits(record, held),
        paid(record, held, ("renewal",)),
    )


def reinstate(record: Record, held: Awards, term: Term) -> Finding:
    """Reinstate within a year of expiry."""
    rule = record.rule("N-WINDOW")
    extra = record.rule("C-EXTRA")
    window = through(
        record,
        "N-WINDOW",
        months(term.expires_on, rule.whole),
        "reinstatement is possible",
        rule,
        *term.rules,
    )
    return all_of(
        "reinstate",
        _held(record, held),
        _lapsed(record, term),
        window,
        enough_credits(record, held),
        paid(record, held, ("renewal", "reinstatement")),
        notes=[Note("C-EXTRA", "whether NHA asks for an extra fee or credits is unknown", extra)],
    )


def recertify_exam(record: Record, held: Awards, term: Term) -> Finding:
    """Take the exam again after a lapse."""
    return all_of(
        "recertify-exam",
        _held(record, held),
        _lapsed(record, term),
        waited(record),
        notes=_exam_fee(record),
    )


def exam(record: Record, held: Awards | None) -> Finding:
    """Sit the exam for the first time."""
    passed = pending(record)
    rule = record.rule("N-AWARD")
    if held is not None:
        award = held.all[0]
        first = leaf("N-FIRST", False, f"already certified on {award.on}", rule, facts=[award.fact])
    elif passed is not None:
        text = f"passed on {passed.on}, held through {hold_end(record, passed)}"
        hold = record.rule("N-HOLD", on=passed.on)
        first = leaf("N-FIRST", False, text, rule, hold, facts=[passed])
    else:
        first = leaf("N-FIRST", True, "no award, and no pass that is still held", rule)
    return all_of("exam", first, qualified(record), waited(record), notes=_exam_fee(record))


def qualified(record: Record) -> Finding:
    """N-QUALIFIED: a program or work that is recent enough."""
    rule = record.rule("N-QUALIFIED")
    found = qualifications(record)
    valid = [one for one in found if not record.passed(one.last)]
    refused = [
        Refused(one.fact, f"qualified through {one.last}") for one in found if one not in valid
    ]
    counted = {one.fact.version for one in found}
    short = f"less than {rule.part('work_months')} months of work"
    refused += [
        Refused(work, short)
        for work in record.facts(ExperienceRecorded)
        if work.version not in counted
    ]
    if valid:
        last = max(valid, key=lambda one: one.last)
        text = f"{last.fact.kind} of {last.fact.on} qualifies through {last.last}"
        facts = [one.fact for one in valid]
        return leaf("N-QUALIFIED", True, text, rule, facts=facts, refused=refused, by=last.last)
    if found:
        last = max(found, key=lambda one: one.last)
        text = f"{last.fact.kind} of {last.fact.on} qualified through {last.last}"
    else:
        text = "no program and no year of work on record qualifies"
    return leaf("N-QUALIFIED", False, text, rule, refused=refused)


def waited(record: Record) -> Finding:
    """N-WAIT: the wait after failed attempts is over."""
    failures: list[Fact[ExamAttempted]] = []
    for fact in record.facts(ExamAttempted, credential=record.credential):
        if fact.data.outcome == "passed":
            failures = []
        elif fact.data.outcome == "failed":
            failures.append(fact)
    count = len(failures)
    if not count:
        return leaf("N-WAIT", True, "no failed attempt since the last pass", record.rule("N-WAIT"))
    last = failures[-1].on
    said = f"{count} failed attempt{'s' if count > 1 else ''}, the last on {last}"
    if count > 3:
        rule = record.rule("N-WAIT-FOURTH")
        text = f"{said}; nobody publishes the wait after a fourth"
        return leaf("N-WAIT", None, text, rule, facts=failures)
    rule = record.rule("N-WAIT" if count < 3 else "N-WAIT-THIRD")
    opens = days(last, rule.whole) if count < 3 else months(last, rule.whole)
    is_open = record.reached(opens)
    text = f"{said}; open {'since' if is_open else 'from'} {opens}"
    return leaf("N-WAIT", is_open, text, rule, facts=failures)


def _lapsed(record: Record, term: Term) -> Finding:
    lapsed = record.passed(term.expires_on)
    text = f"expired on {term.expires_on}" if lapsed else f"still current through {term.expires_on}"
    return leaf("N-LAPSED", lapsed, text, record.rule("N-STATUS"), *term.rules)


def _held(record: Record, held: Awards) -> Finding:
    award = held.governing
    return leaf("N-HELD", True, f"certified {award.on}", record.rule("N-AWARD"), facts=[award.fact])


def _exam_fee(record: Record) -> list[Note]:
    fee = record.rule("F-EXAM")
    return [] if fee.is_unknown else [Note("F-EXAM", f"exam fee due: USD {fee.whole}", fee)]
