"""`Ledger.census`: every holder's answer, in order of code points."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import BadInput, Ledger
from ledger.judging.findings import NO, YES
from ledger.judging.judgement import Status
from ledger.questions.census import CensusRow
from tests.ledger.clinic import CMA, EXPIRY, GRANTED, document, granted
from tests.store.clock import Clock


@pytest.fixture
def clinic(ledger: Ledger, clock: Clock) -> Ledger:
    """Ada is certified (recorded on the 3rd of May), Ben's certificate expired (recorded on the
    4th), Cy is somebody else (recorded on the 5th)."""
    clock.set("2024-05-03T12:00:00+00:00")
    granted(ledger, "ada", on=date(2022, 1, 10))
    clock.set("2024-05-04T12:00:00+00:00")
    granted(ledger, "ben", on=date(2014, 1, 10))
    clock.set("2024-05-05T12:00:00+00:00")
    document(ledger, holder="cy")
    return ledger


ON = date(2024, 6, 1)


def test_a_census_has_a_row_for_every_holder(clinic: Ledger) -> None:
    assert list(clinic.census(CMA, on=ON)) == [
        CensusRow(
            "ada",
            Status.CURRENT,
            date(2027, 1, 31),
            {"exam": NO, "recertify-ce": NO, "recertify-exam": YES, "use-title": YES},
        ),
        CensusRow(
            "ben",
            Status.EXPIRED,
            date(2019, 1, 31),
            {"exam": NO, "recertify-ce": NO, "recertify-exam": YES, "use-title": NO},
        ),
        CensusRow(
            "cy",
            Status.NONE,
            None,
            {"exam": NO, "recertify-ce": NO, "recertify-exam": NO, "use-title": NO},
        ),
    ]


def test_holders_stand_in_order_of_code_points(ledger: Ledger) -> None:
    for holder in ("b", "a_1", "Z", "a", "10", "a.1", "9", "a-1", "B", "_", "a1", "-"):
        document(ledger, holder=holder)
    # - 2D, . 2E, digits 30, capitals 41, _ 5F, small letters 61
    assert [row.holder for row in ledger.census(CMA)] == [
        "-",
        "10",
        "9",
        "B",
        "Z",
        "_",
        "a",
        "a-1",
        "a.1",
        "a1",
        "a_1",
        "b",
    ]


@pytest.mark.parametrize(
    ("status", "holders"),
    [("current", ["ada"]), ("expired", ["ben"]), (Status.NONE, ["cy"]), ("revoked", [])],
)
def test_a_status_keeps_the_holders_who_have_it(
    clinic: Ledger, status: str, holders: list[str]
) -> None:
    assert [row.holder for row in clinic.census(CMA, on=ON, status=status)] == holders


def test_a_status_there_is_not_is_refused(clinic: Ledger) -> None:
    with pytest.raises(BadInput):
        clinic.census(CMA, status="curent")


def test_one_pathway_is_shown_alone(clinic: Ledger) -> None:
    rows = clinic.census(CMA, on=ON, pathway="use-title")
    assert [row.pathways for row in rows] == [
        {"use-title": YES},
        {"use-title": NO},
        {"use-title": NO},
    ]


@pytest.mark.parametrize(
    ("day", "holders"),
    [(2, []), (3, ["ada"]), (4, ["ada", "ben"]), (5, ["ada", "ben", "cy"])],
)
def test_holders_with_no_fact_known_yet_are_left_out(
    clinic: Ledger, day: int, holders: list[str]
) -> None:
    rows = clinic.census(CMA, known_at=date(2024, 5, day))
    assert [row.holder for row in rows] == holders


def test_a_row_shows_what_was_known(clinic: Ledger, clock: Clock) -> None:
    clock.set("2024-05-06T12:00:00+00:00")
    clinic.correct("ada", 1, reason="another person", void=True)
    statuses = [
        next(iter(clinic.census(CMA, on=ON, known_at=date(2024, 5, day)))).status for day in (5, 6)
    ]
    assert statuses == ["current", "none"]


def test_a_holder_whose_facts_are_all_void_is_counted(clinic: Ledger) -> None:
    clinic.correct("cy", 1, reason="another person", void=True)
    assert [row.holder for row in clinic.census(CMA, on=ON, status="none")] == ["cy"]


def test_a_row_agrees_with_the_verdict(clinic: Ledger) -> None:
    for row in clinic.census(CMA, on=EXPIRY):
        verdict = clinic.eligible(row.holder, CMA, on=EXPIRY)
        answers = {code: found.answer for code, found in verdict.pathways.items()}
        assert (row.status, row.expires_on, row.pathways) == (
            verdict.status,
            verdict.expires_on,
            answers,
        )


def test_an_empty_ledger_has_an_empty_census(ledger: Ledger) -> None:
    ledger.init()
    assert list(ledger.census(CMA)) == []


def test_an_unknown_credential_is_refused_at_once(clinic: Ledger) -> None:
    with pytest.raises(BadInput, match="did you mean aama/cma"):
        clinic.census("aama/cna")


def test_an_unknown_pathway_is_refused_at_once(clinic: Ledger) -> None:
    with pytest.raises(BadInput, match="aama/cma has no pathway “renew”"):
        clinic.census(CMA, pathway="renew")


def test_another_body_judges_the_same_holders(clinic: Ledger) -> None:
    statuses = [row.status for row in clinic.census("nha/ccma", on=GRANTED)]
    assert statuses == ["none", "none", "none"]
