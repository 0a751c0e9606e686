"""Findings: an answer has a reason, and a confidence that follows from what it rests on."""

from __future__ import annotations

import pytest

from ledger.judging.findings import NO, UNDETERMINED, YES, Answer, Finding, answer_of, weakest
from ledger.judging.requirements import all_of, any_of
from ledger.judging.rules import Confidence
from tests.judging.made_up import fact, finding, rule

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
CONVENTION, UNKNOWN = Confidence.CONVENTION, Confidence.UNKNOWN


def test_an_answer_without_a_text_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="TEN has no reason"):
        Finding("TEN", YES, "", (rule(),))


def test_an_answer_that_rests_on_nothing_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="TEN rests on no rule, no fact and no finding"):
        Finding("TEN", YES, "because I say so")


def test_an_answer_may_rest_on_facts_alone() -> None:
    assert Finding("TEN", YES, "because", facts=(fact(),)).confidence is None


def test_an_answer_may_rest_on_findings_alone() -> None:
    assert Finding("TEN", YES, "because", children=(finding(YES),)).confidence is HIGH


@pytest.mark.parametrize(("is_so", "answer"), [(True, YES), (False, NO), (None, UNDETERMINED)])
def test_none_is_undetermined(is_so: bool | None, answer: Answer) -> None:
    assert answer_of(is_so) is answer


@pytest.mark.parametrize("word", [NO, YES, UNDETERMINED, "no", "", 0, 1, ()])
def test_an_answer_is_made_of_true_false_and_none_alone(word: object) -> None:
    """Answers and words are all true, so that each would be a yes."""
    with pytest.raises(TypeError, match=r"the finding TEN is made of .*; give True, False or None"):
        answer_of(word, "TEN")  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_is_neither_true_nor_false(answer: Answer) -> None:
    with pytest.raises(TypeError, match=r"neither true nor false: ask “is Answer\.YES”"):
        bool(answer)


def test_walk_visits_a_finding_before_those_below_it() -> None:
    tree = all_of("A", any_of("B", finding(NO, id_="C"), finding(YES, id_="D")), finding(YES))
    assert [found.id for found in tree.walk()] == ["A", "B", "C", "D", "TEN"]


def test_a_finding_that_rests_on_several_rules_has_the_weakest_confidence() -> None:
    found = Finding("TEN", YES, "x", (rule("A", "high"), rule("B", "low"), rule("C", "medium")))
    assert found.confidence is LOW


def test_the_weakest_of_nothing_is_nothing() -> None:
    assert weakest([]) is None
    assert weakest([None, None]) is None
    assert weakest([None, HIGH]) is HIGH


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(YES, "high"), (YES, "low"), (YES, "medium")], LOW),
        ([(YES, "high"), (YES, None)], HIGH),
        ([(YES, None), (YES, None)], None),
        ([(YES, "low"), (NO, "convention"), (NO, "medium")], MEDIUM),
        ([(YES, "unknown"), (NO, "high")], HIGH),
        ([(NO, "low"), (NO, None)], None),
        ([(UNDETERMINED, "unknown"), (NO, "low")], LOW),
        ([(YES, "low"), (UNDETERMINED, "unknown"), (UNDETERMINED, "high")], UNKNOWN),
        ([(YES, "convention"), (UNDETERMINED, "high")], HIGH),
    ],
)
def test_all_of_rests_on_every_yes_or_on_its_surest_no(
    parts: list[tuple[Answer, str | None]], expected: Confidence | None
) -> None:
    assert all_of("A", *(finding(answer, sure) for answer, sure in parts)).confidence is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(NO, "high"), (NO, "low"), (NO, "medium")], LOW),
        ([(YES, "low"), (YES, "medium"), (NO, "high")], MEDIUM),
        ([(YES, "convention"), (UNDETERMINED, "high"), (NO, "high")], CONVENTION),
        ([(UNDETERMINED, "low"), (UNDETERMINED, "medium"), (NO, "unknown")], LOW),
        ([(YES, None), (YES, "high")], None),
    ],
)
def test_any_of_rests_on_every_no_or_on_its_surest_yes(
    parts: list[tuple[Answer, str | None]], expected: Confidence | None
) -> None:
    assert any_of("A", *(finding(answer, sure) for answer, sure in parts)).confidence is expected


def test_confidence_is_told_through_any_depth() -> None:
    tree = all_of("A", any_of("B", finding(YES, "low"), finding(NO, "high")), finding(YES, "high"))
    assert tree.confidence is LOW
