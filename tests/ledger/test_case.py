"""`Ledger.case`: many days of one holder, also with facts that are only assumed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.judging.findings import NO, YES
from tests.ledger.clinic import CMA, COURSE, granted

TAKEN = date(2024, 6, 1)
ASSUMED: dict[str, object] = {"kind": "ce-completed", "on": TAKEN, "data": COURSE}


@pytest.fixture
def reyes(ledger: Ledger) -> Ledger:
    """Certified on 2019-07-15 and through 2024-07-31, with no course on record."""
    granted(ledger)
    return ledger


def test_a_case_answers_for_a_day_with_what_is_assumed(reyes: Ledger) -> None:
    verdict = reyes.case("reyes", CMA, assume=[ASSUMED]).verdict(TAKEN)
    assert verdict.pathways["recertify-ce"].answer is YES


def test_a_case_without_assumptions_knows_what_is_recorded_alone(reyes: Ledger) -> None:
    assert reyes.case("reyes", CMA).verdict(TAKEN).pathways["recertify-ce"].answer is NO


def test_the_timeline_of_a_case_shows_what_is_assumed(reyes: Ledger) -> None:
    case = reyes.case("reyes", CMA, assume=[ASSUMED])
    intervals = case.timeline(date(2024, 5, 1), date(2024, 12, 31))
    open_ = [one for one in intervals if one.pathways["recertify-ce"] is YES]
    assert (open_[0].since, open_[-1].until) == (TAKEN, date(2024, 11, 1))


def test_an_assumed_fact_follows_the_recorded_ones(reyes: Ledger) -> None:
    recorded = reyes.case("reyes", CMA, assume=[ASSUMED]).history.recorded
    assert [(fact.version, fact.position) for fact in recorded] == [(1, 1), (2, 0)]


def test_what_is_assumed_is_not_written(reyes: Ledger) -> None:
    reyes.case("reyes", CMA, assume=[ASSUMED])
    assert reyes.head() == 1


def test_a_recorded_fact_can_be_assumed_away(reyes: Ledger) -> None:
    void = {"kind": "fact-corrected", "on": TAKEN, "data": {"corrects": 1, "reason": "what if"}}
    assert reyes.case("reyes", CMA, assume=[void]).verdict(TAKEN).status == "none"


def test_a_wrong_assumption_is_named(reyes: Ledger) -> None:
    with pytest.raises(BadInput, match=r"--assume 2 on: “soon” is not a date"):
        reyes.case("reyes", CMA, assume=[ASSUMED, {**ASSUMED, "on": "soon"}])


@pytest.mark.parametrize("assumed", [5, "ce-completed", None])
def test_what_is_no_table_cannot_be_assumed(reyes: Ledger, assumed: Any) -> None:
    with pytest.raises(BadInput, match=r"^--assume 2: .* is not a table of kind, on and data$"):
        reyes.plan("reyes", CMA, assume=[ASSUMED, assumed])


def test_what_is_assumed_is_judged_beside_what_was_known_then(reyes: Ledger) -> None:
    case = reyes.case("reyes", CMA, known_at=date(2024, 5, 2), assume=[ASSUMED])
    assert [fact.position for fact in case.history.recorded] == [0]
