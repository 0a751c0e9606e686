"""Adding up: what counts, what is refused and why, caps, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.facts.fact import Fact
from ledger.facts.kinds import CeCompleted
from ledger.judging.clock import Clock
from ledger.judging.findings import NO, YES, Answer, Finding, Remedy
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from ledger.judging.tally import NOT_MEANT, Credit, Tally
from tests.judging.made_up import CODE, course, history, rule

FIRST, LAST = date(2021, 1, 1), date(2022, 12, 31)
TODAY = date(2023, 6, 1)


def worth(fact: Fact[CeCompleted]) -> Credit:
    """One for one; ``clinical`` by share, nothing for a ceu, capped for a contact hour."""
    data = fact.data
    if data.unit == "ceu":
        return Credit(refused="a ceu is not a credit")
    if data.unit == "college-credit":
        return NOT_MEANT
    parts = {name: data.credits * share for name, share in (data.areas or {}).items()}
    denied = {} if parts else {"clinical": "it has no area"}
    cap = "hours" if data.unit == "contact-hour" else None
    return Credit(data.credits, parts, denied=denied, cap=cap)


def tally(*courses: Mapping[str, Any], day: date = TODAY, itemised: bool = True) -> Tally:
    """The courses of 2021 and 2022, at most two of them in contact hours."""
    record = Record(history(*courses), Clock(day), RuleBook(), CODE, itemised=itemised)
    return record.tally(CeCompleted, worth=worth, since=FIRST, through=LAST, caps={"hours": 2})


def ten(found: Tally, part: str | None = None) -> Finding:
    """Whether it is at least ten."""
    return found.at_least(
        "TEN",
        Decimal(10),
        "points",
        (rule(),),
        part=part,
        remedy=lambda missing: Remedy("ce-completed", {"credits": str(missing)}),
    )


def test_amounts_of_the_period_are_added_exactly() -> None:
    found = ten(tally(course(FIRST, "0.1"), course(LAST, "0.2"), course(LAST, "4")))
    assert (found.have, found.need, found.missing) == (
        Decimal("4.3"),
        Decimal(10),
        Decimal("5.7"),
    )


def test_what_is_dated_outside_the_period_does_not_count() -> None:
    assert ten(tally(course(date(2020, 12, 31), "6"), course(date(2023, 1, 1), "6"))).have == 0


def test_what_happens_after_the_day_asked_does_not_count() -> None:
    found = ten(tally(course(FIRST, "6"), course(LAST, "6"), day=date(2022, 12, 30)))
    assert (found.have, found.answer) == (Decimal(6), NO)


def test_enough_is_yes_and_nothing_is_missing() -> None:
    found = ten(tally(course(FIRST, "6"), course(LAST, "4")))
    assert (found.answer, found.missing, found.remedy) == (YES, None, None)


def test_what_is_missing_comes_with_its_remedy() -> None:
    remedy = ten(tally(course(FIRST, "9.5"))).remedy
    assert remedy == Remedy("ce-completed", {"credits": "0.5"})


def test_nothing_can_be_made_up_for_in_a_period_that_ends_before_it_begins() -> None:
    record = Record(history(), Clock(TODAY), RuleBook(), CODE)
    found = ten(record.tally(CeCompleted, worth=worth, since=LAST, through=FIRST))
    assert found.missing == 10
    assert found.remedy is None


def test_the_facts_that_counted_are_listed() -> None:
    found = ten(tally(course(FIRST, "6"), course(FIRST, "6", unit="ceu")))
    assert [fact.version for fact in found.facts] == [1]


def test_what_is_refused_is_listed_with_its_reason() -> None:
    found = ten(tally(course(FIRST, "6", unit="ceu")))
    assert [(r.fact.version, r.why) for r in found.refused] == [(1, "a ceu is not a credit")]


def test_what_is_not_meant_is_neither_counted_nor_refused() -> None:
    found = ten(tally(course(FIRST, "6", unit="college-credit")))
    assert (found.facts, found.refused) == ((), ())


def test_a_part_adds_only_its_share() -> None:
    areas = {"clinical": "0.25", "general": "0.75"}
    assert ten(tally(course(FIRST, "6", areas=areas)), "clinical").have == Decimal("1.5")


def test_what_is_denied_to_a_part_is_listed_there_alone() -> None:
    found = tally(course(FIRST, "6"))
    assert [r.why for r in ten(found, "clinical").refused] == ["it has no area"]
    assert ten(found).refused == ()


def hour(day: date, amount: str = "3") -> Mapping[str, Any]:
    """A course in contact hours, which are capped."""
    return course(day, amount, unit="contact-hour")


def test_the_earliest_facts_under_a_cap_count() -> None:
    days = [date(2021, 5, 5), FIRST, date(2021, 3, 3)]
    found = ten(tally(*(hour(day, amount) for day, amount in zip(days, "124", strict=True))))
    assert found.have == 6
    assert [(r.fact.version, r.why) for r in found.refused] == [
        (1, "only the first 2 count in a period")
    ]


def test_facts_without_the_cap_count_beside_it() -> None:
    assert ten(tally(hour(FIRST), hour(FIRST), hour(FIRST), course(LAST, "1"))).have == 7


def test_a_cap_is_used_up_by_facts_of_the_period_alone() -> None:
    before = date(2020, 6, 1)
    assert ten(tally(hour(before), hour(before), hour(FIRST), hour(LAST))).have == 6


def test_outside_lists_worthwhile_facts_before_and_after_the_period() -> None:
    early, late = date(2020, 12, 31), date(2023, 1, 1)
    found = tally(course(early), course(early, unit="ceu"), course(late), course(date(2024, 1, 1)))
    listed = ten(found.outside(early="too early", late="too late")).refused
    assert [(r.fact.version, r.why) for r in listed] == [(1, "too early"), (3, "too late")]


def test_outside_lists_nothing_where_no_reason_is_given() -> None:
    found = tally(course(date(2020, 12, 31)), course(date(2023, 1, 1)))
    assert ten(found.outside()).refused == ()


def test_the_end_of_the_period_is_the_deadline() -> None:
    assert ten(tally()).by == LAST


@pytest.mark.parametrize(
    ("day", "answer"),
    [(date(2021, 2, 28), NO), (date(2021, 3, 1), YES), (date(2025, 1, 1), YES)],
)
@pytest.mark.parametrize("itemised", [True, False])
def test_it_is_enough_from_the_day_of_the_fact_that_made_it_enough(
    day: date, answer: Answer, itemised: bool
) -> None:
    courses = [course(FIRST, "6"), course(date(2021, 3, 1), "5"), course(LAST, "5")]
    assert ten(tally(*courses, day=day, itemised=itemised)).answer is answer


def test_in_brief_nothing_is_listed() -> None:
    found = ten(tally(course(FIRST, "6"), itemised=False))
    assert (found.have, found.facts, found.missing) == (None, (), None)


def test_nothing_needed_is_always_enough() -> None:
    for itemised in (True, False):
        found = tally(itemised=itemised).at_least("NIL", Decimal(0), "points", (rule(),))
        assert found.answer is YES


def test_in_brief_the_clock_is_asked_only_about_the_day_it_became_enough() -> None:
    clock = Clock(date(2022, 6, 1))
    courses = [course(FIRST, "6"), course(date(2021, 3, 1), "5"), course(LAST, "5")]
    record = Record(history(*courses), clock, RuleBook(), CODE, itemised=False)
    ten(record.tally(CeCompleted, worth=worth, since=FIRST, caps={"hours": 2}))
    assert (clock.since, clock.until) == (date(2021, 3, 1), None)


def test_the_rules_a_credit_rests_on_are_named_when_it_counts() -> None:
    special = rule("CARD", "low")

    def carded(fact: Fact[CeCompleted]) -> Credit:
        return Credit(fact.data.credits, rules=(special,))

    record = Record(history(course(FIRST, "1")), Clock(TODAY), RuleBook(), CODE)
    counted = record.tally(CeCompleted, worth=carded)
    outside = record.tally(CeCompleted, worth=carded, since=LAST)
    assert [value.id for value in ten(counted).rules] == ["TEN", "CARD"]
    assert [value.id for value in ten(outside).rules] == ["TEN"]


def limited(
    *courses: Mapping[str, Any],
    day: date = TODAY,
    clock: Clock | None = None,
    brought: Credit | None = None,
    itemised: bool = True,
) -> Tally:
    """The courses of 2021 and 2022; of those by Mill no more than five points count."""

    def by_mill(fact: Fact[CeCompleted]) -> Credit:
        data = fact.data
        parts = {"rye": data.credits} if data.title == "Rye" else {}
        return Credit(data.credits, parts, limit="mill" if data.provider == "Mill" else None)

    record = Record(history(*courses), clock or Clock(day), RuleBook(), CODE, itemised=itemised)
    limits = {"mill": Decimal(5)}
    return record.tally(
        CeCompleted, worth=by_mill, since=FIRST, through=LAST, limits=limits, brought=brought
    )


def test_no_more_than_the_limit_counts_and_the_last_counts_in_part() -> None:
    """3 + the first 2 of 4, then nothing of 1; 2 beside the limit: 7."""
    days = [date(2021, month, 1) for month in (1, 2, 3, 4)]
    mill = [course(day, n, provider="Mill") for day, n in zip(days, "341", strict=False)]
    found = limited(*mill, course(days[3], "2"))
    assert ten(found).have == 7
    assert ten(found, "rye").have == 7
    assert [(r.fact.version, r.why) for r in ten(found).refused] == [
        (3, "no more than 5 such count in a period")
    ]


def test_in_brief_a_limit_holds_as_well() -> None:
    clock = Clock(TODAY)
    courses = [course(FIRST, "9", provider="Mill"), course(LAST, "5")]
    assert ten(limited(*courses, clock=clock, itemised=False)).answer is YES
    assert clock.since == LAST
    assert ten(limited(*courses[:1], course(LAST, "4.9"), itemised=False)).answer is NO


@pytest.mark.parametrize("itemised", [True, False])
def test_what_is_brought_over_counts_from_the_start(itemised: bool) -> None:
    brought = Credit(Decimal(8), {"rye": Decimal(3)})
    found = limited(course(FIRST, "2"), brought=brought, itemised=itemised)
    assert ten(found).answer is YES
    assert ten(found, "rye").answer is NO


def test_what_is_brought_over_is_said() -> None:
    found = limited(course(FIRST, "1"), brought=Credit(Decimal(8)))
    assert ten(found).text == "9 of 10 points, 8 of them brought over: 1 missing"


def test_an_amount_is_that_of_the_day_asked() -> None:
    clock = Clock(date(2021, 2, 1))
    courses = [course(FIRST, "2"), course(date(2021, 3, 1), "3")]
    found = limited(*courses, clock=clock, brought=Credit(Decimal(1)))
    assert found.amount() == 3
    assert found.amount("rye") == 2
    assert (clock.since, clock.until) == (FIRST, date(2021, 3, 1))


@pytest.mark.parametrize(("returned", "what"), [(None, "nothing"), (5, "an int")])
@pytest.mark.parametrize("on", [FIRST, date(2020, 12, 31)])
def test_worth_returns_a_credit(on: date, returned: Any, what: str) -> None:
    """Of facts outside the period, too, where they are listed."""
    record = Record(history(course(on)), Clock(TODAY), RuleBook(), CODE)
    with pytest.raises(TypeError, match=f"returned {what} for fact 1, a ce-completed of {on}; "):
        record.tally(CeCompleted, worth=lambda fact: returned, since=FIRST).outside(early="early")


@pytest.mark.parametrize(
    ("rules", "problem"),
    [(rule(), r"the rules of TEN are a RuleValue; give \(rule,\)"), (None, "are nothing; give a")],
)
@pytest.mark.parametrize("itemised", [True, False])
def test_the_rules_of_a_sum_are_a_tuple(itemised: bool, rules: Any, problem: str) -> None:
    with pytest.raises(TypeError, match=problem):
        tally(itemised=itemised).at_least("TEN", Decimal(10), "points", rules)
