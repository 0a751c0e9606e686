"""A timeline is the answers of every day, merged where neighbours show the same."""

from __future__ import annotations

from datetime import date
from itertools import groupby, pairwise

from hypothesis import note

from tests.laws import asking
from tests.laws.bodies import Body, NaiveDays
from tests.laws.given import law, shown
from tests.laws.lives import DAY
from tests.laws.luck import Luck

Row = tuple[date, date, str, date | None, dict[str, str]]


def naive_timeline(days: NaiveDays, start: date, end: date) -> list[Row]:
    """Every day asked for on its own, neighbours that show the same merged."""
    span = [start + count * DAY for count in range((end - start).days + 1)]
    rows: list[Row] = []
    for answer, group in groupby(span, key=days.shown):
        run = list(group)
        rows.append((run[0], run[-1] + DAY, *answer))
    return rows


@law(tries=60)
def test_a_timeline_is_the_answer_of_every_day(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    known_at = asking.knowledge(luck, told)
    start = asking.day(luck, told) - luck.number(0, 400) * DAY
    end = start + luck.one((600, 300, 1500, 0, 1)) * DAY
    note(f"from {start} through {end}, known at {known_at}")
    found: list[Row] = [
        (
            interval.since,
            interval.until,
            str(interval.status),
            interval.expires_on,
            {code: str(answer) for code, answer in interval.pathways.items()},
        )
        for interval in body.case(told, known_at).timeline(start, end)
    ]
    assert found == naive_timeline(body.days(told, known_at), start, end)


@law(tries=100)
def test_the_intervals_of_a_timeline_tile_its_span(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    start = asking.day(luck, told) - luck.number(0, 4000) * DAY
    end = start + luck.number(0, 9000) * DAY
    intervals = body.case(told).timeline(start, end)
    assert (intervals[0].since, intervals[-1].until) == (start, end + DAY)
    for before, after in pairwise(intervals):
        assert before.until == after.since
        assert before[2:] != after[2:]


@law(tries=100)
def test_the_timeline_does_not_depend_on_what_was_asked_before(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    start, end = date(2005, 1, 1), date(2035, 1, 1)
    asked = body.case(told)
    for _ in range(6):
        asked.segment(asking.day(luck, told))
    assert asked.timeline(start, end) == body.case(told).timeline(start, end)


@law(tries=60)
def test_the_first_yes_is_the_first_day_that_says_yes(body: Body, luck: Luck) -> None:
    told = shown(body.corrected(luck))
    days, day = body.days(told), asking.day(luck, told)
    code = luck.one(body.oracle.PATHWAYS)
    note(f"{code} from {day}")
    found = body.case(told).first_yes(code, day)
    for count in range(500):
        each = day + count * DAY
        if days.answer(each).pathways[code] == "yes":
            assert found == each
            return
    assert found is None or (
        found >= day + 500 * DAY and days.answer(found).pathways[code] == "yes"
    )
