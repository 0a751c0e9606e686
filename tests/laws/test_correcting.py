"""A wrong fact and its correction answer as the right fact alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from ledger.judging.verdict import Interval
from tests.laws import asking
from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.lives import fact
from tests.laws.luck import Luck
from tests.laws.recording import wrong
from tests.laws.told import Table, Told, data_of

START, END = date(1990, 1, 1), date(2050, 1, 1)
LONG_AFTER = datetime(2999, 12, 31, tzinfo=UTC)


def timeline(body: Body, told: Told, known_at: date | datetime | None = None) -> Sequence[Interval]:
    """The answers of all the days that matter."""
    return body.case(told, known_at).timeline(START, END)


def right(body: Body, luck: Luck) -> Told:
    """A history with at least one fact and no correction."""
    told = body.plain(luck)
    return told if told.tables else told.with_later([fact("holder-enrolled", START, name="Reyes")])


def slipped(luck: Luck, told: Told) -> tuple[Told, int]:
    """The history with a slip in one of its facts, and the version of that fact."""
    version = luck.number(1, len(told.tables))
    tables = list(told.tables)
    tables[version - 1] = wrong(luck, tables[version - 1])
    return Told(tuple(tables)), version


def replacing(version: int, table: Table) -> Table:
    """The data of a correction that puts this fact in the place of that version."""
    replacement = {"on": table["on"], "data": data_of(table)}
    return {"corrects": version, "reason": "Slip", "replacement": replacement}


def voiding(version: int) -> Table:
    """The data of a correction that strikes that version."""
    return {"corrects": version, "reason": "Slip"}


def corrected(told: Told, *corrections: Table) -> Told:
    """The history and corrections, recorded at its end."""
    on: Any = told.span[1]
    return shown(told.with_later({"kind": "fact-corrected", "on": on, **c} for c in corrections))


@law(tries=100)
def test_a_corrected_fact_is_the_right_fact(body: Body, luck: Luck) -> None:
    told = right(body, luck)
    slip, version = slipped(luck, told)
    fixed = corrected(slip, replacing(version, told.tables[version - 1]))
    assert timeline(body, fixed) == timeline(body, told)


@law(tries=60)
def test_the_last_of_several_corrections_counts_alone(body: Body, luck: Luck) -> None:
    told = right(body, luck)
    slip, version = slipped(luck, told)
    other = replacing(version, wrong(luck, slip.tables[version - 1]))
    first = luck.one((other, voiding(version)))
    fixed = corrected(slip, first, replacing(version, told.tables[version - 1]))
    assert timeline(body, fixed) == timeline(body, told)


@law(tries=60)
def test_a_correction_that_is_corrected_acts_as_the_right_correction(
    body: Body, luck: Luck
) -> None:
    told = right(body, luck)
    slip, version = slipped(luck, told)
    first = len(slip.tables) + 1
    wrong_correction = luck.one(
        (replacing(version, wrong(luck, slip.tables[version - 1])), voiding(version))
    )
    meant = replacing(version, told.tables[version - 1])
    replacement = {"on": slip.span[1], "data": meant}
    fixed = corrected(
        slip, wrong_correction, {"corrects": first, "reason": "Slip", "replacement": replacement}
    )
    assert timeline(body, fixed) == timeline(body, told)


@law(tries=60)
def test_a_correction_that_is_voided_never_acted(body: Body, luck: Luck) -> None:
    told = right(body, luck)
    version = luck.number(1, len(told.tables))
    needless = luck.one(
        (voiding(version), replacing(version, wrong(luck, told.tables[version - 1])))
    )
    fixed = corrected(told, needless, voiding(len(told.tables) + 1))
    assert timeline(body, fixed) == timeline(body, told)


@law(tries=60)
def test_a_voided_fact_never_happened(body: Body, luck: Luck) -> None:
    told = right(body, luck)
    invented = wrong(luck, luck.one(told.tables))
    version = len(told.tables) + 1
    struck = told.with_later([invented])
    assert timeline(body, corrected(struck, voiding(version))) == timeline(body, told)


@law(tries=60)
def test_before_a_correction_was_recorded_the_wrong_fact_stood(body: Body, luck: Luck) -> None:
    told = right(body, luck)
    slip, version = slipped(luck, told)
    fixed = corrected(slip, replacing(version, told.tables[version - 1]))
    last = slip.tables[-1]["recorded_at"]
    tables = [*fixed.tables[:-1], {**fixed.tables[-1], "recorded_at": LONG_AFTER}]
    known_at = asking.knowledge(luck, slip) or last
    assert timeline(body, Told(tuple(tables)), known_at) == timeline(body, slip, known_at)
