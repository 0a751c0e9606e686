"""Credits of a biennium, and what follows when they are short: probation, then the end.

Plain Python over `Cycles`: a biennium that is short may still be filled in the six months after
it, and what fills it is missing from the next one. So a biennium is not met by facts of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from ledger.plugin import (
    Answer,
    CeCompleted,
    Credit,
    Cycle,
    Cycles,
    DocumentFiled,
    Fact,
    Finding,
    Record,
    Remedy,
    RuleValue,
    Tally,
    days,
    leaf,
    months,
    perhaps,
)

MOST_UNKNOWN = Decimal(1_000_000)
"""What a unit of unknown worth is worth at most: more than anybody needs."""


class Education(NamedTuple):
    """How far the obligation is met.

    Attributes:
        is_met: Whether certification goes on as far as credits go; None where nobody knows.
        through: A day through which it surely does: the end of the probation of the first biennium
            that is not over and met.
        finding: The finding of the biennium that decides.
        findings: Those of the bienniums so far, each named by the year in which it ends.
        probation: The last day of the probation the holder is on; None: not on probation.
    """

    is_met: bool | None
    through: date
    finding: Finding
    findings: tuple[Finding, ...] = ()
    probation: date | None = None


class Amount(NamedTuple):
    """How many credits something is, where not all units are known: at least and at most."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)

    def short_of(self, need: Amount) -> Amount:
        """What is missing: at least, and at most."""
        none = Decimal(0)
        return Amount(max(none, need.least - self.most), max(none, need.most - self.least))


def education(record: Record, bienniums: Cycles) -> Education:
    """Goes through the bienniums up to the first that is surely short, or the present one.

    What is earned on probation fills the biennium before first (ARRT-PROBATION), so as much is owed
    to it by the biennium in which it is earned.
    """
    if not record.reached(bienniums.start):
        rule = record.rule("ARRT-BIENNIUM")
        text = f"no credits are asked for before the first biennium, from {bienniums.start}"
        none_yet = leaf("ARRT-CREDITS", True, text, rule)
        return Education(True, _probation_end(record, bienniums, 1), none_yet)
    owed = Amount()
    doubt: tuple[date, Finding] | None = None
    findings: tuple[Finding, ...] = ()
    for number in count(1):
        biennium, probation = bienniums.cycle(number), _probation_end(record, bienniums, number)
        found, missing = enough_credits(record, bienniums, biennium, owed, biennium.last)
        if not record.passed(biennium.last):
            return _so_far(doubt, probation, (*findings, found))
        if found.answer is Answer.YES:
            owed, findings = Amount(), (*findings, found)
            continue
        owed_next = missing()
        filled, _ = enough_credits(record, bienniums, biennium, owed, probation)
        findings = (*findings, filled)
        if filled.answer is not Answer.YES:
            if not record.passed(probation):
                is_on_it = found.answer is Answer.NO and doubt is None
                so_far = _so_far(doubt, probation, findings)
                return so_far._replace(probation=probation if is_on_it else None)
            if filled.answer is Answer.NO:
                return Education(False, doubt[0] if doubt else probation, filled, findings)
            doubt = doubt or (probation, filled)
        owed = owed_next
    raise AssertionError("the last biennium of the calendar is never over")


def _so_far(
    doubt: tuple[date, Finding] | None, end: date, findings: tuple[Finding, ...]
) -> Education:
    """Certified through a day as far as credits go, unless a biennium before is in doubt."""
    if doubt is not None:
        return Education(None, doubt[0], doubt[1], findings)
    return Education(True, end, findings[-1], findings)


def _probation_end(record: Record, bienniums: Cycles, number: int) -> date:
    after = bienniums.cycle(number + 1).first
    return days(months(after, record.rule("ARRT-PROBATION").whole), -1)


def enough_credits(
    record: Record, bienniums: Cycles, biennium: Cycle, owed: Amount, through: date
) -> tuple[Finding, Callable[[], Amount]]:
    """ARRT-CREDITS: the credits of a biennium, dated through a day, and what is missing.

    A college credit is worth at least 12 and at most 16, a contact hour nobody knows how much. It
    is enough when the least is, not enough when the most is not, else undetermined.

    Args:
        record: What is judged.
        bienniums: All of them; a card counts once in that in which it is filed.
        biennium: The one that is to be filled.
        owed: What of it fills the biennium before.
        through: Its last day, or that of the probation after it.
    """
    need, college = record.rule("ARRT-CREDITS"), record.rule("ARRT-COLLEGE")
    units, others = record.rule("ARRT-UNIT"), record.rule("ARRT-OTHER-UNITS")
    needed = Amount(need.number + owed.least, need.number + owed.most)
    rules: tuple[RuleValue, ...] = (need, record.rule("ARRT-BIENNIUM"), units)
    unit = f"credits from {biennium.first} through {through}"
    if owed.most:
        rules = (*rules, record.rule("ARRT-PROBATION"))
        unit += f", {owed.most.normalize():f} of them for the biennium before"
    caps = {f"card {number}": 1 for number in (biennium.number, biennium.number + 1)}

    def tally(college_credit: int, unknown: Decimal | None) -> Tally:
        return record.tally(
            CeCompleted,
            DocumentFiled,
            worth=lambda fact: _worth(record, bienniums, fact, college_credit, unknown),
            since=biennium.first,
            through=through,
            caps=caps,
        )

    least = tally(min(college.value.values()), None)
    most = tally(max(college.value.values()), MOST_UNKNOWN)
    id_ = f"ARRT-CREDITS-{biennium.last.year}"
    enough = least.at_least(
        id_,
        needed.most,
        unit,
        rules,
        remedy=lambda missing: Remedy(
            "ce-completed",
            {"title": "ARRT course", "credits": format(missing, "f"), "unit": "credit"},
            through=through,
        ),
    )
    possible = most.at_least(id_, needed.least, unit, rules).answer is Answer.YES
    why = "what some college credits or other units are worth is not known"
    finding = perhaps(enough, possible, why, college, others)
    return finding, lambda: Amount(least.amount(), most.amount()).short_of(needed)


def _worth(
    record: Record, bienniums: Cycles, fact: Fact[Any], college: int, unknown: Decimal | None
) -> Credit:
    """What one course or card is worth, given the worth of a college credit and of other units."""
    if isinstance(fact.data, DocumentFiled):
        card = record.rule("ARRT-CARD")
        biennium = bienniums.on(fact.on)
        if fact.data.document not in card.part("documents") or biennium is None:
            return Credit()
        cap = f"card {biennium.number}"
        return Credit(Decimal(card.part("credits")), cap=cap, rules=(card,))
    unit, credits = fact.data.unit, fact.data.credits
    if unit == "college-credit":
        return Credit(credits * college, rules=(record.rule("ARRT-COLLEGE"),))
    factor = record.rule("ARRT-UNIT").value.get(unit, unknown)
    if factor is None:
        return Credit(refused=f"how many credits a {unit} is worth is not known")
    return Credit(credits * factor)
