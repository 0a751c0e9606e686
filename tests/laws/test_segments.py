"""One evaluation is proven for an interval, and saying less does not change what it says."""

from __future__ import annotations

from datetime import date

from hypothesis import event, note

from ledger.judging.case import Segment
from tests.laws import asking
from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.lives import DAY
from tests.laws.luck import Luck

READINGS: tuple[dict[str, int], ...] = ({}, {"R-WINDOW": 2}, {"N-TERM-REINSTATED": 2})


def inside(luck: Luck, segment: Segment) -> list[date]:
    """Both edges of the interval and some days between."""
    first, last = segment.since or date(1850, 1, 1), (segment.until or date(3100, 1, 1)) - DAY
    return [first, last, *(luck.day(first, last) for _ in range(4))]


@law(tries=200)
def test_every_day_of_the_proven_interval_is_judged_the_same(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    known_at, day = asking.knowledge(luck, told), asking.day(luck, told)
    readings = luck.one(READINGS)
    case = body.case(told, known_at)
    segment = case.judge(day, readings=readings)
    for other in inside(luck, segment):
        note(f"{day} is proven for {other}, known at {known_at}")
        assert case.judge(other, readings=readings) == segment


@law(tries=100)
def test_every_day_of_the_proven_interval_is_judged_the_same_in_brief(
    body: Body, luck: Luck
) -> None:
    told = shown(body.corrected(luck))
    known_at, day = asking.knowledge(luck, told), asking.day(luck, told)
    case = body.case(told, known_at)
    segment = case.judge(day, itemised=False)
    for other in inside(luck, segment):
        note(f"{day} is proven for {other}, known at {known_at}")
        assert case.judge(other, itemised=False) == segment


@law(tries=200)
def test_the_day_asked_lies_in_the_proven_interval(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    known_at, day = asking.knowledge(luck, told), asking.day(luck, told)
    note(f"on {day}, known at {known_at}")
    segment = body.case(told, known_at).judge(day)
    assert segment.since is None or segment.since <= day
    assert segment.until is None or day < segment.until


@law(tries=200)
def test_in_brief_the_answers_are_the_same_as_itemised(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    known_at = asking.knowledge(luck, told)
    case = body.case(told, known_at)
    for _ in range(4):
        day = asking.day(luck, told)
        note(f"on {day}, known at {known_at}")
        event(f"{body}")
        assert case.segment(day).shown(case.codes) == case.judge(day).shown(case.codes)


@law(tries=100)
def test_the_answer_of_every_finding_is_the_same_in_brief(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    day = asking.day(luck, told)
    note(f"on {day}")
    case = body.case(told)
    brief, itemised = case.judge(day, itemised=False), case.judge(day)
    for code, tree in itemised.pathways.items():
        expected = [(found.id, found.answer) for found in tree.walk()]
        assert [(found.id, found.answer) for found in brief.pathways[code].walk()] == expected
