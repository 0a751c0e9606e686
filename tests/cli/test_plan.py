"""``plan``: what is missing, by when, and the first day of yes; assumed facts are never written."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.cli.clinic import EXPORT
from tests.cli.running import Shell

# On 2024-07-01 reyes has 41 of 60 points, and enough of everything else, until 2024-08-31.
ASKED = ("plan", "reyes", "aama/cma", "--for", "recertify-ce", "--on", "2024-07-01")
COURSE = "ce-completed on=2024-08-10 title='Wound care' credits=19 unit=contact-hour"


def planned(shell: Shell, *args: str) -> dict[str, Any]:
    """The plan for recertify-ce."""
    found = shell(*ASKED, "--json", *args).json["pathways"]["recertify-ce"]
    assert isinstance(found, dict)
    return found


def test_it_says_how_much_is_missing(clinic: Shell) -> None:
    missing = planned(clinic)["missing"]
    assert [(one["id"], one["have"], one["need"], one["missing"]) for one in missing] == [
        ("R-TOTAL", "41", "60", "19")
    ]


def test_it_says_what_to_record_and_by_when(clinic: Shell) -> None:
    remedy = planned(clinic)["missing"][0]["remedy"]
    assert (remedy["kind"], remedy["through"]) == ("ce-completed", "2024-08-31")
    assert remedy["data"]["credits"] == "19"


def test_it_says_when_the_way_closes(clinic: Shell) -> None:
    assert planned(clinic)["closes"] == "2024-08-31"


def test_without_more_it_is_never_yes(clinic: Shell) -> None:
    found = planned(clinic)
    assert (found["answer"], found["first_yes"]) == ("no", None)


def test_with_an_assumed_fact_it_is_yes_from_the_day_of_that_fact(clinic: Shell) -> None:
    found = planned(clinic, "--assume", COURSE)
    assert (found["answer"], found["first_yes"], found["last_yes"]) == (
        "no",
        "2024-08-10",
        "2024-11-30",
    )


def test_less_than_is_missing_is_not_enough(clinic: Shell) -> None:
    found = planned(clinic, "--assume", COURSE.replace("credits=19", "credits=18.999999"))
    assert found["first_yes"] is None
    assert found["missing"][0]["missing"] == "19"  # the day of the plan is before the course


def test_two_assumed_facts_add_up(clinic: Shell) -> None:
    half = COURSE.replace("credits=19", "credits=9.5")
    found = planned(clinic, "--assume", half, "--assume", half.replace("08-10", "08-20"))
    assert found["first_yes"] == "2024-08-20"


def test_what_it_says_to_record_turns_the_finding_to_yes(clinic: Shell) -> None:
    remedy = planned(clinic)["missing"][0]["remedy"]
    fact = {"kind": remedy["kind"], "on": remedy["through"], "data": remedy["data"]}
    found = planned(clinic, "--assume", json.dumps(fact))
    assert found["first_yes"] == "2024-08-31"


def test_waiting_alone_may_turn_it_to_yes(clinic: Shell) -> None:
    # A student may sit from 30 days before 2023-06-15 through that day.
    asked = ("plan", "lind", "aama/cma", "--for", "exam", "--on", "2023-01-01", "--json")
    found = clinic(*asked).json["pathways"]["exam"]
    assert (found["first_yes"], found["last_yes"]) == ("2023-05-16", "2023-06-15")


def test_the_assumed_facts_are_named(clinic: Shell) -> None:
    assert clinic(*ASKED, "--assume", COURSE, "--json").json["assumed"] == [
        {
            "kind": "ce-completed",
            "on": "2024-08-10",
            "data": {"title": "Wound care", "credits": "19", "unit": "contact-hour"},
        }
    ]


def test_a_fact_may_be_assumed_as_json(clinic: Shell) -> None:
    as_json = json.dumps(
        {
            "kind": "ce-completed",
            "on": "2024-08-10",
            "data": {"title": "Wound care", "credits": "19", "unit": "contact-hour"},
        }
    )
    assert planned(clinic, "--assume", as_json) == planned(clinic, "--assume", COURSE)


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_nothing_is_written(own_clinic: Shell, as_json: tuple[str, ...]) -> None:
    before = hashlib.sha256(own_clinic.store.read_bytes()).hexdigest()
    assert own_clinic(*ASKED, "--assume", COURSE, *as_json).code == 1
    assert hashlib.sha256(own_clinic.store.read_bytes()).hexdigest() == before
    assert own_clinic.export() == EXPORT


@pytest.mark.parametrize(("on", "code"), [("2024-08-09", 1), ("2024-08-10", 0)])
def test_the_exit_code_is_the_answer_on_the_day_of_the_plan(
    clinic: Shell, on: str, code: int
) -> None:
    asked = ("plan", "reyes", "aama/cma", "--for", "recertify-ce", "--on", on)
    assert clinic(*asked, "--assume", COURSE).code == code


def test_an_undetermined_plan_exits_3(clinic: Shell) -> None:
    asked = ("plan", "osei", "aama/cma", "--for", "recertify-ce", "--on", "2013-01-15")
    assert clinic(*asked).code == 3


def test_people_see_what_is_missing_by_when_and_what_is_assumed(clinic: Shell) -> None:
    found = clinic(*ASKED, "--assume", COURSE)
    for told in ("19 missing", "2024-08-31", "yes from 2024-08-10", "Wound care", "not recorded"):
        assert told in found.out


def test_every_pathway_is_planned_without_for(clinic: Shell) -> None:
    found = clinic("plan", "reyes", "aama/cma", "--on", "2024-07-01", "--json").json
    assert list(found["pathways"]) == ["exam", "recertify-ce", "recertify-exam", "use-title"]


def test_known_at_is_echoed_and_acts(clinic: Shell) -> None:
    # Known on 2024-06-19, the day before the ledger learned of the 10 general points.
    found = clinic(*ASKED, "--known-at", "2024-06-19", "--json").json
    missing = {one["id"]: one["missing"] for one in found["pathways"]["recertify-ce"]["missing"]}
    assert (found["known_at"], missing) == ("2024-06-19", {"R-TOTAL": "29", "R-GENERAL": "10"})
