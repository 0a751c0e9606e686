"""`Ledger.plan`: what is missing, by when, the first day of yes; what is assumed is not written."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from ledger import BadInput, Ledger
from ledger.judging.findings import NO, YES
from ledger.questions.plan import PathwayPlan
from tests.ledger.clinic import CMA, COURSE, EXPIRY, LAST_FILING, course, granted
from tests.store.clock import Clock

START = date(2024, 1, 15)
ASSUMED = {"kind": "ce-completed", "on": date(2024, 6, 1), "data": COURSE}


@pytest.fixture
def reyes(ledger: Ledger) -> Ledger:
    """Certified on 2019-07-15 and through 2024-07-31, with no course on record."""
    granted(ledger)
    return ledger


def ce(ledger: Ledger, *assumed: dict[str, object], on: date = START) -> PathwayPlan:
    """The plan for recertification by continuing education."""
    return ledger.plan("reyes", CMA, assume=assumed, on=on).pathways["recertify-ce"]


def test_a_plan_names_what_is_missing(reyes: Ledger) -> None:
    open_ = ce(reyes).open
    assert {finding.id: str(finding.missing) for finding in open_} == {
        "R-TOTAL": "60",
        "R-ADMIN": "10",
        "R-CLINICAL": "10",
        "R-GENERAL": "10",
        "R-AAMA": "30",
    }


def test_nothing_is_missing_where_the_answer_is_yes(reyes: Ledger) -> None:
    course(reyes, on=date(2023, 1, 10))
    assert ce(reyes).open == ()


def test_as_things_stand_there_may_be_no_day_of_yes(reyes: Ledger) -> None:
    plan = ce(reyes)
    assert (plan.first_yes, plan.last_yes) == (None, None)


def test_points_can_be_made_up_until_the_expiry(reyes: Ledger) -> None:
    assert ce(reyes).closes == EXPIRY


def test_a_deadline_that_is_over_does_not_close_anything_any_more(reyes: Ledger) -> None:
    assert ce(reyes, on=date(2025, 1, 1)).closes is None


def test_with_all_points_it_closes_on_the_last_filing_day(reyes: Ledger) -> None:
    course(reyes, on=date(2023, 1, 10))
    assert ce(reyes, on=date(2024, 9, 1)).closes == LAST_FILING


def test_the_first_and_the_last_day_of_yes(reyes: Ledger) -> None:
    course(reyes, on=date(2024, 3, 1))
    plan = ce(reyes)
    assert (plan.first_yes, plan.last_yes) == (date(2024, 3, 1), LAST_FILING)


def test_the_first_day_of_yes_is_not_before_the_plan_starts(reyes: Ledger) -> None:
    course(reyes, on=date(2023, 1, 10))
    assert ce(reyes).first_yes == START


def test_a_yes_without_an_end_has_no_last_day(reyes: Ledger) -> None:
    plan = reyes.plan("reyes", CMA, on=START).pathways["recertify-exam"]
    assert (plan.first_yes, plan.last_yes, plan.closes) == (START, None, None)


def test_there_is_a_plan_for_every_pathway(reyes: Ledger) -> None:
    assert list(reyes.plan("reyes", CMA).pathways) == [
        "exam",
        "recertify-ce",
        "recertify-exam",
        "use-title",
    ]


def test_one_pathway_is_planned_alone(reyes: Ledger) -> None:
    assert list(reyes.plan("reyes", CMA, pathway="exam").pathways) == ["exam"]


class TestAssumed:
    def test_an_assumed_fact_counts(self, reyes: Ledger) -> None:
        plan = ce(reyes, ASSUMED)
        assert (plan.verdict.answer, plan.first_yes, plan.last_yes) == (
            NO,
            date(2024, 6, 1),
            LAST_FILING,
        )

    def test_an_assumed_fact_counts_on_its_day(self, reyes: Ledger) -> None:
        assert ce(reyes, ASSUMED, on=date(2024, 6, 1)).verdict.answer is YES

    def test_an_assumed_fact_that_is_too_late_does_not_count(self, reyes: Ledger) -> None:
        assert ce(reyes, {**ASSUMED, "on": date(2024, 8, 1)}).first_yes is None

    def test_an_assumed_fact_has_a_version_and_no_position(self, reyes: Ledger) -> None:
        assumed = reyes.plan("reyes", CMA, assume=[ASSUMED, ASSUMED]).assumed
        places = [(fact.holder, fact.version, fact.position) for fact in assumed]
        assert places == [("reyes", 2, 0), ("reyes", 3, 0)]

    def test_a_correction_can_be_assumed(self, reyes: Ledger) -> None:
        void = {
            "kind": "fact-corrected",
            "on": START,
            "data": {"corrects": 1, "reason": "what if it were not"},
        }
        assert reyes.plan("reyes", CMA, assume=[void], on=START).verdict.status == "none"

    def test_a_fact_assumed_before_can_be_corrected(self, reyes: Ledger) -> None:
        void = {
            "kind": "fact-corrected",
            "on": START,
            "data": {"corrects": 2, "reason": "what if it were not"},
        }
        assert ce(reyes, ASSUMED, void).first_yes is None

    def test_a_fact_that_is_known_by_its_ref_is_not_assumed_again(self, reyes: Ledger) -> None:
        reyes.record("ce-completed", "reyes", on=date(2024, 6, 1), data=COURSE, ref="A-1")
        assert reyes.plan("reyes", CMA, assume=[{**ASSUMED, "ref": "A-1"}]).assumed == ()

    def test_what_is_assumed_adds_to_what_was_known(self, ledger: Ledger, clock: Clock) -> None:
        clock.set("2024-05-03T12:00:00+00:00")
        granted(ledger)
        clock.set("2024-05-10T12:00:00+00:00")
        ledger.correct("reyes", 1, reason="another person", void=True)
        plan = ledger.plan("reyes", CMA, assume=[ASSUMED], on=START, known_at=date(2024, 5, 9))
        assert plan.pathways["recertify-ce"].first_yes == date(2024, 6, 1)

    def test_what_was_not_known_yet_cannot_be_corrected(self, ledger: Ledger, clock: Clock) -> None:
        clock.set("2024-05-03T12:00:00+00:00")
        granted(ledger)
        clock.set("2024-05-10T12:00:00+00:00")
        granted(ledger, on=date(2024, 5, 9))
        void = {
            "kind": "fact-corrected",
            "on": START,
            "data": {"corrects": 2, "reason": "what if it were not"},
        }
        with pytest.raises(BadInput, match="there is no earlier fact with version 2"):
            ledger.plan("reyes", CMA, assume=[void], known_at=date(2024, 5, 9))

    def test_assumed_facts_are_never_written(self, reyes: Ledger, path: Path) -> None:
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        reyes.plan("reyes", CMA, assume=[ASSUMED, {**ASSUMED, "ref": "A-1"}])
        assert hashlib.sha256(path.read_bytes()).hexdigest() == before

    def test_assumed_facts_are_not_remembered(self, reyes: Ledger) -> None:
        ce(reyes, ASSUMED)
        assert ce(reyes).first_yes is None

    def test_an_assumed_fact_that_is_not_right_is_named(self, reyes: Ledger) -> None:
        with pytest.raises(BadInput) as caught:
            ce(reyes, ASSUMED, {**ASSUMED, "data": {**COURSE, "credits": "sixty"}})
        assert caught.value.field == "--assume 2 credits"

    def test_a_refused_plan_writes_nothing(self, reyes: Ledger, path: Path) -> None:
        before = path.read_bytes()
        with pytest.raises(BadInput):
            ce(reyes, ASSUMED, {"kind": "ce-completed"})
        assert path.read_bytes() == before


def test_an_unknown_pathway_is_refused(reyes: Ledger) -> None:
    with pytest.raises(BadInput, match="has no pathway “renew”"):
        reyes.plan("reyes", CMA, pathway="renew")
