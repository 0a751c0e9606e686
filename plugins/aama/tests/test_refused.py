"""What looks as if it should count and does not is named, with the criterion it fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from ledger_aama import AAMA

from ledger.plugin import Finding
from ledger.testing import Case, history_of

Table = Mapping[str, Any]


def finding(id_: str, pathway: str, on: date, *facts: Table) -> Finding:
    """A finding of a pathway for somebody with these facts."""
    case = Case(AAMA.credentials["cma"], history_of(facts, credential="aama/cma"))
    tree = case.verdict(on).pathways[pathway].finding
    return next(found for found in tree.walk() if found.id == id_)


def refused(found: Finding) -> list[tuple[int, str]]:
    return [(one.fact.version, one.why) for one in found.refused]


def program(on: str = "2020-06-01", **data: Any) -> Table:
    """A program that was completed."""
    return {"kind": "education-completed", "on": on, "program": "Medical assisting", **data}


@pytest.mark.parametrize(
    ("data", "text", "why"),
    [
        (
            {"accreditor": "CAAHEP", "accredited_on": "2023-06-02"},
            "no program was accredited in time",
            "accredited on 2023-06-02, more than 36 months after completion",
        ),
        (
            {"accreditor": "ACCSC"},
            "no accredited program is completed",
            "ACCSC is none of CAAHEP, ABHES",
        ),
        ({}, "no accredited program is completed", "no accreditor is on record"),
    ],
)
def test_a_program_that_is_not_accredited_as_it_has_to_be(
    data: dict[str, Any], text: str, why: str
) -> None:
    found = finding("A-EDU", "exam", date(2023, 7, 1), program(**data))
    assert (str(found.answer), found.text, refused(found)) == ("no", text, [(1, why)])


def test_a_program_that_was_accredited_36_months_later_is_not_refused() -> None:
    late = program(accreditor="CAAHEP", accredited_on="2023-06-01")
    found = finding("A-EDU", "exam", date(2023, 7, 1), late)
    assert (str(found.answer), refused(found)) == ("yes", [])
    before = finding("A-EDU", "exam", date(2023, 5, 31), late)
    assert (str(before.answer), refused(before)) == ("no", [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "its hours are not on record; 560 are needed"),
        ({"hours": "559"}, "559 of 560 hours"),
        ({"hours": "560", "practicum_hours": "160"}, "recognized by none of USDE, CHEA"),
        (
            {"hours": "560", "recognized_by": "USDE", "practicum_hours": "159.5"},
            "159.5 of 160 practicum hours, and fewer than 1000 hours of work started after "
            "completion",
        ),
    ],
)
def test_a_program_that_does_not_meet_the_alternative_pathway(
    data: dict[str, Any], why: str
) -> None:
    found = finding("X-EDU-ALTERNATIVE", "exam", date(2021, 7, 1), program(**data))
    assert (str(found.answer), refused(found)) == ("no", [(1, why)])


def test_an_accredited_program_does_not_look_like_the_alternative() -> None:
    found = finding("X-EDU-ALTERNATIVE", "exam", date(2021, 7, 1), program(accreditor="ABHES"))
    assert refused(found) == []


def test_a_card_that_is_not_valid_any_more() -> None:
    granted = {"kind": "credential-granted", "on": "2008-05-15", "expires_on": "2013-05-31"}
    card = {"kind": "document-filed", "on": "2010-02-01", "document": "cpr-card"}
    over = {**card, "expires_on": "2012-01-31"}
    other = {**card, "document": "diploma"}
    found = finding("R-CPR", "recertify-ce", date(2013, 5, 1), granted, over, card, other)
    assert refused(found) == [(2, "expired on 2012-01-31"), (3, "the card shows no expiry")]
