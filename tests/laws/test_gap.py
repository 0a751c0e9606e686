"""The gap closes: recording what is missing turns a finding to yes, recording less does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import event, given, note

from ledger.judging.case import Case
from ledger.judging.findings import NO, YES, Finding, Remedy
from ledger.testing import history_of
from tests.laws import asking, recording
from tests.laws.bodies import AAMA, NHA, Body
from tests.laws.given import law, shown
from tests.laws.lives import course, fact
from tests.laws.luck import Luck
from tests.laws.told import Table

GRANTED = date(2020, 6, 15)
SMALLEST = Decimal("0.000001")
AMOUNT = {"ce-completed": "credits", "payment-made": "amount"}


class Gap(NamedTuple):
    """A finding that says what would close it, and the day on which that is recorded."""

    pathway: str
    finding: Finding
    remedy: Remedy
    on: date


def gaps(case: Case, day: date, start: date | None) -> Iterator[Gap]:
    """Every gap that can still be closed on the day, within the period that began on ``start``."""
    for pathway, tree in case.judge(day).pathways.items():
        for finding in tree.walk():
            if finding.remedy is not None:
                on = min(day, finding.remedy.through or day)
                if start is None or start <= on:
                    yield Gap(pathway, finding, finding.remedy, on)


def after(case: Case, gap: Gap, day: date, amount: Decimal | None = None) -> Finding:
    """The finding when the remedy has been recorded, or only so much of it."""
    table = {"kind": gap.remedy.kind, "on": gap.on, **gap.remedy.data}
    if amount is not None:
        table[AMOUNT[gap.remedy.kind]] = format(amount, "f")
    fact = history_of([table]).recorded[0]._replace(version=len(case.history.recorded) + 1)
    closed = Case(case.judged, case.history.with_assumed([fact]), case.known_at)
    tree = closed.judge(day).pathways[gap.pathway]
    return next(found for found in tree.walk() if found.id == gap.finding.id)


def open_gaps(body: Body, luck: Luck) -> Iterator[tuple[Case, Gap, date]]:
    """The gaps of a life on some days that can still be closed."""
    told = shown(body.corrected(luck))
    for _ in range(3):
        known_at, day = asking.knowledge(luck, told), asking.day(luck, told)
        note(f"on {day}, known at {known_at}")
        case, naive = body.case(told, known_at), body.days(told, known_at)
        start = body.oracle.period_start(naive.facts, day, naive.known_on)
        for gap in gaps(case, day, start):
            note(f"{gap.pathway}: {gap.finding.id} misses {gap.finding.missing}: {gap.remedy}")
            event(f"{gap.finding.id} of {body}")
            yield case, gap, day


@law(tries=150)
def test_recording_exactly_what_is_missing_closes_the_gap(body: Body, luck: Luck) -> None:
    for case, gap, day in open_gaps(body, luck):
        assert gap.finding.answer is NO
        assert after(case, gap, day).answer is YES, gap


@law(tries=100)
def test_recording_less_than_what_is_missing_does_not_close_the_gap(body: Body, luck: Luck) -> None:
    for case, gap, day in open_gaps(body, luck):
        missing = gap.finding.missing
        if missing is None:
            continue
        for less in (missing - SMALLEST, missing / 2):
            if less > 0 and less == less.quantize(SMALLEST):
                assert after(case, gap, day, less).answer is NO, (gap, less)


@law(tries=60)
def test_recording_part_of_what_is_missing_leaves_exactly_the_rest(body: Body, luck: Luck) -> None:
    for case, gap, day in open_gaps(body, luck):
        missing = gap.finding.missing
        if gap.remedy.kind == "ce-completed" and missing is not None and missing > 1:
            assert after(case, gap, day, missing - 1).missing == 1, gap


@law(tries=100)
def test_what_is_missing_is_what_lies_between_have_and_need(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    day = asking.day(luck, told)
    for tree in body.case(told).judge(day).pathways.values():
        for finding in tree.walk():
            if finding.have is not None and finding.need is not None:
                assert finding.missing == (
                    finding.need - finding.have if finding.have < finding.need else None
                )
                assert (finding.answer is NO) == (finding.missing is not None)


@given(courses=recording.courses_of_any_size())
def test_a_gap_of_any_size_closes_by_a_fact_that_can_be_recorded(courses: list[Table]) -> None:
    told = recording.at_once([fact("credential-granted", GRANTED, credential="aama/cma"), *courses])
    case, day = AAMA.case(told), date(2023, 1, 1)
    for gap in gaps(case, day, None):
        note(gap)
        assert after(case, gap, day).answer is YES


def test_the_gap_that_three_equal_shares_leave_closes() -> None:
    shares = {"administrative": "0.333333", "clinical": "0.333333", "general": "0.333334"}
    courses = [course(date(2021, 1, 1), "1.5", areas=shares)]
    told = recording.at_once([fact("credential-granted", GRANTED, credential="aama/cma"), *courses])
    case, day = AAMA.case(told), date(2023, 1, 1)
    (gap,) = [gap for gap in gaps(case, day, None) if gap.finding.id == "R-CLINICAL"]
    assert gap.finding.missing == Decimal("9.5000005")
    assert after(case, gap, day, Decimal("9.5")).answer is NO
    assert after(case, gap, day).answer is YES


@pytest.mark.parametrize(("amount", "answer"), [("185", YES), ("184.99", NO)])
def test_the_fee_of_the_day_closes_the_gap_and_a_cent_less_does_not(
    amount: str, answer: object
) -> None:
    granted = {"kind": "credential-granted", "on": date(2024, 1, 1), "credential": "nha/ccma"}
    case, day = Case(NHA.engine, history_of([granted])), date(2025, 6, 1)
    found = [gap for gap in gaps(case, day, None) if gap.finding.id == "C-PAID"]
    assert [gap.pathway for gap in found] == ["renew", "reinstate"]
    for gap in found:
        assert gap.finding.missing == Decimal(185)
        assert after(case, gap, day, Decimal(amount)).answer is answer
