"""Facts of after the day asked never change its answer."""

from __future__ import annotations

from datetime import date

from hypothesis import note

from ledger.judging.case import Segment
from tests.laws import asking
from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.lives import DAY
from tests.laws.luck import Luck
from tests.laws.recording import moved
from tests.laws.told import Table, Told


def later_facts(body: Body, luck: Luck, told: Told, day: date) -> list[Table]:
    """Another life, all of it after the day, and refunds of payments of before it."""
    facts = [
        moved(table, (day - table["on"]).days + luck.one((1, 1, 2, 30, 365, 900)))
        for table in body.plain(luck).tables
        if table["kind"] != "payment-refunded"
    ]
    facts += [
        {"kind": "payment-refunded", "on": day + DAY, "payment": version}
        for version, table in enumerate(told.tables, 1)
        if table["kind"] == "payment-made"
    ]
    return facts


def found(segment: Segment) -> tuple[object, ...]:
    """All of an evaluation but the days it is proven for."""
    return segment.standing, segment.pathways, segment.disputable


@law(tries=200)
def test_what_happens_after_the_day_does_not_change_its_answer(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    day = asking.day(luck, told)
    more = later_facts(body, luck, told, day)
    note(f"on {day}, then {more}")
    before = body.case(told).judge(day)
    assert found(body.case(told.with_later(more)).judge(day)) == found(before)


@law(tries=100)
def test_what_happens_after_the_day_leaves_the_days_before_it_as_they_were(
    body: Body, luck: Luck
) -> None:
    told = shown(body.corrected(luck))
    day = asking.day(luck, told)
    more = later_facts(body, luck, told, day)
    note(f"through {day}, then {more}")
    start = day - 3000 * DAY
    before = body.case(told).timeline(start, day)
    assert body.case(told.with_later(more)).timeline(start, day) == before


@law(tries=150)
def test_without_the_facts_of_after_the_day_its_answer_is_the_same(body: Body, luck: Luck) -> None:
    told = shown(Told(tuple(t for t in body.plain(luck).tables if t["kind"] != "payment-refunded")))
    day = asking.day(luck, told)
    note(f"on {day}")
    until_then = Told(tuple(table for table in told.tables if table["on"] <= day))
    whole, part = body.case(told).judge(day), body.case(until_then).judge(day)
    answers = {code: finding.answer for code, finding in part.pathways.items()}
    assert whole.standing.status == part.standing.status
    assert whole.standing.expires_on == part.standing.expires_on
    assert {code: finding.answer for code, finding in whole.pathways.items()} == answers
