"""Reading facts: the log, following it, a holder's history, name, and holders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.facts.fact import Fact
from ledger.questions.trail import TrailFilter
from tests.ledger.clinic import CMA, document, granted


@pytest.fixture
def clinic(ledger: Ledger) -> Ledger:
    """Five facts of two holders and two bodies, on days that are not in order of position."""
    granted(ledger, "reyes", on=date(2024, 5, 5))
    document(ledger, holder="reyes", on=date(2024, 5, 1))
    granted(ledger, "chen", on=date(2024, 5, 3), credential="nha/ccma")
    payment = {"body": "nha", "purpose": "renewal", "amount": "100", "currency": "USD"}
    ledger.record("payment-made", "chen", on=date(2024, 5, 4), data=payment)
    approved = {"title": "Course", "credits": "2", "unit": "ceu", "approved_by": ["nha", "aama"]}
    ledger.record("ce-completed", "chen", on=date(2024, 5, 2), data=approved)
    return ledger


def positions(facts: Iterator[Fact[Any]]) -> list[int]:
    return [fact.position for fact in facts]


def test_the_newest_fact_comes_first(clinic: Ledger) -> None:
    assert positions(clinic.log()) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({"holder": "reyes"}, [2, 1]),
        ({"kind": "credential-granted"}, [3, 1]),
        ({"body": "nha"}, [5, 4, 3]),
        ({"body": "aama"}, [5, 1]),
        ({"body": "amt"}, []),
        ({"since": date(2024, 5, 3)}, [4, 3, 1]),
        ({"through": date(2024, 5, 3)}, [5, 3, 2]),
        ({"since": date(2024, 5, 2), "through": date(2024, 5, 4)}, [5, 4, 3]),
        ({"holder": "chen", "kind": "credential-granted", "body": "nha"}, [3]),
    ],
)
def test_the_log_shows_only_what_is_asked_for(
    clinic: Ledger, only: dict[str, Any], expected: list[int]
) -> None:
    assert positions(clinic.log(**only)) == expected


def test_a_correction_names_the_bodies_of_its_replacement(clinic: Ledger) -> None:
    clinic.correct("reyes", 1, reason="number", changes={"number": "7"})
    again = {"on": date(2024, 5, 5), "data": {"credential": "amt/rma"}}
    clinic.correct("reyes", 3, reason="body", changes={"replacement": again})
    clinic.correct("reyes", 2, reason="never filed", void=True)
    assert positions(clinic.log(body="aama")) == [6, 5, 1]
    assert positions(clinic.log(body="amt")) == [7]
    assert [row.position for row in clinic.trail(only=TrailFilter(body="amt")).rows] == [7]


def test_facts_are_filed_under_the_day_they_were_recorded_with(clinic: Ledger) -> None:
    clinic.correct("reyes", 1, reason="postmark", on=date(2020, 1, 1))
    assert positions(clinic.log(since=date(2024, 5, 5), through=date(2024, 5, 5))) == [1]


def test_a_kind_that_is_not_one_is_refused_at_once(clinic: Ledger) -> None:
    with pytest.raises(BadInput, match="did you mean credential-granted"):
        clinic.log(kind="credential-grant")


def test_following_starts_after_a_position(clinic: Ledger) -> None:
    assert positions(islice(clinic.follow(2), 3)) == [3, 4, 5]


def test_following_from_the_start_shows_everything(clinic: Ledger) -> None:
    assert positions(islice(clinic.follow(0), 5)) == [1, 2, 3, 4, 5]


def test_following_from_now_shows_what_is_recorded_next(clinic: Ledger, path: object) -> None:
    following = clinic.follow(clinic.head())
    document(clinic)
    assert positions(islice(following, 1)) == [6]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({"holder": "chen"}, [3, 4]),
        ({"kind": "credential-granted"}, [1, 3]),
        ({"body": "nha"}, [3, 4]),
        ({"since": date(2024, 5, 4)}, [1, 4]),
        ({"through": date(2024, 5, 3)}, [2, 3]),
    ],
)
def test_following_shows_only_what_is_asked_for(
    clinic: Ledger, only: dict[str, Any], expected: list[int]
) -> None:
    assert positions(islice(clinic.follow(0, **only), 2)) == expected


def test_the_head_is_the_last_position(clinic: Ledger) -> None:
    assert clinic.head() == 5


def test_the_head_of_an_empty_ledger_is_0(ledger: Ledger) -> None:
    ledger.init()
    assert ledger.head() == 0


def test_holders_come_in_order_of_code_points(clinic: Ledger) -> None:
    document(clinic, holder="Zoe")
    assert list(clinic.holders()) == ["Zoe", "chen", "reyes"]


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("s15", ["s015"]),
        ("S0015", ["s015"]),
        ("s015", []),
        ("s16", []),
        ("s15.7", ["S15.07"]),
        ("REYES", ["Reyes"]),
        ("reyes", ["Reyes"]),
        ("Reyez", []),
        ("7" * 64, []),
        (".".join("7" * 32), []),
    ],
)
def test_ids_that_differ_by_capitals_or_zeros_are_alike(
    ledger: Ledger, given: str, known: list[str]
) -> None:
    for holder in ("s015", "S15.07", "Reyes"):
        document(ledger, holder=holder)
    assert ledger.alike(given) == known


def test_a_history_is_in_order_of_record(clinic: Ledger) -> None:
    kinds = [entry.fact.kind for entry in clinic.history("reyes")]
    assert kinds == ["credential-granted", "document-filed"]


def test_the_kind_of_a_version_is_told(clinic: Ledger) -> None:
    assert clinic.kind_of("reyes", 2) == "document-filed"


def test_a_version_that_is_not_there_has_no_kind(clinic: Ledger) -> None:
    with pytest.raises(BadInput, match="reyes has no fact with version 3"):
        clinic.kind_of("reyes", 3)


class TestName:
    @pytest.fixture
    def named(self, ledger: Ledger) -> Ledger:
        data = {"name": "Ana Reyes"}
        ledger.record("holder-enrolled", "reyes", on=date(2020, 1, 1), data=data)
        return ledger

    def test_a_name_is_that_of_the_enrolment(self, named: Ledger) -> None:
        assert named.name("reyes") == "Ana Reyes"

    def test_a_later_name_goes_before(self, named: Ledger) -> None:
        data = {"name": "Ana Wu"}
        named.record("holder-updated", "reyes", on=date(2021, 1, 1), data=data)
        assert named.name("reyes") == "Ana Wu"

    def test_a_name_of_an_earlier_day_does_not(self, named: Ledger) -> None:
        data = {"name": "Ana Wu"}
        named.record("holder-updated", "reyes", on=date(2019, 1, 1), data=data)
        assert named.name("reyes") == "Ana Reyes"

    def test_an_update_without_a_name_leaves_it(self, named: Ledger) -> None:
        data = {"email": "ana@example.org"}
        named.record("holder-updated", "reyes", on=date(2021, 1, 1), data=data)
        assert named.name("reyes") == "Ana Reyes"

    def test_a_name_that_is_void_is_none(self, named: Ledger) -> None:
        named.correct("reyes", 1, reason="another person", void=True)
        assert named.name("reyes") is None


def test_plugins_and_rules_can_be_read_without_a_ledger(ledger: Ledger, path: object) -> None:
    assert [report.name for report in ledger.plugins()] == ["aama", "nha"]
    assert "R-TOTAL" in {rule.id for rule in ledger.rules(CMA)}
