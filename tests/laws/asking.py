"""Which days and knowledge times are worth asking about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from tests.laws.lives import DAY
from tests.laws.luck import Luck
from tests.laws.told import Table, Told
from tests.oracle.words import month_end, months

CHANGES = (
    date(2018, 4, 12),
    date(2019, 8, 1),
    date(2020, 1, 1),
    date(2020, 3, 1),
    date(2020, 3, 15),
    date(2020, 3, 31),
    date(2020, 4, 1),
    date(2020, 6, 15),
    date(2020, 7, 1),
    date(2020, 9, 1),
    date(2013, 6, 1),
    date(2010, 1, 1),
    date(2025, 1, 1),
    date(2025, 3, 24),
    date(2026, 1, 1),
)
"""Days on which a rule, or what is known of it, changes; 2020-03-31 ends the transition."""
AWARDS = ("credential-granted", "renewal-granted", "exam-attempted")


def day(luck: Luck, told: Told) -> date:
    """A day to ask about: mostly one on which something may change, or the day before it."""
    kind = luck.number(0, 9)
    if kind == 0 or not told.tables:
        return luck.day(date(2004, 1, 1), date(2036, 1, 1))
    if kind == 1:
        return luck.one(CHANGES) - luck.one((0, 1)) * DAY
    awards = [table for table in told.tables if table["kind"] in AWARDS]
    if awards and kind < 7:
        return around_expiry(luck, luck.one(awards))
    about = luck.one(turning_points(luck.one(told.tables)))
    return about + luck.one((0, 0, 1, -1, luck.number(2, 60))) * DAY


def disputable_day(luck: Luck, told: Told) -> date:
    """A day on which two readings may differ."""
    awards = [table for table in told.tables if table["kind"] in AWARDS]
    if not awards or luck.chance(20):
        return day(luck, told)
    end = probable_expiry(luck, luck.one(awards))
    deadlines = sorted((month_end(months(end, 3)), end + 90 * DAY))
    return luck.one(
        (
            luck.day(deadlines[0], deadlines[1] + DAY),
            luck.one((*deadlines, date(2020, 3, 30), date(2020, 3, 31))),
            end - luck.number(0, 300) * DAY,
            end + luck.number(0, 300) * DAY,
        )
    )


def probable_expiry(luck: Luck, award: Table) -> date:
    """When an award most likely expires."""
    on = award["on"]
    is_cma = award["credential"] == "aama/cma"
    end: date = award.get("expires_on", month_end(months(on, 60)) if is_cma else months(on, 24))
    if is_cma and end.year == 2020 and end.month in {3, 4, 5}:
        end = luck.one((date(2020, 8, 31), date(2020, 8, 31), date(2020, 6, 30)))
    return end


def around_expiry(luck: Luck, award: Table) -> date:
    """A day shortly before or after an award's probable expiry, or at the end of a deadline."""
    end = probable_expiry(luck, award)
    is_cma = award["credential"] == "aama/cma"
    deadline = month_end(months(end, 3)) if is_cma else months(end, 12)
    if luck.chance(50):
        return end + luck.one((0, 0, -1, 1, -luck.number(2, 200))) * DAY
    return luck.one(
        (
            luck.day(end, deadline),
            deadline,
            deadline - DAY,
            deadline + DAY,
            end + 90 * DAY,
            end + 91 * DAY,
            month_end(months(end, 60)),
            month_end(months(end, 60)) + DAY,
        )
    )


def turning_points(table: Table) -> list[date]:
    """Days on which a fact may begin or cease to matter."""
    on: date = table["on"]
    points = [on]
    kind = table["kind"]
    if kind == "exam-attempted":
        points += [on + 30 * DAY, on + 90 * DAY, on + 180 * DAY, on + 181 * DAY, months(on, 12)]
    if kind == "education-completed":
        points += [months(on, 60), months(on, 36), table.get("accredited_on", on)]
    if kind == "education-enrolled":
        expected = table["expected_on"]
        points += [expected - 30 * DAY, expected, expected + DAY, expected + 10 * DAY]
    if kind == "experience-recorded":
        points += [months(on, 24), months(table["started_on"], 36)]
    if kind == "sanction-imposed":
        points += [on + 10 * DAY, table.get("until", on) + DAY]
    if kind == "document-filed":
        points += [table.get("expires_on", on)]
    return points


def knowledge(luck: Luck, told: Told) -> date | datetime | None:
    """A knowledge time: the latest, a date, or an instant in some zone."""
    kind = luck.number(0, 9)
    if kind < 5 or not told.tables:
        return None
    if kind == 5:
        return luck.one(CHANGES) - luck.one((0, 1)) * DAY
    recorded_at: datetime = luck.one(told.tables)["recorded_at"]
    if kind == 6:
        return recorded_at.date() - luck.one((0, 1)) * DAY
    if kind == 7:
        return datetime(2020, luck.one((4, 6, 3)), luck.one((1, 15)), tzinfo=UTC)
    instant = recorded_at + luck.one((timedelta(0), timedelta(microseconds=-1), timedelta(days=40)))
    return instant.astimezone(timezone(timedelta(hours=luck.one((0, 9, -9)))))
