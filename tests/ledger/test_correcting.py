"""Corrections: a fact is void or was different, and corrections can be corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.facts.fact import Fact
from ledger.facts.jsonl import shown
from ledger.questions.history import Entry, State
from ledger.store.application import FactLog
from tests.ledger.clinic import course

ON = date(2024, 5, 1)


@pytest.fixture
def carded(ledger: Ledger) -> Ledger:
    """A ledger in which reyes filed a card of AHA on 2024-05-01 (version 1)."""
    data = {"document": "cpr-card", "issuer": "AHA", "expires_on": "2026-05-01"}
    ledger.record("document-filed", "reyes", on=ON, data=data, ref="A-1", source="mail")
    return ledger


def entry(ledger: Ledger, version: int = 1) -> Entry:
    return ledger.history("reyes")[version - 1]


def standing(ledger: Ledger, version: int = 1) -> Any:
    """The fact as it stands; it must."""
    found = entry(ledger, version).standing
    assert found is not None
    return found


class TestVoid:
    def test_a_void_fact_does_not_stand(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="never filed", void=True)
        assert (entry(carded).state, entry(carded).standing) == (State.VOID, None)

    def test_a_void_fact_is_still_on_record(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="never filed", void=True)
        assert entry(carded).fact.data.issuer == "AHA"

    def test_a_void_fact_says_by_which_version(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="never filed", void=True)
        assert entry(carded).corrected_by == 2

    def test_the_correction_is_a_fact_with_its_reason(self, carded: Ledger) -> None:
        fact = carded.correct("reyes", 1, reason="never filed", void=True).fact
        assert (fact.kind, fact.version, shown(fact.data)) == (
            "fact-corrected",
            2,
            {"corrects": 1, "reason": "never filed"},
        )

    def test_a_fact_can_be_corrected_after_it_was_void(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="never filed", void=True)
        carded.correct("reyes", 1, reason="it was, by the Red Cross", changes={"issuer": "ARC"})
        assert (standing(carded).data.issuer, entry(carded).corrected_by) == ("ARC", 3)


class TestChanges:
    def test_a_change_is_what_stands(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        assert standing(carded).data.issuer == "ARC"

    def test_fields_that_are_not_changed_stay(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        data = standing(carded).data
        assert (data.document, data.expires_on) == ("cpr-card", date(2026, 5, 1))

    def test_kind_ref_source_and_place_stay(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        fact = standing(carded)
        assert (fact.kind, fact.ref, fact.source, fact.version, fact.position) == (
            "document-filed",
            "A-1",
            "mail",
            1,
            1,
        )

    def test_a_field_changed_to_none_is_absent(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="no expiry", changes={"expires_on": None})
        assert shown(standing(carded).data) == {"document": "cpr-card", "issuer": "AHA"}

    def test_a_required_field_cannot_be_absent(self, carded: Ledger) -> None:
        with pytest.raises(BadInput) as caught:
            carded.correct("reyes", 1, reason="?", changes={"document": None})
        assert caught.value.field == "replacement.document"

    def test_the_day_can_change_alone(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="postmark", on=date(2024, 4, 29))
        fact = standing(carded)
        assert (fact.on, fact.data.issuer) == (date(2024, 4, 29), "AHA")

    def test_the_day_stays_when_only_fields_change(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        assert standing(carded).on == ON

    def test_what_was_recorded_is_still_on_record(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", on=date(2024, 4, 29))
        assert (entry(carded).state, entry(carded).fact.on) == (State.CORRECTED, ON)

    def test_a_second_change_builds_on_the_first(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        carded.correct("reyes", 1, reason="postmark", on=date(2024, 4, 29))
        fact = standing(carded)
        assert (fact.on, fact.data.issuer, entry(carded).corrected_by) == (
            date(2024, 4, 29),
            "ARC",
            3,
        )

    @pytest.mark.parametrize(
        "same",
        [
            {"on": ON},
            {"changes": {"issuer": "AHA"}},
            {"changes": {"expires_on": date(2026, 5, 1)}},
            {"on": ON, "changes": {"issuer": "AHA", "expires_on": "2026-05-01"}},
        ],
    )
    def test_a_change_that_changes_nothing_is_refused(
        self, carded: Ledger, same: dict[str, Any]
    ) -> None:
        with pytest.raises(BadInput, match=r"^this changes nothing: version 1 of reyes stands so"):
            carded.correct("reyes", 1, reason="typo", **same)
        assert carded.head() == 1

    def test_what_stands_is_what_a_change_is_held_against(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "Red Cross"})
        carded.correct("reyes", 1, reason="no typo", changes={"issuer": "AHA"})
        with pytest.raises(BadInput, match="changes nothing"):
            carded.correct("reyes", 1, reason="no typo", changes={"issuer": "AHA"})
        assert standing(carded).data.issuer == "AHA"

    def test_a_void_fact_can_be_brought_back_as_it_was(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="never filed", void=True)
        carded.correct("reyes", 1, reason="filed after all", on=ON)
        assert standing(carded).data.issuer == "AHA"

    def test_the_same_number_written_otherwise_is_a_change(self, ledger: Ledger) -> None:
        course(ledger, on=ON, credits="10")
        with pytest.raises(BadInput, match="changes nothing"):
            ledger.correct("reyes", 1, reason="as on the certificate", changes={"credits": 10})
        ledger.correct("reyes", 1, reason="as on the certificate", changes={"credits": "10.0"})
        assert shown(standing(ledger).data)["credits"] == "10.0"

    def test_an_unknown_field_is_refused(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="did you mean issuer"):
            carded.correct("reyes", 1, reason="typo", changes={"isuer": "ARC"})

    @pytest.mark.parametrize("kept", ["holder", "kind", "ref", "source"])
    def test_what_a_fact_keeps_is_recorded_again(self, carded: Ledger, kept: str) -> None:
        with pytest.raises(
            BadInput, match=r"a fact keeps .*: void it and record it again$"
        ) as caught:
            carded.correct("reyes", 1, reason="typo", changes={kept: "x"})
        assert caught.value.field == kept

    def test_a_correction_happens_today(self, carded: Ledger) -> None:
        before = date.today()
        on = carded.correct("reyes", 1, reason="typo", void=True).fact.on
        assert before <= on <= date.today()


class TestCorrectionsOfCorrections:
    def test_voiding_a_correction_brings_the_fact_back(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="never filed", void=True)
        carded.correct("reyes", 2, reason="it was", void=True)
        assert (entry(carded).state, standing(carded).data.issuer) == (State.STANDS, "AHA")

    def test_voiding_the_last_correction_brings_the_one_before_back(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        carded.correct("reyes", 1, reason="no, void", void=True)
        carded.correct("reyes", 3, reason="not void", void=True)
        assert (standing(carded).data.issuer, entry(carded).corrected_by) == ("ARC", 2)

    def test_a_correction_can_be_made_to_say_something_else(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        replacement = {"on": "2024-05-01", "data": {"document": "cpr-card", "issuer": "ASHI"}}
        carded.correct("reyes", 2, reason="wrong typo", changes={"replacement": replacement})
        assert shown(standing(carded).data) == {"document": "cpr-card", "issuer": "ASHI"}

    def test_a_correction_can_be_made_a_voiding(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        carded.correct("reyes", 2, reason="it never was", changes={"replacement": None})
        assert entry(carded).state is State.VOID

    def test_the_reason_of_a_correction_can_be_corrected(self, carded: Ledger) -> None:
        carded.correct("reyes", 1, reason="tpyo", changes={"issuer": "ARC"})
        carded.correct("reyes", 2, reason="spelling", changes={"reason": "typo"})
        assert (standing(carded, 2).data.reason, standing(carded).data.issuer) == ("typo", "ARC")

    def test_a_correction_can_be_made_to_correct_another_fact(self, carded: Ledger) -> None:
        carded.record("document-filed", "reyes", on=ON, data={"document": "license"})
        carded.correct("reyes", 2, reason="never filed", void=True)
        carded.correct("reyes", 3, reason="it was the card", changes={"corrects": 1})
        assert [one.state for one in carded.history("reyes")[:2]] == [State.VOID, State.STANDS]


class TestRefused:
    def test_a_version_that_is_not_there(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="reyes has no fact with version 2"):
            carded.correct("reyes", 2, reason="typo", changes={"issuer": "ARC"})

    def test_voiding_a_version_that_is_not_there(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="there is no earlier fact with version 2"):
            carded.correct("reyes", 2, reason="typo", void=True)

    def test_a_holder_that_is_not_there(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="no holder “reyez” in this ledger; did you mean reyes"):
            carded.correct("reyez", 1, reason="typo", on=ON)

    @pytest.mark.parametrize("version", [0, -1])
    def test_a_version_below_one(self, carded: Ledger, version: int) -> None:
        with pytest.raises(BadInput):
            carded.correct("reyes", version, reason="typo", void=True)

    def test_a_reason_that_is_blank(self, carded: Ledger) -> None:
        with pytest.raises(BadInput) as caught:
            carded.correct("reyes", 1, reason=" ", void=True)
        assert caught.value.field == "reason"

    def test_neither_void_nor_different(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="either that the fact is void, or what was really"):
            carded.correct("reyes", 1, reason="?")

    def test_both_void_and_different(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="either that the fact is void, or what was really"):
            carded.correct("reyes", 1, reason="?", void=True, changes={"issuer": "ARC"})

    def test_both_void_and_on_another_day(self, carded: Ledger) -> None:
        with pytest.raises(BadInput, match="either that the fact is void, or what was really"):
            carded.correct("reyes", 1, reason="?", void=True, on=ON)

    def test_a_refused_correction_writes_nothing(self, carded: Ledger) -> None:
        with pytest.raises(BadInput):
            carded.correct("reyes", 1, reason="typo", changes={"expires_on": "soon"})
        assert carded.head() == 1


def test_a_correction_made_meanwhile_is_not_lost(
    carded: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another desk corrects the issuer just before this one writes its correction of the day."""
    append = FactLog.append

    def late(log: FactLog, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
        monkeypatch.undo()
        with Ledger.open(path, recorded_by="other") as other:
            other.correct("reyes", 1, reason="typo", changes={"issuer": "ARC"})
        return append(log, facts)

    monkeypatch.setattr(FactLog, "append", late)
    carded.correct("reyes", 1, reason="postmark", on=date(2024, 4, 29))
    fact = standing(carded)
    assert (fact.on, fact.data.issuer) == (date(2024, 4, 29), "ARC")
