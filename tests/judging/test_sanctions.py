"""Sanctions: while one is in force the status says so and every pathway is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ledger.judging.case import Segment
from ledger.judging.findings import NO, YES
from tests.judging.made_up import CODE, case, judging

START, END = date(2025, 3, 1), date(2025, 8, 31)


def sanction(on: date = START, **data: Any) -> dict[str, Any]:
    """A suspension, unless said otherwise."""
    imposed = {"kind": "sanction-imposed", "on": on, "credential": CODE}
    return {**imposed, "sanction": "suspension", **data}


def revocation(on: date = START, **data: Any) -> dict[str, Any]:
    """A revocation."""
    return sanction(on, sanction="revocation", **data)


def lifting(on: date) -> dict[str, Any]:
    """A lifting."""
    return {"kind": "sanction-lifted", "on": on, "credential": CODE}


def judged(day: date, *tables: Mapping[str, Any]) -> Segment:
    """Somebody who would be current, with these sanctions."""
    return case(judging(lambda record: True), *tables).judge(day)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2025, 2, 28), "current"),
        (START, "suspended"),
        (END, "suspended"),
        (date(2025, 9, 1), "current"),
    ],
)
def test_a_suspension_is_in_force_through_its_last_day(day: date, status: str) -> None:
    assert judged(day, sanction(until=END)).standing.status == status


def test_without_an_end_it_goes_on() -> None:
    assert judged(date(2090, 1, 1), sanction()).standing.status == "suspended"


def test_revoked_wins_over_suspended() -> None:
    for sanctions in ([sanction(), revocation()], [revocation(), sanction()]):
        assert judged(END, *sanctions).standing.status == "revoked"


def test_when_the_revocation_ends_the_suspension_remains() -> None:
    found = judged(date(2025, 9, 1), sanction(), revocation(until=END))
    assert found.standing.status == "suspended"


@pytest.mark.parametrize(("day", "status"), [(END, "revoked"), (date(2025, 9, 1), "current")])
def test_the_day_of_the_lifting_is_free(day: date, status: str) -> None:
    assert judged(day, revocation(), lifting(date(2025, 9, 1))).standing.status == status


def test_a_lifting_ends_every_earlier_sanction() -> None:
    assert judged(END, sanction(), revocation(), lifting(END)).standing.status == "current"


def test_a_lifting_of_the_same_day_recorded_later_ends_it() -> None:
    assert judged(START, sanction(), lifting(START)).standing.status == "current"


def test_a_lifting_of_the_same_day_recorded_earlier_does_not() -> None:
    assert judged(START, lifting(START), sanction()).standing.status == "suspended"


def test_a_lifting_does_not_end_a_sanction_imposed_after_it() -> None:
    found = judged(END, revocation(), lifting(date(2025, 5, 1)), sanction(date(2025, 6, 1)))
    assert found.standing.status == "suspended"


def test_a_lifting_to_come_changes_nothing_yet() -> None:
    assert judged(START, sanction(), lifting(END)).standing.status == "suspended"


def test_sanctions_of_another_credential_do_not_count() -> None:
    assert judged(END, {**sanction(), "credential": "guild/cook"}).standing.status == "current"


def test_a_lifting_of_another_credential_does_not_count() -> None:
    other = {**lifting(END), "credential": "guild/cook"}
    assert judged(END, sanction(), other).standing.status == "suspended"


def test_every_pathway_is_no_by_the_sanction() -> None:
    found = judged(END, sanction(reason="Appeal pending"))
    assert {code: tree.answer for code, tree in found.pathways.items()} == {
        "bake": NO,
        "use-title": NO,
    }
    for tree in found.pathways.values():
        assert tree.children[0].id == "SANCTION"
        assert "Appeal pending" in tree.children[0].text


def test_what_the_pathway_would_be_stays_visible() -> None:
    tree = judged(END, sanction()).pathways["bake"]
    assert [(found.id, found.answer) for found in tree.children] == [
        ("SANCTION", NO),
        ("BAKE", YES),
    ]


def test_without_a_sanction_nothing_is_added() -> None:
    assert [found.id for found in judged(END).pathways["bake"].walk()] == ["BAKE"]
