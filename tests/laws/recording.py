"""How a life gets into a ledger: in which order, how late, and corrected how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.laws.lives import DAY, course, fact
from tests.laws.luck import Luck
from tests.laws.told import Table, Told, data_of

Life = Callable[[Luck], list[Table]]
CORRECTION = "fact-corrected"


def plain(life: Life, luck: Luck) -> Told:
    """A life recorded without corrections, each fact at noon of its day or later."""
    return Told(tuple(_timed(luck, _refunded(luck, _ordered(luck, life(luck))))))


def corrected(life: Life, luck: Luck) -> Told:
    """A life recorded with late facts, slips, corrections and corrections of corrections."""
    told: list[Table] = []
    for table in _ordered(luck, life(luck)):
        if luck.chance(8):
            told.append(wrong(luck, table))
            told.append(righting(luck, len(told), table))
        else:
            told.append(table)
        if luck.chance(4):
            told.append(correction(luck, told))
    told = _refunded(luck, told)
    if told and luck.chance(35):
        for _ in range(luck.one((1, 1, 2, 3))):
            told.append(correction(luck, told))
    return Told(tuple(_timed(luck, told)))


def correction(luck: Luck, told: list[Table]) -> Table:
    """A correction of one of the facts told; of a correction when there is one, half the time."""
    version = _version(luck, told)
    return _correcting(luck, told, version, told[version - 1]["on"] + luck.number(0, 60) * DAY)


def _version(luck: Luck, told: list[Table]) -> int:
    corrections = [v for v, table in enumerate(told, 1) if table["kind"] == CORRECTION]
    if corrections and luck.chance(50):
        return luck.one(corrections)
    return luck.number(1, len(told))


def _correcting(luck: Luck, told: list[Table], version: int, on: date) -> Table:
    replacement = None
    if luck.chance(60):
        replacement = _replacement(luck, told, version)
    return fact(CORRECTION, on, corrects=version, reason="Slip", replacement=replacement)


def _replacement(luck: Luck, told: list[Table], version: int) -> Table:
    table = told[version - 1]
    if table["kind"] != CORRECTION:
        slip = wrong(luck, table)
        return {"on": slip["on"], "data": data_of(slip)}
    corrects = table["corrects"]
    if luck.chance(25):
        corrects = luck.number(1, version - 1)
    inner = data_of(_correcting(luck, told, corrects, table["on"]))
    return {"on": table["on"], "data": inner}


def wrong(luck: Luck, table: Mapping[str, Any]) -> Table:
    """The fact with a slip in it."""
    slip = moved(table, luck.one((1, -1, 30, -30, 365, -365, 0)))
    if "credits" in slip and luck.chance(50):
        slip["credits"] = luck.one(("1", "100", "9.75"))
    if "outcome" in slip and luck.chance(50):
        slip["outcome"] = luck.one(("passed", "failed", "no-show"))
    if "expires_on" in slip and luck.chance(50):
        del slip["expires_on"]
    if "amount" in slip and luck.chance(50):
        slip["amount"] = luck.one(("185", "17.9"))
    return slip


def moved(table: Mapping[str, Any], days: int) -> Table:
    """The fact so many days later, with the days that may not come apart from it."""
    later = {**table, "on": table["on"] + days * DAY}
    for name in ("started_on", "until"):
        if name in later:
            later[name] += days * DAY
    return later


def righting(luck: Luck, version: int, table: Mapping[str, Any]) -> Table:
    """The correction that makes a slip right again."""
    replacement = {"on": table["on"], "data": data_of(table)}
    on = table["on"] + luck.number(0, 90) * DAY
    return fact(CORRECTION, on, corrects=version, reason="Slip", replacement=replacement)


def _ordered(luck: Luck, facts: list[Table]) -> list[Table]:
    """Mostly in order of day; sometimes in any order."""
    if luck.chance(20):
        return luck.shuffled(facts)
    return sorted(facts, key=lambda table: table["on"])


def _refunded(luck: Luck, told: list[Table]) -> list[Table]:
    """With refunds of some of the payments at the end."""
    refunds = [
        fact("payment-refunded", table["on"] + luck.one((30, 0, 1, 200, -1)) * DAY, payment=version)
        for version, table in enumerate(told, 1)
        if table["kind"] == "payment-made" and luck.chance(20)
    ]
    return told + refunds


def _timed(luck: Luck, told: list[Table]) -> list[Table]:
    """With the instants of recording: all long ago, or as things happened, some of them late."""
    long_ago = luck.chance(25)
    last = datetime(2001, 1, 1, tzinfo=UTC)
    timed = []
    for table in told:
        if long_ago:
            last += timedelta(seconds=1)
        else:
            at = datetime.combine(table["on"], time(12), UTC)
            if luck.chance(30):
                late = luck.one((7, 0, 90, 700))
                at = datetime.combine(table["on"] + late * DAY, _moment(luck), UTC)
            last = max(last, at)
        timed.append({**table, "recorded_at": last})
    return timed


def _moment(luck: Luck) -> time:
    return luck.one((time(9, 30), time(0), time(23, 59, 59, 999999), time(18)))


def at_once(facts: list[Table]) -> Told:
    """The facts in this order, all recorded at one instant."""
    recorded_at = datetime(2022, 1, 1, tzinfo=UTC)
    return Told(tuple({**table, "recorded_at": recorded_at} for table in facts))


@st.composite
def courses_of_any_size(draw: st.DrawFn) -> list[Table]:
    """Courses of 2021 with amounts and shares down to the last digit there may be."""
    courses = []
    for _ in range(draw(st.integers(0, 8))):
        amount = draw(st.decimals("0.000001", "40", places=6))
        share = Decimal(draw(st.integers(1, 999_999))) / 1_000_000
        shares = {"clinical": f"{share:f}", "general": f"{1 - share:f}"}
        approved_by = draw(st.sampled_from((["aama"], None)))
        on = draw(st.dates(date(2021, 1, 1), date(2021, 12, 31)))
        courses.append(course(on, f"{amount:f}", areas=shares, approved_by=approved_by))
    return courses
