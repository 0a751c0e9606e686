"""The way from one answer to another: each step is what asking just before and after it shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import event

from ledger.judging.case import Case
from ledger.judging.history import KnownAt
from ledger.judging.verdict import Verdict
from ledger.questions.comparison import Change, Comparison, compared
from tests.laws import asking
from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.lives import DAY
from tests.laws.luck import Luck
from tests.laws.told import Told

Rows = dict[str, str]


def rows(verdict: Verdict) -> Rows:
    """What a verdict shows."""
    answers = {code: str(one.answer) for code, one in verdict.pathways.items()}
    expires_on = str(verdict.expires_on) if verdict.expires_on else "none"
    return {"status": str(verdict.status), "expires_on": expires_on, **answers}


def naive(body: Body, told: Told, day: date, known_at: KnownAt) -> Rows:
    """What the oracle shows of a day."""
    status, expires_on, answers = body.days(told, known_at).shown(day)
    shown = {"status": status, "expires_on": str(expires_on or "none")}
    return shown | {code: str(answer) for code, answer in answers.items()}


def comparison(
    body: Body, told: Told, left: Case, right: Case, on: date, other: date
) -> Comparison:
    """Two days at two knowledge times compared."""
    return compared(body.engine, left, right, left.verdict(on), right.verdict(other))


def walked(found: Comparison) -> Rows:
    """The left side with every step taken, each from what it says is before it."""
    here = rows(found.left)
    for change in found.changes:
        assert change.before.items() <= here.items(), change.text
        assert change.before.keys() == change.after.keys()
        assert all(change.before[label] != change.after[label] for label in change.before)
        here |= change.after
    return here


def around(change: Change) -> tuple[KnownAt, KnownAt]:
    """The knowledge times just before and just after a step along knowledge."""
    known = change.known
    assert known is not None
    if not isinstance(known, datetime):  # a rule value, known from the day's first moment on
        known = datetime.combine(known, time(), UTC)
    return known - timedelta(microseconds=1), known


@law(tries=60)
def test_the_steps_lead_from_the_left_side_to_the_right_one(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    left = body.case(told, asking.knowledge(luck, told))
    right = body.case(told, asking.knowledge(luck, told))
    on, other = asking.day(luck, told), asking.day(luck, told)
    found = comparison(body, told, left, right, on, other)
    event(f"steps: {min(len(found.changes), 5)}")
    assert walked(found) == rows(found.right)


@law(tries=40)
def test_the_way_back_is_the_way_reversed(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    early, late = body.case(told, asking.knowledge(luck, told)), body.case(told)
    on = asking.day(luck, told)
    there = comparison(body, told, early, late, on, on).changes
    back = comparison(body, told, late, early, on, on).changes
    assert [(one.facts, one.rules, one.before, one.after) for one in there] == [
        (one.facts, one.rules, one.after, one.before) for one in reversed(back)
    ]


@law(tries=60)
def test_a_step_along_days_is_what_the_oracle_shows_around_it(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    known_at = asking.knowledge(luck, told)
    case = body.case(told, known_at)
    on, other = sorted((asking.day(luck, told), asking.day(luck, told)))
    for change in comparison(body, told, case, case, on, other).changes:
        assert change.day is not None
        assert change.before.items() <= naive(body, told, change.day - DAY, known_at).items()
        assert change.after.items() <= naive(body, told, change.day, known_at).items()


@law(tries=60)
def test_a_step_along_knowledge_is_what_the_oracle_knows_around_it(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    early, late = body.case(told, date(2000, 1, 1)), body.case(told)
    on = asking.day(luck, told)
    instants = [table["recorded_at"] for table in told.tables]
    for change in comparison(body, told, early, late, on, on).changes:
        before, after = around(change)
        if instants.count(change.known) < 2:
            assert change.before.items() <= naive(body, told, on, before).items()
            assert change.after.items() <= naive(body, told, on, after).items()


@law(tries=40)
def test_without_a_fact_that_is_named_alone_the_change_does_not_happen(
    body: Body, luck: Luck
) -> None:
    told = shown(body.corrected(luck))
    case = body.case(told)
    on, other = sorted((asking.day(luck, told), asking.day(luck, told)))
    for change in comparison(body, told, case, case, on, other).changes:
        if len(change.facts) != 1 or change.day is None:
            continue
        rest = Case(body.engine, case.history.without(change.facts[0].version))
        shown_then = rows(rest.verdict(change.day))
        assert any(shown_then[label] != change.after[label] for label in change.after)
