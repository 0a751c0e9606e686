"""Awards: what starts a validity period, and which one governs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ledger.judging.awards import Award, Awards, awards, passes
from ledger.judging.clock import Clock
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from tests.judging.made_up import CODE, GRANTED, fact, history

LATER = date(2025, 5, 1)


def table(kind: str, on: date, **data: Any) -> dict[str, Any]:
    """A fact about the guild's credential."""
    return {"kind": kind, "on": on, "credential": CODE, **data}


def passed(on: date) -> dict[str, Any]:
    """A passed attempt."""
    return table("exam-attempted", on, outcome="passed")


def record(*tables: Mapping[str, Any], day: date = date(2030, 1, 1)) -> Record:
    """The record of somebody with these facts."""
    return Record(history(*tables), Clock(day), RuleBook(), CODE)


def held(*tables: Mapping[str, Any], earned: Award | None = None) -> Awards:
    """The awards of somebody with these facts."""
    found = awards(record(*tables), earned)
    assert found is not None
    return found


def test_without_a_grant_and_nothing_earned_there_is_no_award() -> None:
    assert awards(record(passed(LATER)), None) is None


def test_the_latest_award_governs() -> None:
    found = held(GRANTED, table("renewal-granted", LATER))
    assert (found.governing.on, found.is_first_period) == (LATER, False)


def test_of_two_on_one_day_the_one_recorded_last_governs() -> None:
    found = held(
        table("renewal-granted", LATER, expires_on=date(2027, 1, 1)),
        table("credential-granted", LATER, expires_on=date(2028, 1, 1)),
    )
    assert found.governing.printed == date(2028, 1, 1)


def test_an_award_of_the_day_of_the_first_is_in_the_first_period() -> None:
    assert held(GRANTED, table("renewal-granted", GRANTED["on"])).is_first_period


def test_the_first_period_starts_on_the_day_of_the_award() -> None:
    assert held(GRANTED).period_start == date(2020, 5, 1)


def test_a_later_period_starts_on_the_day_after_the_award() -> None:
    assert held(GRANTED, table("renewal-granted", LATER)).period_start == date(2025, 5, 2)


def test_a_pass_of_a_later_day_is_an_award() -> None:
    assert held(GRANTED, passed(LATER)).governing.on == LATER


@pytest.mark.parametrize("on", [date(2020, 5, 1), date(2020, 4, 30)])
def test_a_pass_on_or_before_the_day_of_the_first_award_is_none(on: date) -> None:
    assert len(held(GRANTED, passed(on)).all) == 1


def test_what_was_earned_is_the_first_award() -> None:
    earned = Award(date(2019, 1, 1), fact())
    assert held(passed(date(2018, 6, 1)), earned=earned).all == (earned,)


@pytest.mark.parametrize("on", [date(2020, 5, 1), date(2021, 1, 1)])
def test_what_was_earned_on_or_after_the_day_of_an_award_is_none(on: date) -> None:
    assert len(held(GRANTED, earned=Award(on, fact())).all) == 1


def test_a_grant_after_what_was_earned_governs() -> None:
    assert held(GRANTED, earned=Award(date(2019, 1, 1), fact())).governing.on == date(2020, 5, 1)


def test_an_award_prints_an_expiry_or_none() -> None:
    printed = held(table("credential-granted", LATER, expires_on=date(2026, 1, 31)))
    assert printed.governing.printed == date(2026, 1, 31)
    assert held(GRANTED).governing.printed is None
    assert held(GRANTED, passed(LATER)).governing.printed is None


def test_awards_of_another_credential_do_not_count() -> None:
    assert awards(record({**GRANTED, "credential": "guild/cook"}), None) is None


def test_awards_after_the_day_do_not_count() -> None:
    assert awards(record(GRANTED, day=date(2020, 4, 30)), None) is None


def test_passes_are_the_passed_attempts_at_the_credential() -> None:
    failed = table("exam-attempted", LATER, outcome="failed")
    other = {**passed(LATER), "credential": "guild/cook"}
    found = passes(record(failed, passed(LATER), other, passed(date(2021, 1, 1))))
    assert [one.version for one in found] == [4, 2]
