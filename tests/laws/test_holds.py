"""How long an answer holds: constant inside, different on both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import event, note

from ledger.judging.verdict import Holds
from tests.laws import asking
from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.lives import DAY
from tests.laws.luck import Luck

REACH = 350
"""How many days to either side are walked one by one."""


def walked(day: date, same: Callable[[date], bool], step: int) -> date | None:
    """The first day in this direction that differs, None when it is out of reach."""
    for count in range(1, REACH + 1):
        other = day + count * step * DAY
        if not same(other):
            return other
    return None


def check(holds: Holds, day: date, same: Callable[[date], bool], luck: Luck) -> None:
    """Asserts that ``holds`` is the longest run around ``day`` on which nothing differs."""
    before, after = walked(day, same, -1), walked(day, same, +1)
    if before is not None:
        assert holds.since == before + DAY
    elif holds.since is not None:
        assert holds.since <= day - REACH * DAY
        assert same(holds.since)
        assert not same(holds.since - DAY)
    if after is not None:
        assert holds.until == after
    elif holds.until is not None:
        assert holds.until > day + REACH * DAY
        assert same(holds.until - DAY)
        assert not same(holds.until)
    first, last = holds.since or date(1850, 1, 1), (holds.until or date(3100, 1, 1)) - DAY
    for _ in range(10):
        other = luck.day(first, last)
        assert same(other), other
    event(f"ends: {holds.until is not None}, begins: {holds.since is not None}")


@law(tries=70)
def test_an_answer_holds_exactly_as_long_as_it_stays_the_same(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    known_at, day = asking.knowledge(luck, told), asking.day(luck, told)
    note(f"on {day}, known at {known_at}")
    verdict, naive = body.case(told, known_at).verdict(day), body.days(told, known_at)
    check(verdict.holds, day, lambda other: naive.shown(other) == naive.shown(day), luck)


@law(tries=70)
def test_a_pathway_holds_exactly_as_long_as_its_answer_stays_the_same(
    body: Body, luck: Luck
) -> None:
    told = shown(body.corrected(luck))
    known_at, day = asking.knowledge(luck, told), asking.day(luck, told)
    note(f"on {day}, known at {known_at}")
    verdict, naive = body.case(told, known_at).verdict(day), body.days(told, known_at)
    for code, pathway in verdict.pathways.items():
        note(code)
        here = naive.answer(day).pathways[code]

        def same(other: date, code: str = code, here: str = here) -> bool:
            return naive.answer(other).pathways[code] == here

        check(pathway.holds, day, same, luck)


@law(tries=40)
def test_asked_about_one_pathway_holds_is_that_of_status_expiry_and_its_answer(
    body: Body, luck: Luck
) -> None:
    told = shown(body.corrected(luck))
    day, code = asking.day(luck, told), luck.one(body.oracle.PATHWAYS)
    note(f"on {day}, {code}")
    verdict, naive = body.case(told).verdict(day, pathway=code), body.days(told)

    def asked(other: date) -> tuple[object, ...]:
        answer = naive.answer(other)
        return answer.status, answer.expires_on, answer.pathways[code]

    assert tuple(verdict.pathways) == (code,)
    check(verdict.holds, day, lambda other: asked(other) == asked(day), luck)
