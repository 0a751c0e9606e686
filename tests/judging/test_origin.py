"""What a plugin's error is shown as: one line, and where in the plugin it came from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.judging.case import Case
from ledger.judging.clock import Clock
from ledger.judging.judgement import Judge, Judgement
from ledger.judging.origin import described
from ledger.judging.record import NoSuchRule, Record
from ledger.judging.rulebook import RuleBook
from ledger.judging.tally import Credit
from ledger.plugin import CeCompleted
from tests.judging.made_up import CODE, course, credential, history

BOOK = RuleBook.from_toml("""
[POINTS]
says = "Points"
selected_by = "award"
values = [{ value = 10, source = "page 1", confidence = "high" }]

[TERM]
says = "Months"
selected_by = "always"
values = [{ value = 10, source = "page 1", confidence = "high" }]
""")
DAY = date(2024, 7, 1)


def record() -> Record:
    """A record with one course and two rules."""
    return Record(history(course(date(2024, 5, 1), "4")), Clock(DAY), BOOK, CODE)


def test_a_failure_names_the_line_of_the_plugin() -> None:
    def judge(asked: Record) -> Judgement:
        asked.rule("POINTZ")
        raise AssertionError

    line = judge.__code__.co_firstlineno + 1
    failing: Judge = judge
    failure = Case(credential(failing), history()).judge(DAY).failure
    assert failure is not None
    assert failure.endswith(f"(test_origin.py, line {line})")


def test_a_rule_that_is_not_there_is_named_with_one_that_is() -> None:
    for ask in (record().rule, record().rule_today, record().coming):
        with pytest.raises(NoSuchRule) as raised:
            ask("POINTZ")
        assert str(raised.value) == "there is no rule POINTZ; did you mean POINTS?"


def test_a_rule_asked_for_in_the_wrong_way_says_how_it_is_asked_for() -> None:
    with pytest.raises(
        ValueError, match=r"POINTS is selected by award: ask rule\('POINTS', on=…\)"
    ):
        record().rule("POINTS")
    with pytest.raises(ValueError, match=r"TERM is selected by always: ask rule\('TERM'\)$"):
        record().rule("TERM", on=DAY)


def test_a_limit_or_a_cap_that_the_tally_has_not_is_named() -> None:
    for credit, what in ((Credit(Decimal(1), limit="own"), "limit"), (Credit(cap="own"), "cap")):
        with pytest.raises(ValueError, match=f"names the {what} own, which {what}s= of the tally"):
            record().tally(CeCompleted, worth=lambda _, credit=credit: credit)  # type: ignore[misc]


def test_a_floating_number_is_not_taken_for_what_is_needed() -> None:
    tally = record().tally(CeCompleted, worth=lambda fact: Credit(fact.data.credits))
    with pytest.raises(TypeError, match=r"POINTS needs 50\.0, a floating number; give a Decimal"):
        tally.at_least("POINTS", 50.0, "points", ())  # type: ignore[arg-type]


def test_an_error_of_several_lines_is_shown_on_one() -> None:
    assert described(ValueError("no flour,\n  no water\r\n")) == "ValueError: no flour, no water"
