"""Every law catches the body that breaks it, and lets those alone that do not."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from random import Random

import pytest

from ledger.plugin import Finding, Record
from ledger.testing import LAWS, Subject, check, load, run, subject_of
from ledger.testing.contract.laws import tried
from tests.testing import broken, painted
from tests.testing.broken import BROKEN, guild, subject

BY_NAME = {law.name: law for law in LAWS}


def violated(found: Subject) -> set[str]:
    """The laws a subject breaks."""
    return {result.law.name for result in check(found) if result.violations}


def test_a_body_that_keeps_the_laws_breaks_none() -> None:
    results = check(subject())
    assert [one for result in results for one in result.violations] == []
    assert [result.unchecked for result in results if result.unchecked] == []


@pytest.mark.parametrize("what", BROKEN)
def test_a_body_that_breaks_one_law_is_caught_by_that_law_alone(what: str) -> None:
    law, judge, rules = BROKEN[what]
    assert violated(subject(judge, rules)) == {law}


def test_a_module_that_imports_a_screen_toolkit_is_caught_by_that_law_alone() -> None:
    assert violated(subject(module=painted.__name__)) == {"imports"}


def test_each_law_has_a_body_that_breaks_it() -> None:
    assert {law for law, _, _ in BROKEN.values()} | {"imports"} == set(BY_NAME)


def test_a_body_that_remembers_what_it_judged_is_not_pure() -> None:
    counted = count()

    def remembers(record: Record) -> Finding:
        return broken.loaf(f"has shown a loaf as number {next(counted)}")

    result = tried(BY_NAME["pure"], subject(broken.adding(remembers)))
    assert "judged twice in a row" in result.violations[0].says


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("reads the machine's clock", "the machine's clock (date.today)"),
        ("looks at the clock and forgets it", "the machine's clock (datetime.now)"),
        ("draws lots", "chance (random)"),
        ("makes chance of its own", "chance (random)"),
        ("reads the environment", "the environment (os.environ)"),
        ("reads a file", "a file (open)"),
        ("asks the machine", "the machine (os.getpid)"),
        ("prints", "the terminal (print)"),
    ],
)
def test_what_is_asked_beside_the_record_is_named_with_its_line(what: str, says: str) -> None:
    _, judge, rules = BROKEN[what]
    found = tried(BY_NAME["pure"], subject(judge, rules)).violations
    assert any(
        one.says.startswith("broken.py, line ")
        and f": the judge asks {says}; an answer may follow from nothing but the record" in one.says
        for one in found
    )


def test_chance_from_a_seed_and_days_from_facts_are_pure() -> None:
    def computes(record: Record) -> Finding:
        luck = Random(1).random()
        day = datetime.strptime("2024-02-29", "%Y-%m-%d").date()
        return broken.loaf(f"has shown {luck} of a loaf by {day:%d %B %Y}")

    assert tried(BY_NAME["pure"], subject(broken.adding(computes))).violations == ()


def test_a_violation_names_the_history_the_day_and_what_is_wrong() -> None:
    _, judge, rules = BROKEN["names no source"]
    (first, *_) = tried(BY_NAME["reason"], subject(judge, rules)).violations
    assert first.law == "reason"
    assert first.says.startswith(("“A grant of", "made-up"))
    assert first.says.endswith(": LOAF rests on LOAF, which names no source")


def test_a_foreign_fact_that_changes_an_answer_is_named() -> None:
    _, judge, rules = BROKEN["listens to a sanction of anybody"]
    (first, *_) = tried(BY_NAME["any-facts"], subject(judge, rules)).violations
    assert "when a sanction-imposed of elsewhere/other is recorded too, renew" in first.says


def test_a_missing_scenario_is_named_by_rule_and_day() -> None:
    _, judge, rules = BROKEN["has a change day without scenarios"]
    found = tried(BY_NAME["change-days"], subject(judge, rules)).violations
    assert [one.says for one in found] == [
        "LOAF changes on 2023-01-01: no scenario asks for it on the day before, 2022-12-31",
        "LOAF changes on 2023-01-01: no scenario asks for it on the day itself, 2023-01-01",
    ]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (
            "has a change that no scenario shows",
            "LOAF changes on 2022-01-01: no scenario shows what changes; "
            "every ask is told the same without the change",
        ),
        (
            "looks ahead where no scenario does",
            "POINTS changes on 2022-01-01, and the judge looks ahead to it: "
            "no scenario shows what that does on a day before",
        ),
    ],
)
def test_a_change_that_is_looked_up_and_never_shown_is_named(what: str, says: str) -> None:
    _, judge, rules = BROKEN[what]
    found = tried(BY_NAME["change-days"], subject(judge, rules)).violations
    assert [one.says for one in found] == [says]


def test_what_the_judge_looks_ahead_to_may_be_shown_by_an_ask_on_a_day_before() -> None:
    def looks_ahead(record: Record) -> Finding:
        coming = record.coming("POINTS")
        more = f", and {coming.whole} points from {coming.since}" if coming else ""
        return broken.loaf(f"has shown a loaf{more}")

    assert tried(BY_NAME["change-days"], subject(broken.adding(looks_ahead))).violations == ()


def test_without_scenarios_what_they_would_show_is_said_to_be_unchecked() -> None:
    results = check(subject_of(guild().credentials["baker"], tries=30, module=broken.__name__))
    assert {r.law.name: r.unchecked for r in results if r.unchecked} == {
        "change-days": "no scenarios are given, so none show what changes on which day"
    }


def test_the_same_seed_makes_the_same_histories_and_another_makes_others() -> None:
    baker, scenarios = guild().credentials["baker"], load(broken.SCENARIOS)
    one, same, other = (subject_of(baker, scenarios, seed=seed).trials for seed in (1, 1, 2))
    names = [[(trial.name, trial.days) for trial in trials] for trials in (one, same, other)]
    assert names[0] == names[1]
    assert names[0] != names[2]


def test_the_guilds_own_scenarios_are_right() -> None:
    class Installed:
        def credential(self, code: str) -> object:
            return guild().credentials[code.partition("/")[2]]

    outcomes = run(load(broken.SCENARIOS), Installed())  # type: ignore[arg-type]
    assert [str(wrong) for outcome in outcomes for wrong in outcome.mismatches] == []
