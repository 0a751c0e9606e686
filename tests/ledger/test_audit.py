"""`Ledger.audit`: what does not fit is found, and what only looks like it is not."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import Ledger
from ledger.questions.audit import AuditFinding, AuditKind
from tests.ledger.clinic import CMA, EXPIRY, course, document, granted, renewed

RENEWED = date(2024, 6, 1)


def found(ledger: Ledger) -> list[tuple[str, tuple[int, ...]]]:
    """Kind and versions of everything that does not fit."""
    return [(finding.kind, finding.facts) for finding in ledger.audit("reyes")]


def only(ledger: Ledger) -> AuditFinding:
    """The one thing that does not fit."""
    (finding,) = ledger.audit("reyes")
    return finding


def test_nothing_is_found_where_everything_fits(ledger: Ledger) -> None:
    granted(ledger)
    document(ledger)
    assert found(ledger) == []


class TestRenewal:
    """A renewal that was granted without what its route asks for."""

    def test_a_renewal_by_continuing_education_without_points_is_found(
        self, ledger: Ledger
    ) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        assert found(ledger) == [("renewal-without-requirements", (2,))]

    def test_the_finding_says_what_was_not_met(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        finding = only(ledger)
        assert finding.text.startswith("renewed on 2024-06-01, but did not meet the requirements: ")
        assert "R-TOTAL 0 of 60 points" in finding.text

    def test_the_finding_says_whom_and_what_and_when_it_is_about(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        finding = only(ledger)
        assert (finding.holder, finding.credential, finding.on) == ("reyes", CMA, RENEWED)

    def test_a_renewal_with_the_points_is_not(self, ledger: Ledger) -> None:
        granted(ledger)
        course(ledger, on=date(2023, 1, 10))
        renewed(ledger, on=RENEWED, route="ce")
        assert found(ledger) == []

    def test_a_renewal_with_points_of_the_same_day_is_not(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        course(ledger, on=RENEWED)
        assert found(ledger) == []

    def test_a_renewal_with_points_of_the_day_after_is_found(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        course(ledger, on=date(2024, 6, 2))
        assert found(ledger) == [("renewal-without-requirements", (2,))]

    def test_a_renewal_one_point_short_is_found(self, ledger: Ledger) -> None:
        granted(ledger)
        course(ledger, on=date(2023, 1, 10), credits="59")
        renewed(ledger, on=RENEWED, route="ce")
        assert "R-TOTAL 59 of 60 points: 1 missing" in only(ledger).text

    @pytest.mark.parametrize(
        ("on", "versions"), [(date(2024, 10, 31), []), (date(2024, 11, 1), [(3,)])]
    )
    def test_a_renewal_is_found_from_the_day_after_the_last_filing_day(
        self, ledger: Ledger, on: date, versions: list[tuple[int, ...]]
    ) -> None:
        granted(ledger)
        course(ledger, on=date(2023, 1, 10))
        renewed(ledger, on=on, route="ce")
        assert [facts for _, facts in found(ledger)] == versions

    def test_a_renewal_by_another_route_needs_no_points(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="exam")
        assert found(ledger) == []

    def test_a_renewal_without_a_route_may_rest_on_any(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED)
        assert found(ledger) == []

    def test_a_renewal_of_what_was_never_granted_is_found(self, ledger: Ledger) -> None:
        renewed(ledger, on=RENEWED)
        assert found(ledger) == [("renewal-without-requirements", (1,))]

    def test_a_renewal_that_cannot_be_judged_says_so(self, ledger: Ledger) -> None:
        granted(ledger, on=date(2008, 1, 10))  # nobody publishes when awards of then expired
        course(ledger, on=date(2009, 1, 10))
        renewed(ledger, on=date(2010, 2, 1), route="ce")
        assert "but cannot be determined to have met the requirements" in only(ledger).text

    def test_a_renewal_that_is_void_is_not_found(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        ledger.correct("reyes", 2, reason="another person", void=True)
        assert found(ledger) == []

    def test_a_renewal_is_judged_by_points_recorded_later(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="ce")
        course(ledger, on=date(2023, 1, 10))
        assert found(ledger) == []

    def test_a_renewal_of_a_body_that_is_not_installed_is_passed_over(self, ledger: Ledger) -> None:
        renewed(ledger, on=RENEWED, credential="amt/rma")
        assert found(ledger) == []


class TestPrinted:
    """An expiry on a certificate that differs from what the rules give."""

    @pytest.mark.parametrize("printed", [date(2024, 7, 30), date(2024, 8, 31)])
    def test_another_expiry_is_found(self, ledger: Ledger, printed: date) -> None:
        granted(ledger, expires_on=printed)
        finding = only(ledger)
        assert (finding.kind, finding.facts, finding.text) == (
            AuditKind.PRINTED,
            (1,),
            f"the expiry printed is {printed}; the rules give 2024-07-31",
        )

    def test_the_expiry_the_rules_give_is_not(self, ledger: Ledger) -> None:
        granted(ledger, expires_on=EXPIRY)
        assert found(ledger) == []

    def test_a_certificate_without_an_expiry_is_not(self, ledger: Ledger) -> None:
        granted(ledger)
        assert found(ledger) == []

    def test_another_expiry_of_a_renewal_is_found(self, ledger: Ledger) -> None:
        granted(ledger)
        renewed(ledger, on=RENEWED, route="exam", expires_on=date(2029, 6, 1))
        assert only(ledger).text == "the expiry printed is 2029-06-01; the rules give 2029-06-30"

    def test_the_expiry_of_before_the_epidemic_moved_it_is_not(self, ledger: Ledger) -> None:
        # Sixty months from March 2015 end on 2020-03-31, which AAMA moved to 2020-08-31.
        granted(ledger, on=date(2015, 3, 10), expires_on=date(2020, 3, 31))
        assert found(ledger) == []

    def test_the_expiry_the_epidemic_moved_it_to_is_not(self, ledger: Ledger) -> None:
        granted(ledger, on=date(2015, 3, 10), expires_on=date(2020, 8, 31))
        assert found(ledger) == []

    def test_an_expiry_the_epidemic_moved_it_to_and_that_did_not_stay_is_found(
        self, ledger: Ledger
    ) -> None:
        granted(ledger, on=date(2015, 3, 10), expires_on=date(2020, 6, 30))
        assert only(ledger).text == "the expiry printed is 2020-06-30; the rules give 2020-08-31"

    def test_an_expiry_nobody_else_knows_is_not(self, ledger: Ledger) -> None:
        granted(ledger, on=date(2008, 1, 10), expires_on=date(2013, 1, 31))
        assert found(ledger) == []

    def test_an_expiry_that_was_corrected_is_not(self, ledger: Ledger) -> None:
        granted(ledger, expires_on=date(2024, 7, 13))
        ledger.correct("reyes", 1, reason="digits", changes={"expires_on": "2024-07-31"})
        assert found(ledger) == []
