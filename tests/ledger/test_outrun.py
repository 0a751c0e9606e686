"""Another writer is faster: what is staged is checked again, and written or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import Conflict, Ledger, StoreUnavailable
from ledger.facts.fact import Fact
from ledger.recording import Fate, Recorded
from ledger.store.application import FactLog, Outrun

Meanwhile = Callable[[Callable[[Ledger], object]], None]


@pytest.fixture
def meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Lets another ledger on the same file do something just before the next write."""

    def arranged(action: Callable[[Ledger], object]) -> None:
        append = FactLog.append

        def late(log: FactLog, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
            monkeypatch.setattr(FactLog, "append", append)
            with Ledger.open(path, recorded_by="other") as other:
                action(other)
            return append(log, facts)

        monkeypatch.setattr(FactLog, "append", late)

    return arranged


def card(ledger: Ledger, name: str = "cpr-card", *, ref: str | None = None) -> Recorded:
    return ledger.record(
        "document-filed", "reyes", on=date(2024, 5, 1), data={"document": name}, ref=ref
    )


def names(ledger: Ledger) -> list[str]:
    return [entry.fact.data.document for entry in ledger.history("reyes")]


def test_both_facts_are_recorded(ledger: Ledger, meanwhile: Meanwhile) -> None:
    card(ledger, "first")
    meanwhile(lambda other: card(other, "theirs"))
    card(ledger, "ours")
    assert names(ledger) == ["first", "theirs", "ours"]


def test_the_place_told_is_the_place_it_got(ledger: Ledger, meanwhile: Meanwhile) -> None:
    card(ledger)
    meanwhile(lambda other: card(other, "theirs"))
    fact = card(ledger, "ours").fact
    assert (fact.version, fact.position) == (3, 3)


def test_both_facts_are_recorded_where_there_was_no_ledger(
    ledger: Ledger, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda other: card(other, "theirs"))
    card(ledger, "ours")
    assert names(ledger) == ["theirs", "ours"]


def test_the_same_fact_recorded_meanwhile_is_a_duplicate(
    ledger: Ledger, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda other: card(other, ref="A-1"))
    assert (card(ledger, ref="A-1").fate, ledger.head()) == (Fate.DUPLICATE, 1)


def test_another_fact_with_the_ref_recorded_meanwhile_is_a_conflict(
    ledger: Ledger, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda other: card(other, "theirs", ref="A-1"))
    with pytest.raises(Conflict):
        card(ledger, "ours", ref="A-1")


def test_facts_of_other_holders_do_not_matter(ledger: Ledger, meanwhile: Meanwhile) -> None:
    card(ledger)
    meanwhile(
        lambda other: other.record(
            "document-filed", "chen", on=date(2024, 5, 1), data={"document": "x"}
        )
    )
    fact = card(ledger, "ours").fact
    assert (fact.version, fact.position) == (2, 3)


def test_one_who_is_always_outrun_is_told_to_try_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outrun(*_: object) -> list[int]:
        raise Outrun("always")

    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(FactLog, "append", outrun)
    with pytest.raises(StoreUnavailable, match="is too busy; try again"):
        card(ledger)
