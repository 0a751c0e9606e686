"""`Ledger.audit`: what a registry showed, and facts that stand twice."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import BadInput, Ledger
from tests.ledger.clinic import CMA, EXPIRY, document, granted
from tests.store.clock import Clock

ON = date(2024, 6, 1)


def observed(
    ledger: Ledger,
    status: str,
    *,
    on: date = ON,
    expires_on: date | None = None,
    credential: str = CMA,
) -> None:
    data = {"credential": credential, "status": status, "expires_on": expires_on}
    ledger.record("status-observed", "reyes", on=on, data=data)


def texts(ledger: Ledger) -> list[str]:
    return [finding.text for finding in ledger.audit("reyes")]


def found(ledger: Ledger) -> list[tuple[str, tuple[int, ...]]]:
    return [(finding.kind, finding.facts) for finding in ledger.audit("reyes")]


class TestObserved:
    """Certified on 2019-07-15 and through 2024-07-31, and what a registry showed."""

    @pytest.fixture
    def reyes(self, ledger: Ledger) -> Ledger:
        granted(ledger)
        return ledger

    def test_another_status_is_found(self, reyes: Ledger) -> None:
        observed(reyes, "expired")
        assert found(reyes) == [("observed-status-differs", (2,))]

    def test_both_statuses_are_told(self, reyes: Ledger) -> None:
        observed(reyes, "expired")
        assert texts(reyes) == ["a registry showed status expired, ours is current"]

    def test_the_same_status_is_not_found(self, reyes: Ledger) -> None:
        observed(reyes, "current")
        assert found(reyes) == []

    @pytest.mark.parametrize("status", ["Current", "CURRENT", " current "])
    def test_the_same_status_in_other_letters_is_not_found(
        self, reyes: Ledger, status: str
    ) -> None:
        observed(reyes, status)
        assert found(reyes) == []

    def test_the_day_it_was_observed_counts(self, reyes: Ledger) -> None:
        observed(reyes, "expired", on=date(2024, 8, 1))
        observed(reyes, "none", on=date(2019, 7, 14))
        assert found(reyes) == []

    def test_another_expiry_is_found(self, reyes: Ledger) -> None:
        observed(reyes, "current", expires_on=date(2024, 7, 15))
        assert texts(reyes) == ["a registry showed expiry 2024-07-15, ours is 2024-07-31"]

    def test_the_same_expiry_is_not_found(self, reyes: Ledger) -> None:
        observed(reyes, "current", expires_on=EXPIRY)
        assert found(reyes) == []

    def test_another_status_and_expiry_are_one_finding(self, reyes: Ledger) -> None:
        observed(reyes, "expired", expires_on=date(2024, 5, 31))
        assert texts(reyes) == [
            "a registry showed status expired, ours is current and expiry 2024-05-31, ours is "
            "2024-07-31"
        ]

    def test_an_expiry_where_we_have_none_is_found(self, reyes: Ledger) -> None:
        observed(reyes, "none", on=date(2019, 7, 1), expires_on=EXPIRY)
        assert texts(reyes) == ["a registry showed expiry 2024-07-31, ours is none"]

    def test_a_sanction_is_part_of_our_status(self, reyes: Ledger) -> None:
        data = {"credential": CMA, "sanction": "suspension"}
        reyes.record("sanction-imposed", "reyes", on=date(2024, 5, 1), data=data)
        observed(reyes, "suspended")
        assert found(reyes) == []

    def test_a_correction_of_ours_settles_it(self, reyes: Ledger) -> None:
        observed(reyes, "none")
        reyes.correct("reyes", 1, reason="another person", void=True)
        assert found(reyes) == []

    def test_a_credential_of_a_body_that_is_not_installed_is_passed_over(
        self, reyes: Ledger
    ) -> None:
        observed(reyes, "whatever", credential="amt/rma")
        assert found(reyes) == []


def card(ledger: Ledger, *, name: str = "card", ref: str | None = None, on: date = ON) -> None:
    ledger.record("document-filed", "reyes", on=on, data={"document": name}, ref=ref)


class TestDuplicates:
    def test_the_same_fact_twice_is_found(self, ledger: Ledger) -> None:
        card(ledger)
        card(ledger)
        assert found(ledger) == [("duplicate", (1, 2))]

    def test_the_finding_says_which(self, ledger: Ledger) -> None:
        card(ledger)
        card(ledger, name="other")
        card(ledger)
        card(ledger)
        assert texts(ledger) == [
            "document-filed of 2024-06-01 stands 3 times with the same content (versions 1, 3, 4)"
        ]

    def test_the_same_fact_with_two_refs_is_found(self, ledger: Ledger) -> None:
        card(ledger, ref="A-1")
        card(ledger, ref="A-2")
        assert found(ledger) == [("duplicate", (1, 2))]

    def test_the_same_on_another_day_is_not(self, ledger: Ledger) -> None:
        card(ledger)
        card(ledger, on=date(2024, 6, 2))
        assert found(ledger) == []

    def test_one_with_more_in_it_is_not(self, ledger: Ledger) -> None:
        card(ledger)
        data = {"document": "card", "issuer": "AHA"}
        ledger.record("document-filed", "reyes", on=ON, data=data)
        assert found(ledger) == []

    def test_the_same_of_another_holder_is_not(self, ledger: Ledger) -> None:
        card(ledger)
        document(ledger, "card", holder="chen", on=ON)
        assert found(ledger) == []

    def test_the_same_of_which_one_is_void_is_not(self, ledger: Ledger) -> None:
        card(ledger)
        card(ledger)
        ledger.correct("reyes", 1, reason="twice", void=True)
        assert found(ledger) == []

    def test_a_fact_that_a_correction_made_the_same_is_found(self, ledger: Ledger) -> None:
        card(ledger)
        card(ledger, name="crad")
        ledger.correct("reyes", 2, reason="typo", changes={"document": "card"})
        assert found(ledger) == [("duplicate", (1, 2))]

    def test_two_corrections_that_say_the_same_are_not(self, ledger: Ledger) -> None:
        card(ledger)
        replacement = {"on": ON, "data": {"document": "card"}}
        data = {"corrects": 1, "reason": "typo", "replacement": replacement}
        for _ in range(2):
            ledger.record("fact-corrected", "reyes", on=ON, data=data)
        assert found(ledger) == []

    def test_a_ref_that_stands_twice_is_found(self, ledger: Ledger) -> None:
        card(ledger, ref="A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        card(ledger, name="other", ref="A-1")
        ledger.correct("reyes", 2, reason="it was", void=True)
        assert texts(ledger) == [
            "document-filed of 2024-06-01 stands 2 times with the same ref (versions 1, 3)"
        ]

    def test_the_same_content_and_ref_are_one_finding(self, ledger: Ledger) -> None:
        card(ledger, ref="A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        card(ledger, ref="A-1")
        ledger.correct("reyes", 2, reason="it was", void=True)
        assert found(ledger) == [("duplicate", (1, 3))]

    def test_a_ref_of_another_kind_is_not(self, ledger: Ledger) -> None:
        card(ledger, ref="A-1")
        data = {"credential": CMA}
        ledger.record("renewal-submitted", "reyes", on=ON, data=data, ref="A-1")
        assert found(ledger) == []


class TestWhose:
    def test_without_a_holder_everybody_is_audited(self, ledger: Ledger) -> None:
        for holder in ("reyes", "chen"):
            document(ledger, holder=holder)
            document(ledger, holder=holder)
        assert [finding.holder for finding in ledger.audit()] == ["chen", "reyes"]

    def test_with_a_holder_nobody_else_is(self, ledger: Ledger) -> None:
        for holder in ("reyes", "chen"):
            document(ledger, holder=holder)
            document(ledger, holder=holder)
        assert [finding.holder for finding in ledger.audit("reyes")] == ["reyes"]

    def test_an_unknown_holder_is_refused(self, ledger: Ledger) -> None:
        document(ledger)
        with pytest.raises(BadInput, match="no holder “reyez”"):
            list(ledger.audit("reyez"))

    def test_the_latest_knowledge_is_audited(self, ledger: Ledger, clock: Clock) -> None:
        clock.set("2030-01-01T00:00:00+00:00")
        document(ledger)
        document(ledger)
        assert found(ledger) == [("duplicate", (1, 2))]
