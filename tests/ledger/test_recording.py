"""Recording a fact, and recording it twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import BadInput, Conflict, Ledger
from ledger.facts.fact import Fact
from ledger.recording import Fate, Recorded
from ledger.store.application import FactLog
from tests.store.facts import plain

ON = date(2024, 5, 1)


def card(ledger: Ledger, ref: str | None, **changed: object) -> Recorded:
    """Records a CPR card with a ref."""
    data = {"document": "cpr-card", "issuer": "AHA", **changed}
    return ledger.record("document-filed", "reyes", on=ON, data=data, ref=ref)


def versions(ledger: Ledger) -> list[int]:
    return [entry.fact.version for entry in ledger.history("reyes")]


def test_a_recorded_fact_is_new(ledger: Ledger) -> None:
    assert card(ledger, None).fate is Fate.NEW


def test_a_recorded_fact_has_its_place(ledger: Ledger) -> None:
    ledger.record("document-filed", "chen", on=ON, data={"document": "x"})
    fact = card(ledger, None).fact
    assert (fact.holder, fact.version, fact.position) == ("reyes", 1, 2)


def test_a_recorded_fact_is_returned_as_it_reads_later(ledger: Ledger) -> None:
    assert card(ledger, "A-1").fact == ledger.history("reyes")[0].fact


def test_a_fact_that_is_written_is_never_said_to_be_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program takes the file just after the fact is written."""
    append = FactLog.append
    with (
        Ledger.open(path, recorded_by="tester", patience=0.05) as ledger,
        plain(path) as other,
    ):
        ledger.init()

        def locked(log: FactLog, facts: Sequence[Fact[Any]]) -> Any:
            written = append(log, facts)
            other.execute("BEGIN EXCLUSIVE")
            return written

        monkeypatch.setattr(FactLog, "append", locked)
        assert card(ledger, None).fact.position == 1


def test_what_was_given_is_read_back(ledger: Ledger) -> None:
    ledger.record(
        "ce-completed",
        "reyes",
        on=ON,
        data={"title": "Phlebotomie für Fortgeschrittene", "credits": "2.50", "unit": "ceu"},
        ref="AB-1",
        source="https://example.org/1",
    )
    fact = ledger.history("reyes")[0].fact
    assert (
        fact.kind,
        fact.on,
        fact.recorded_by,
        fact.source,
        fact.ref,
        fact.data.title,
        str(fact.data.credits),
    ) == (
        "ce-completed",
        ON,
        "tester",
        "https://example.org/1",
        "AB-1",
        "Phlebotomie für Fortgeschrittene",
        "2.50",
    )


def test_without_a_ref_the_same_fact_is_recorded_twice(ledger: Ledger) -> None:
    card(ledger, None)
    assert (card(ledger, None).fate, versions(ledger)) == (Fate.NEW, [1, 2])


def test_with_the_same_ref_the_same_fact_is_a_duplicate(ledger: Ledger) -> None:
    card(ledger, "A-1")
    assert card(ledger, "A-1").fate is Fate.DUPLICATE


def test_a_duplicate_says_where_the_fact_is(ledger: Ledger) -> None:
    ledger.record("document-filed", "chen", on=ON, data={"document": "x"})
    card(ledger, "A-1")
    fact = card(ledger, "A-1").fact
    assert (fact.version, fact.position) == (1, 2)


def test_a_duplicate_is_not_written(ledger: Ledger) -> None:
    card(ledger, "A-1")
    card(ledger, "A-1")
    assert versions(ledger) == [1]


def test_the_source_is_no_part_of_the_content(ledger: Ledger) -> None:
    data = {"document": "cpr-card"}
    ledger.record("document-filed", "reyes", on=ON, data=data, ref="A-1", source="mail")
    again = ledger.record("document-filed", "reyes", on=ON, data=data, ref="A-1", source="fax")
    assert again.fate is Fate.DUPLICATE


def test_the_ref_of_another_holder_means_nothing(ledger: Ledger) -> None:
    card(ledger, "A-1")
    other = ledger.record("document-filed", "chen", on=ON, data={"document": "x"}, ref="A-1")
    assert other.fate is Fate.NEW


def test_the_ref_of_another_kind_means_nothing(ledger: Ledger) -> None:
    card(ledger, "A-1")
    data = {"credential": "aama/cma"}
    assert ledger.record("renewal-submitted", "reyes", on=ON, data=data, ref="A-1").fate is Fate.NEW


def test_the_same_ref_with_other_data_is_a_conflict(ledger: Ledger) -> None:
    card(ledger, "A-1")
    with pytest.raises(Conflict, match="already recorded as version 1 with other content"):
        card(ledger, "A-1", issuer="Red Cross")


def test_the_same_ref_on_another_day_is_a_conflict(ledger: Ledger) -> None:
    card(ledger, "A-1")
    with pytest.raises(Conflict):
        ledger.record(
            "document-filed",
            "reyes",
            on=date(2024, 5, 2),
            data={"document": "cpr-card", "issuer": "AHA"},
            ref="A-1",
        )


def test_a_conflict_names_the_field(ledger: Ledger) -> None:
    card(ledger, "A-1")
    with pytest.raises(Conflict) as caught:
        card(ledger, "A-1", issuer="Red Cross")
    assert caught.value.field == "ref"


def test_a_conflict_writes_nothing(ledger: Ledger) -> None:
    card(ledger, "A-1")
    with pytest.raises(Conflict):
        card(ledger, "A-1", issuer="Red Cross")
    assert ledger.head() == 1


class TestAfterCorrection:
    """The ref of a fact that was void or corrected."""

    def test_the_ref_of_a_void_fact_is_free(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        assert card(ledger, "A-1", issuer="Red Cross").fact.version == 3

    def test_the_same_content_is_new_after_the_fact_is_void(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        assert card(ledger, "A-1").fate is Fate.NEW

    def test_the_ref_is_taken_again_once_it_was_recorded_again(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        card(ledger, "A-1", issuer="Red Cross")
        with pytest.raises(Conflict, match="as version 3"):
            card(ledger, "A-1")

    def test_the_ref_is_taken_again_once_the_voiding_is_void(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        ledger.correct("reyes", 2, reason="it was", void=True)
        with pytest.raises(Conflict, match="as version 1"):
            card(ledger, "A-1", issuer="Red Cross")

    def test_of_two_that_stand_with_one_ref_either_is_a_duplicate(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="never filed", void=True)
        card(ledger, "A-1", issuer="Red Cross")
        ledger.correct("reyes", 2, reason="it was", void=True)
        assert card(ledger, "A-1").fact.version == 1
        assert card(ledger, "A-1", issuer="Red Cross").fact.version == 3
        with pytest.raises(Conflict, match="as version 1"):
            card(ledger, "A-1", issuer="ASHI")

    def test_the_content_as_corrected_is_a_duplicate(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="typo", changes={"issuer": "Red Cross"})
        assert card(ledger, "A-1", issuer="Red Cross").fate is Fate.DUPLICATE

    def test_the_content_as_it_was_recorded_stays_a_duplicate(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="typo", changes={"issuer": "Red Cross"})
        assert card(ledger, "A-1").fate is Fate.DUPLICATE

    def test_any_other_content_is_a_conflict(self, ledger: Ledger) -> None:
        card(ledger, "A-1")
        ledger.correct("reyes", 1, reason="typo", changes={"issuer": "Red Cross"})
        with pytest.raises(Conflict):
            card(ledger, "A-1", issuer="ASHI")


def test_an_unknown_kind_is_refused_with_the_nearest_one(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="did you mean document-filed"):
        ledger.record("document-file", "reyes", on=ON, data={"document": "x"})


def test_a_field_that_is_not_right_is_named(ledger: Ledger) -> None:
    with pytest.raises(BadInput) as caught:
        ledger.record("document-filed", "reyes", on=ON, data={"document": "x", "expires_on": "5/1"})
    assert caught.value.field == "expires_on"


def test_a_holder_that_is_not_right_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="is not a holder id: 1 to 64 of"):
        ledger.record("document-filed", "María", on=ON, data={"document": "x"})


def test_a_refused_fact_does_not_make_a_ledger(ledger: Ledger, path: Path) -> None:
    with pytest.raises(BadInput):
        ledger.record("document-filed", "reyes", on=ON, data={})
    assert not path.exists()


def test_a_refund_of_what_is_no_payment_is_refused(ledger: Ledger) -> None:
    card(ledger, None)
    with pytest.raises(BadInput, match="version 1 is not an earlier payment-made"):
        ledger.record("payment-refunded", "reyes", on=ON, data={"payment": 1})


def test_a_fact_too_large_to_keep_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="at most 65,536 are kept"):
        card(ledger, None, issuer="x" * 65_536)


def test_the_largest_fact_is_kept(ledger: Ledger) -> None:
    # 1 array of 7, 1 schema, 7 tester, 2 absent, 9 cpr-card, 3 + n issuer (16-bit length), 1 absent
    card(ledger, None, issuer="x" * (65_536 - 24))
    assert ledger.head() == 1


def test_who_records_is_taken_from_the_environment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_RECORDED_BY", "front desk")
    with Ledger.open(path) as ledger:
        assert card(ledger, None).fact.recorded_by == "front desk"


def test_who_records_is_else_the_user(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGER_RECORDED_BY", raising=False)
    monkeypatch.setenv("LOGNAME", "adele")
    with Ledger.open(path) as ledger:
        assert card(ledger, None).fact.recorded_by == "adele"
