"""All of, any of, through, and findings that stand alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ledger.judging.clock import Clock
from ledger.judging.findings import NO, UNDETERMINED, YES, Answer, Finding, Note
from ledger.judging.history import History
from ledger.judging.record import Record
from ledger.judging.requirements import all_of, any_of, leaf, perhaps, through
from ledger.judging.rulebook import RuleBook
from tests.judging.made_up import CODE, fact, finding, rule

LAST = date(2025, 2, 28)


def record(day: date) -> Record:
    """The record of somebody without facts, on that day."""
    return Record(History("holder", ()), Clock(day), RuleBook(), CODE)


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ([YES], YES),
        ([YES, YES], YES),
        ([YES, UNDETERMINED], UNDETERMINED),
        ([UNDETERMINED, NO], NO),
        ([YES, NO, UNDETERMINED], NO),
        ([NO, NO], NO),
    ],
)
def test_all_of_is_no_before_undetermined_before_yes(parts: list[Answer], answer: Answer) -> None:
    assert all_of("A", *map(finding, parts)).answer is answer


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ([NO], NO),
        ([NO, NO], NO),
        ([NO, UNDETERMINED], UNDETERMINED),
        ([UNDETERMINED, YES], YES),
        ([YES, NO, UNDETERMINED], YES),
    ],
)
def test_any_of_is_yes_before_undetermined_before_no(parts: list[Answer], answer: Answer) -> None:
    assert any_of("A", *map(finding, parts)).answer is answer


def test_only_any_of_is_content_with_one() -> None:
    assert any_of("A", finding(YES)).any_suffices
    assert not all_of("A", finding(YES)).any_suffices


@pytest.mark.parametrize("answer", [NO, UNDETERMINED])
def test_all_of_names_the_parts_that_decide_it(answer: Answer) -> None:
    tree = all_of(
        "A", finding(answer, id_="ONE"), finding(YES, id_="TWO"), finding(answer, id_="X")
    )
    assert "ONE" in tree.text
    assert "X" in tree.text
    assert "TWO" not in tree.text


def test_a_text_that_is_given_is_kept() -> None:
    assert all_of("A", finding(YES), text="for this reason").text == "for this reason"
    assert any_of("A", finding(YES), text="for that reason").text == "for that reason"


def test_all_of_claims_no_deadline_of_its_own() -> None:
    """Another part may end it sooner; how long it lasts is what `holds` says."""
    parts = [leaf("X", True, "x", rule(), by=day) for day in (LAST, date(2024, 1, 1), None)]
    assert all_of("A", *parts).by is None


def test_all_of_without_deadlines_has_none() -> None:
    assert all_of("A", finding(YES)).by is None


def test_all_of_nothing_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="rests on no rule"):
        all_of("A")


@pytest.mark.parametrize("made", [all_of, any_of])
@pytest.mark.parametrize(
    ("parts", "what"),
    [([finding(YES)], "a list"), (rule(), "a RuleValue"), (True, "a bool"), (None, "nothing")],
)
def test_what_is_made_of_findings_is_given_findings(
    made: Callable[..., Finding], parts: object, what: str
) -> None:
    with pytest.raises(TypeError, match=f"A is made of {what}, which is not a Finding; give find"):
        made("A", finding(YES), parts)


def test_notes_are_shown_and_do_not_decide() -> None:
    tree = all_of("A", finding(YES), notes=[Note("FEE", "a fee is due", rule())])
    assert (tree.answer, [note.text for note in tree.notes]) == (YES, ["a fee is due"])


def test_a_leaf_carries_what_it_is_given() -> None:
    found = leaf("A", None, "nobody knows", rule("TEN"), facts=[fact()], by=LAST)
    assert found == Finding(
        "A", UNDETERMINED, "nobody knows", found.rules, facts=(fact(),), by=LAST
    )
    assert [value.id for value in found.rules] == ["TEN"]


def test_a_leaf_that_is_given_the_answer_of_another_finding_cannot_be_built() -> None:
    with pytest.raises(TypeError, match="the finding OTHER is made of “no”, an Answer"):
        leaf("OTHER", finding(NO).answer, "as the other", rule())  # type: ignore[arg-type]


@pytest.mark.parametrize("possible", [NO, "no", None, 1])
def test_perhaps_is_told_true_or_false(possible: object) -> None:
    with pytest.raises(TypeError, match=r"whether TEN is possible is .*; give True or False"):
        perhaps(finding(NO), possible, "nobody knows")  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "answer"), [(LAST, YES), (date(2025, 3, 1), NO)])
def test_through_includes_its_last_day(day: date, answer: Answer) -> None:
    found = through(record(day), "W", LAST, "applications are taken", rule())
    assert (found.answer, found.by) == (answer, LAST)
    assert str(LAST) in found.text


def test_through_the_last_day_of_the_calendar_never_ends() -> None:
    assert through(record(date.max), "W", date.max, "it runs", rule()).answer is YES


@pytest.mark.parametrize("answer", [YES, UNDETERMINED])
def test_perhaps_leaves_alone_what_is_not_no(answer: Answer) -> None:
    assert perhaps(finding(answer), True, "nobody knows").answer is answer


def test_a_no_that_cannot_be_a_yes_stays_no() -> None:
    assert perhaps(finding(NO), False, "nobody knows", rule("DARK", "unknown")).answer is NO


def test_a_no_that_might_be_a_yes_is_undetermined_and_says_why() -> None:
    found = perhaps(finding(NO), True, "nobody knows", rule("DARK", "unknown"))
    assert (found.answer, found.confidence) == (UNDETERMINED, "unknown")
    assert found.text == "because of a rule; nobody knows"
