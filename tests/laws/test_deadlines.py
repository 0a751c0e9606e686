"""Deadlines: the last day on which a finding can still be, or stay, yes."""

from __future__ import annotations

from datetime import date

from hypothesis import event, note

from ledger.judging.case import Case
from ledger.judging.findings import NO, YES, Finding
from tests.laws import asking
from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.lives import DAY
from tests.laws.luck import Luck
from tests.laws.test_gap import after, gaps
from tests.laws.told import Told


def nothing_later(told: Told, day: date) -> Told:
    """The history as if nothing happened after the day."""
    tables = [t for t in told.tables if t["on"] <= day and t["kind"] != "payment-refunded"]
    return Told(tuple(tables))


def found(case: Case, pathway: str, id_: str, day: date) -> Finding | None:
    """The finding of that id on another day."""
    tree = case.judge(day).pathways[pathway]
    return next((finding for finding in tree.walk() if finding.id == id_), None)


@law(tries=250)
def test_a_yes_with_a_deadline_lasts_through_it_and_not_a_day_longer(
    body: Body, luck: Luck
) -> None:
    plain = body.plain(luck)
    day, known_at = asking.day(luck, plain), asking.knowledge(luck, plain)
    told = shown(nothing_later(plain, day))
    case = body.case(told, known_at)
    for pathway, tree in case.judge(day).pathways.items():
        for finding in tree.walk():
            if finding.by is None or finding.answer is not YES:
                continue
            note(f"on {day}, known at {known_at}: {pathway}: {finding.id} by {finding.by}")
            event(f"{body}: {finding.id}")
            last = found(case, pathway, finding.id, finding.by)
            beyond = found(case, pathway, finding.id, finding.by + DAY)
            assert day <= finding.by
            assert last is not None
            assert last.answer is YES
            assert beyond is None or beyond.answer is not YES


@law(tries=150)
def test_what_is_recorded_for_a_day_after_the_deadline_closes_no_gap(
    body: Body, luck: Luck
) -> None:
    told = shown(body.plain(luck))
    day = asking.day(luck, told)
    for gap in gaps(body.case(told), day, None):
        through = gap.remedy.through
        if through is None or through >= day:
            continue
        note(f"on {day}: {gap.pathway}: {gap.finding.id} by {through}")
        late = gap._replace(on=through + DAY)
        assert gap.finding.by == through
        assert after(body.case(told), late, day).answer is NO
