"""Credits of a biennium, and what follows when they are short: probation, then the end.

Plain Python over `Cycles`: a biennium that is short may still be filled in the six months after
it, and what fills it is missing from the next one. So a biennium is not met by facts of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
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
        through: The last day through which it surely does.
        finding: The finding of the biennium that decides.
        probation: The last day of the probation the holder is on; None: not on probation.
    """

    is_met: bool | None
    through: date
    finding: Finding
    probation: date | None = None


def education(record: Record, bienniums: Cycles) -> Education:
    """Goes through the bienniums up to the first that is short."""
    if not record.reached(bienniums.start):
        rule = record.rule("ARRT-BIENNIUM")
        text = f"no credits are asked for before the first biennium, from {bienniums.start}"
        none_yet = leaf("ARRT-CREDITS", True, text, rule)
        return Education(True, _probation_end(record, bienniums, bienniums.cycle(1)), none_yet)
    return _from(record, bienniums, 1, 1)


def _from(record: Record, bienniums: Cycles, first: int, number: int) -> Education:
    """From a biennium on, with the credits of ``first`` through ``number`` taken together.

    Those before ``number`` were short and filled on probation: with what is missing in them the
    need of this one grows, which is the same as to need the sum of all in the sum of all.
    """
    biennium = bienniums.cycle(number)
    found = enough_credits(record, bienniums, first, number, biennium.last)
    if found.answer is Answer.YES:
        if not record.passed(biennium.last):
            return _ahead(record, bienniums, number, found)
        return _from(record, bienniums, number + 1, number + 1)
    probation = _probation_end(record, bienniums, biennium)
    if not record.passed(biennium.last):
        return Education(True, probation, found)
    filled = enough_credits(record, bienniums, first, number, probation)
    if filled.answer is Answer.YES:
        carried = _from(record, bienniums, first, number + 1)
        if found.answer is Answer.NO:
            return carried
        fresh = _from(record, bienniums, number + 1, number + 1)
        same = (carried.is_met, carried.through) == (fresh.is_met, fresh.through)
        return fresh if same else Education(None, probation, found)
    if not record.passed(probation):
        on_it = probation if found.answer is Answer.NO else None
        return Education(True, probation, filled, on_it)
    if filled.answer is Answer.NO:
        return Education(False, probation, filled)
    return Education(None, probation, filled)


def _ahead(record: Record, bienniums: Cycles, number: int, found: Finding) -> Education:
    """The present biennium is met: the next one, which has no credits yet, is the first short."""
    return Education(True, _probation_end(record, bienniums, bienniums.cycle(number + 1)), found)


def _probation_end(record: Record, bienniums: Cycles, biennium: Cycle) -> date:
    after = bienniums.cycle(biennium.number + 1).first
    return days(months(after, record.rule("ARRT-PROBATION").whole), -1)


def enough_credits(
    record: Record, bienniums: Cycles, first: int, number: int, through: date
) -> Finding:
    """ARRT-CREDITS: the credits of these bienniums, dated through a day.

    A college credit is worth at least 12 and at most 16, a contact hour nobody knows how much. It
    is enough when the least is, not enough when the most is not, else undetermined.
    """
    need, college = record.rule("ARRT-CREDITS"), record.rule("ARRT-COLLEGE")
    units, others = record.rule("ARRT-UNIT"), record.rule("ARRT-OTHER-UNITS")
    amount = need.number * (number - first + 1)
    caps = {f"card {one}": 1 for one in range(first, number + 2)}

    def finding(worth: Callable[[Fact[Any]], Credit]) -> Finding:
        tally = record.tally(
            CeCompleted,
            DocumentFiled,
            worth=worth,
            since=bienniums.cycle(first).first,
            through=through,
            caps=caps,
        )
        return tally.at_least(
            "ARRT-CREDITS",
            amount,
            f"credits through {through}",
            (need, record.rule("ARRT-BIENNIUM"), units),
            remedy=lambda missing: Remedy(
                "ce-completed",
                {"title": "ARRT course", "credits": format(missing, "f"), "unit": "credit"},
                through=through,
            ),
        )

    def at_least(fact: Fact[Any]) -> Credit:
        return _worth(record, bienniums, fact, min(college.value.values()), None)

    def at_most(fact: Fact[Any]) -> Credit:
        return _worth(record, bienniums, fact, max(college.value.values()), MOST_UNKNOWN)

    least, most = finding(at_least), finding(at_most)
    why = "what some college credits or other units are worth is not known"
    return perhaps(least, most.answer is Answer.YES, why, others)


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
