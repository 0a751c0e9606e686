"""Steps of a made-up body: what acts the day after, what does not matter, what never ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ledger.bodies.body import Credential
from ledger.facts.kinds import CeCompleted
from ledger.judging.case import Case
from ledger.judging.record import Record
from ledger.questions.comparison import compared
from ledger.questions.steps import Step, learning, passing
from tests.judging.made_up import course, credential, history, judging

if TYPE_CHECKING:
    import pytest

MONDAY, TUESDAY = date(2024, 1, 1), date(2024, 1, 2)
SUNDAY = date(2023, 12, 31)
CODES = ("bake",)
RULES = """
[FLOUR]
says = "Bags of flour"
selected_by = "day asked"
values = [
  { value = 1, source = "page", confidence = "high" },
  { from = 2024-01-02, announced = 2023-06-01, value = 2, source = "page", confidence = "high" },
]
[YEAST]
says = "Cubes of yeast"
selected_by = "day asked"
values = [
  { value = 1, source = "page", confidence = "high" },
  { from = 2024-01-02, announced = 2023-06-01, value = 2, source = "page", confidence = "high" },
]
"""


def taken(judged: Credential, *tables: Mapping[str, Any], start: date = SUNDAY) -> list[Step]:
    """The steps from a day through Tuesday."""
    return list(passing(judged, Case(judged, history(*tables)), start, TUESDAY, CODES))


def day_after(record: Record) -> bool:
    """A course acts from the day after it."""
    return any(record.passed(fact.on) for fact in record.facts(CeCompleted))


def test_a_fact_that_acts_the_day_after_is_named_there() -> None:
    (step,) = taken(credential(judging(day_after)), course(MONDAY))
    assert (step.at, [fact.version for fact in step.facts]) == (TUESDAY, [1])


def test_a_fact_of_the_day_before_that_acted_at_once_is_not_named_again() -> None:
    def asked(record: Record) -> bool | None:
        if not record.facts(CeCompleted):
            return False
        return None if record.reached(TUESDAY) else True

    first, second = taken(credential(judging(asked)), course(MONDAY))
    assert [fact.version for fact in first.facts] == [1]
    assert (second.at, second.facts) == (TUESDAY, ())


def test_of_rule_values_that_take_effect_together_the_one_that_matters_is_named() -> None:
    judged = credential(judging(lambda record: record.rule("YEAST").whole == 1), RULES)
    (step,) = taken(judged)
    assert [rule.id for rule in step.rules] == ["YEAST"]


def test_rule_values_of_which_one_is_enough_are_all_named() -> None:
    def asked(record: Record) -> bool:
        return record.rule("FLOUR").whole == 1 and record.rule("YEAST").whole == 1

    (step,) = taken(credential(judging(asked), RULES))
    assert [rule.id for rule in step.rules] == ["FLOUR", "YEAST"]


def test_of_rule_values_announced_together_the_one_that_matters_is_named() -> None:
    judged = credential(judging(lambda record: record.rule("YEAST").whole == 1), RULES)
    earlier = Case(judged, history(), date(2023, 5, 31))
    (step,) = learning(judged, earlier, Case(judged, history()), TUESDAY, CODES)
    assert (step.at, [rule.id for rule in step.rules]) == (date(2023, 6, 1), ["YEAST"])


def test_an_announcement_is_known_before_a_fact_of_the_same_day() -> None:
    def asked(record: Record) -> bool | None:
        return None if record.rule("YEAST").whole == 1 else bool(record.facts(CeCompleted))

    judged = credential(judging(asked), RULES)
    both = history(course(date(2023, 6, 1)))
    earlier = Case(judged, history(), date(2023, 5, 31))
    steps = list(learning(judged, earlier, Case(judged, both), TUESDAY, CODES))
    assert [(len(step.rules), len(step.facts)) for step in steps] == [(1, 0), (0, 1)]


def test_what_is_announced_after_the_later_knowledge_is_no_step() -> None:
    judged = credential(judging(lambda record: record.rule("YEAST").whole == 1), RULES)
    earlier, later = (Case(judged, history(), date(2023, 5, day)) for day in (30, 31))
    assert list(learning(judged, earlier, later, TUESDAY, CODES)) == []


def test_a_judge_that_fails_on_some_days_is_shown_as_it_is() -> None:
    def asked(record: Record) -> bool:
        if record.reached(TUESDAY):
            raise RuntimeError("no")
        return True

    (step,) = taken(credential(judging(asked)))
    assert step.after == {"status": "undetermined", "expires_on": "none", "bake": "undetermined"}


def test_a_body_that_changes_without_end_has_no_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.judging.case.MOST_CHANGES", 50)
    days = [date(2000, 1, 1) + timedelta(days=7 * week) for week in range(2_000)]
    judged = credential(judging(lambda record: record.count_reached(days) % 2 == 0))
    case = Case(judged, history(course(MONDAY)))
    found = compared(judged, case, case, case.verdict(MONDAY), case.verdict(date(2030, 1, 1)))
    assert found.changes == ()
