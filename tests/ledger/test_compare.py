"""`Ledger.compare`: two answers side by side, and what made the difference."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ledger import BadInput, Ledger
from ledger.questions.comparison import Comparison
from tests.ledger.clinic import CMA, EXPIRY, GRANTED, course, document, granted
from tests.store.clock import Clock

START = date(2024, 1, 15)
AFTER = date(2024, 8, 1)
"""The day after the expiry."""


@pytest.fixture
def reyes(ledger: Ledger, clock: Clock) -> Ledger:
    """Certified on 2019-07-15, known on 2024-05-03; a full course of 2023-01-10, known a day later;
    a document the day after; and then the course turns out not to have been."""
    granted(ledger)
    clock.set("2024-05-04T10:00:00+00:00")
    course(ledger, on=date(2023, 1, 10))
    clock.set("2024-05-05T10:00:00+00:00")
    document(ledger)
    clock.set("2024-05-06T10:00:00+00:00")
    ledger.correct("reyes", 2, reason="somebody else's", void=True)
    return ledger


@pytest.fixture
def kim(ledger: Ledger, clock: Clock) -> Ledger:
    """An accredited graduate who failed three times before that barred anybody, on 2018-04-12."""
    clock.set("2018-01-01T10:00:00+00:00")
    program = {"program": "Medical assisting", "accreditor": "CAAHEP"}
    ledger.record("education-completed", "kim", on=date(2015, 6, 1), data=program)
    for day in (date(2016, 1, 4), date(2016, 8, 1), date(2017, 3, 6)):
        failed = {"credential": CMA, "outcome": "failed"}
        ledger.record("exam-attempted", "kim", on=day, data=failed)
    return ledger


def steps(found: Comparison) -> list[tuple[dict[str, str], dict[str, str]]]:
    """What each step changes."""
    return [(dict(change.before), dict(change.after)) for change in found.changes]


def blamed(found: Comparison) -> list[list[int]]:
    """The versions of the facts that each step is put down to."""
    return [[fact.version for fact in change.facts] for change in found.changes]


# ---- The sides


def test_the_sides_are_the_verdicts_of_their_day_and_knowledge(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START, known_at=date(2024, 5, 3), with_on=AFTER)
    left = reyes.eligible("reyes", CMA, on=START, known_at=date(2024, 5, 3))
    right = reyes.eligible("reyes", CMA, on=AFTER)
    assert (found.left, found.right) == (left, right)


def test_the_other_day_is_the_same_day_unless_told(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START)
    assert (found.left.on, found.right.on) == (START, START)


def test_a_row_for_everything_shown_says_whether_it_differs(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=EXPIRY, with_on=AFTER)
    assert found.rows == (
        ("status", "current", "expired", True),
        ("expires_on", "2024-07-31", "2024-07-31", False),
        ("exam", "no", "no", False),
        ("recertify-ce", "no", "no", False),
        ("recertify-exam", "yes", "yes", False),
        ("use-title", "yes", "no", True),
    )


def test_without_an_expiry_its_row_says_none(reyes: Ledger) -> None:
    row = reyes.compare("reyes", CMA, on=date(2019, 7, 14)).rows[1]
    assert row == ("expires_on", "none", "none", False)


def test_one_pathway_can_be_compared_alone(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=EXPIRY, with_on=AFTER, pathway="recertify-ce")
    assert [row.label for row in found.rows] == ["status", "expires_on", "recertify-ce"]
    assert steps(found) == [({"status": "current"}, {"status": "expired"})]


def test_the_same_side_twice_has_no_changes(reyes: Ledger) -> None:
    assert reyes.compare("reyes", CMA, on=START).changes == ()


# ---- Along knowledge


def test_a_fact_learned_in_between_is_named_with_the_instant(reyes: Ledger) -> None:
    knew = {"known_at": date(2024, 5, 3), "with_known_at": date(2024, 5, 5)}
    (change,) = reyes.compare("reyes", CMA, on=START, **knew).changes  # type: ignore[arg-type]
    assert [fact.version for fact in change.facts] == [2]
    assert (change.day, change.known) == (None, datetime(2024, 5, 4, 10, tzinfo=UTC))
    assert (change.before, change.after) == ({"recertify-ce": "no"}, {"recertify-ce": "yes"})


def test_a_correction_is_itself_named(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START, known_at=date(2024, 5, 5))
    assert blamed(found) == [[4]]
    assert found.changes[0].text == (
        "fact 4, recorded 2024-05-06 (⟲ 2: void – somebody else's): recertify-ce yes → no"
    )


def test_a_step_that_undoes_another_is_shown_between_equal_sides(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START, known_at=date(2024, 5, 3))
    assert not any(row.differs for row in found.rows)
    assert blamed(found) == [[2], [4]]


def test_a_fact_that_changes_nothing_is_no_step(reyes: Ledger) -> None:
    knew = {"known_at": date(2024, 5, 4), "with_known_at": date(2024, 5, 5)}
    assert reyes.compare("reyes", CMA, on=START, **knew).changes == ()  # type: ignore[arg-type]


def test_towards_earlier_knowledge_facts_are_unlearned_last_first(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START, with_known_at=date(2024, 5, 3))
    assert blamed(found) == [[4], [2]]
    assert [dict(change.after) for change in found.changes] == [
        {"recertify-ce": "yes"},
        {"recertify-ce": "no"},
    ]


def test_a_step_that_is_unlearned_says_so(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START, with_known_at=date(2024, 5, 5))
    assert found.changes[0].text == (
        "without fact 4, recorded 2024-05-06 (⟲ 2: void – somebody else's): recertify-ce no → yes"
    )


def test_facts_of_one_batch_are_learned_one_by_one(ledger: Ledger) -> None:
    granted(ledger)
    course(ledger, on=date(2023, 1, 10))
    found = ledger.compare("reyes", CMA, on=START, known_at=date(2024, 5, 2))
    assert blamed(found) == [[1], [2]]


def test_an_announcement_is_named_with_its_date(kim: Ledger) -> None:
    found = kim.compare("kim", CMA, on=date(2018, 5, 1), known_at=date(2018, 4, 11))
    (change,) = found.changes
    assert [(rule.id, rule.whole) for rule in change.rules] == [("A-ATTEMPTS", 3)]
    assert (change.known, change.facts) == (date(2018, 4, 12), ())
    assert change.text == ("A-ATTEMPTS from 2018-04-12, announced 2018-04-12: exam yes → no")


def test_an_announcement_counts_from_the_start_of_its_day(kim: Ledger) -> None:
    start = datetime(2018, 4, 12, tzinfo=UTC)
    found = kim.compare("kim", CMA, on=date(2018, 5, 1), known_at=start)
    assert found.changes == ()


def test_an_announcement_is_unmade_towards_earlier_knowledge(kim: Ledger) -> None:
    found = kim.compare("kim", CMA, on=date(2018, 5, 1), with_known_at=date(2018, 4, 11))
    assert steps(found) == [({"exam": "no"}, {"exam": "yes"})]
    assert found.changes[0].text.startswith("without A-ATTEMPTS from 2018-04-12, announced")


# ---- Along days


def test_a_fact_is_named_on_its_day(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=date(2019, 7, 14), with_on=GRANTED)
    (change,) = found.changes
    assert (change.day, change.known, blamed(found)) == (GRANTED, None, [[1]])
    assert change.after == {
        "status": "current",
        "expires_on": "2024-07-31",
        "recertify-exam": "yes",
        "use-title": "yes",
    }


def test_where_nothing_happened_time_has_passed(reyes: Ledger) -> None:
    (change,) = reyes.compare("reyes", CMA, on=EXPIRY, with_on=AFTER).changes
    assert (change.day, change.facts, change.rules) == (AFTER, (), ())
    assert change.text == (
        "on 2024-08-01 by the passing of time: status current → expired, use-title yes → no"
    )


def test_towards_earlier_days_steps_are_undone_last_first(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=AFTER, with_on=date(2019, 7, 14))
    assert [change.day for change in found.changes] == [AFTER, GRANTED]
    assert found.changes[0].text == (
        "back before 2024-08-01, without the passing of time: "
        "status expired → current, use-title no → yes"
    )


def test_a_rule_value_is_named_on_the_day_it_takes_effect(kim: Ledger) -> None:
    found = kim.compare("kim", CMA, on=date(2018, 4, 11), with_on=date(2018, 4, 12))
    (change,) = found.changes
    assert [rule.id for rule in change.rules] == ["A-ATTEMPTS"]
    assert change.text == "on 2018-04-12 by A-ATTEMPTS taking effect: exam yes → no"


def test_a_rule_value_not_announced_yet_takes_no_effect(kim: Ledger) -> None:
    knew = {"known_at": date(2018, 4, 11), "with_known_at": date(2018, 4, 11)}
    found = kim.compare("kim", CMA, on=date(2018, 4, 11), with_on=date(2018, 4, 12), **knew)  # type: ignore[arg-type]
    assert found.changes == ()


def test_only_facts_that_matter_are_named_among_those_of_a_day(ledger: Ledger) -> None:
    granted(ledger)
    document(ledger, on=date(2023, 1, 10))
    course(ledger, on=date(2023, 1, 10))
    found = ledger.compare("reyes", CMA, on=date(2023, 1, 9), with_on=date(2023, 1, 10))
    assert blamed(found) == [[3]]


def test_facts_of_a_day_that_are_all_needed_are_all_named(ledger: Ledger) -> None:
    granted(ledger)
    course(ledger, on=date(2023, 1, 10), title="First half", credits="30")
    course(ledger, on=date(2023, 1, 10), title="Second half", credits="30")
    found = ledger.compare("reyes", CMA, on=date(2023, 1, 9), with_on=date(2023, 1, 10))
    assert blamed(found) == [[2, 3]]


def test_facts_of_a_day_of_which_one_is_enough_are_all_named(ledger: Ledger) -> None:
    granted(ledger)
    course(ledger, on=date(2023, 1, 10), title="Enough")
    course(ledger, on=date(2023, 1, 10), title="More than enough")
    found = ledger.compare("reyes", CMA, on=date(2023, 1, 9), with_on=date(2023, 1, 10))
    assert blamed(found) == [[2, 3]]


def test_knowledge_comes_first_and_then_the_days(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=START, known_at=date(2024, 5, 5), with_on=AFTER)
    assert [(change.known is None, change.day) for change in found.changes] == [
        (False, None),
        (True, AFTER),
    ]


def test_a_change_on_the_day_of_the_left_side_is_no_step(reyes: Ledger) -> None:
    assert reyes.compare("reyes", CMA, on=GRANTED, with_on=EXPIRY).changes == ()


def test_the_last_day_of_the_calendar_can_be_compared(reyes: Ledger) -> None:
    found = reyes.compare("reyes", CMA, on=EXPIRY, with_on=date.max)
    assert [change.day for change in found.changes] == [AFTER]


# ---- What is refused


def test_an_instant_is_no_day(reyes: Ledger) -> None:
    with pytest.raises(BadInput, match="is an instant"):
        reyes.compare("reyes", CMA, on=START, with_on=datetime(2024, 5, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("holder", "credential", "pathway", "problem"),
    [
        ("reye", CMA, None, "did you mean reyes"),
        ("reyes", "aama/cna", None, "did you mean aama/cma"),
        ("reyes", CMA, "recertify", "has no pathway"),
    ],
)
def test_what_is_not_there_is_refused(
    reyes: Ledger, holder: str, credential: str, pathway: str | None, problem: str
) -> None:
    with pytest.raises(BadInput, match=problem):
        reyes.compare(holder, credential, on=START, pathway=pathway)


def test_comparing_writes_nothing(reyes: Ledger) -> None:
    reyes.compare("reyes", CMA, on=START, known_at=date(2024, 5, 3), with_on=AFTER)
    assert reyes.head() == 4
