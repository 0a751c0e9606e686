"""What plugins say themselves: audit findings and wording, each broken one on its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from importlib.metadata import EntryPoint
from itertools import repeat
from typing import Any

import pytest

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.plugin import Credential, Fact, History, OwnFinding
from ledger.questions.audit import AuditFinding
from tests.judging.plugins import speaking
from tests.ledger.clinic import course, granted

CODE = "guild/baker"
DAY = date(2024, 3, 1)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with the guild's plugin, and a grant and a course of Reyes."""
    point = EntryPoint("bakers", "tests.judging.plugins.speaking", "ledger.bodies")
    with Ledger.open(":memory:", recorded_by="tester", bodies=Bodies([point])) as ledger:
        granted(ledger, credential=CODE, on=DAY)
        course(ledger, on=date(2024, 5, 1))
        course(ledger, on=date(2024, 5, 1))
        yield ledger


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Sets what the plugin's audit does."""
    return lambda said: monkeypatch.setattr(speaking, "audited", said)


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Fact[Any]], Any]], None]:
    """Sets how the plugin words facts."""
    return lambda said: monkeypatch.setattr(speaking, "worded", said)


def own(ledger: Ledger, holder: str = "reyes") -> list[AuditFinding]:
    """What an audit finds besides the duplicate that is always there."""
    found = list(ledger.audit(holder))
    return [finding for finding in found if finding.kind != "duplicate"]


def summary(ledger: Ledger, version: int = 1) -> str:
    """The wording of a fact of Reyes."""
    return ledger.summary(ledger.history("reyes")[version - 1].fact)


def one(history: History, **changed: Any) -> OwnFinding:
    """A finding about the first fact."""
    return OwnFinding(CODE, DAY, (history.facts[0],), "too young")._replace(**changed)


def loops(*_: object) -> Any:
    while True:
        pass


def exits(*_: object) -> Any:
    sys.exit("enough")


Set = Callable[[Callable[..., Any]], None]


def test_a_plugin_that_says_nothing_changes_nothing(ledger: Ledger) -> None:
    assert own(ledger) == []
    assert summary(ledger) == "guild/baker granted"


def test_a_plugins_own_finding_stands_under_its_name(ledger: Ledger, audited: Set) -> None:
    audited(lambda history, credentials: [one(history)])
    assert own(ledger) == [AuditFinding("bakers", "reyes", CODE, DAY, (1,), "too young")]


def test_a_plugin_may_yield_what_it_finds(ledger: Ledger, audited: Set) -> None:
    audited(lambda history, credentials: (one(history) for _ in range(3)))
    assert [finding.text for finding in own(ledger)] == ["too young"] * 3


def test_an_audit_is_told_the_history_and_the_plugins_credentials(
    ledger: Ledger, audited: Set
) -> None:
    told: list[tuple[str, list[int], list[str]]] = []

    def said(history: History, credentials: Mapping[str, Credential]) -> None:
        told.append((history.holder, [f.version for f in history.facts], list(credentials)))

    audited(said)
    own(ledger)
    assert told == [("reyes", [1, 2, 3], [CODE])]


def test_a_holder_without_a_fact_about_the_body_is_not_asked_about(
    ledger: Ledger, audited: Set
) -> None:
    granted(ledger, holder="tran", credential="aama/cma")
    audited(lambda history, credentials: [one(history)])
    assert own(ledger, "tran") == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (lambda history, credentials: 1 // 0, "ZeroDivisionError"),
        (exits, "SystemExit: enough"),
        (loops, "did not answer within 0.2 seconds and was ended"),
        (lambda history, credentials: 7, "TypeError: 'int' object is not iterable"),
        (lambda history, credentials: repeat(one(history)), "found more than 10,000 things"),
        (lambda history, credentials: ["late"], "found str, not an OwnFinding"),
        (lambda history, credentials: "late", "returned a str; return a list of OwnFinding"),
        (
            lambda history, credentials: OwnFinding(CODE, DAY, (), "late"),
            "returned an OwnFinding; return a list of OwnFinding",
        ),
        (lambda history, credentials: [one(history, credential="aama/cma")], "of somebody else"),
        (lambda history, credentials: [one(history, on=datetime(2024, 1, 1))], "on is datetime"),
        (lambda history, credentials: [one(history, text="")], "is empty or no text"),
        (lambda history, credentials: [one(history, facts=(1,))], "are not facts of the history"),
    ],
)
def test_a_failing_audit_is_a_finding_that_names_the_plugin_and_the_error(
    said: Callable[..., Any],
    problem: str,
    ledger: Ledger,
    audited: Set,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ledger.judging.watchdog.LONGEST", 0.2)
    audited(said)
    (finding,) = own(ledger)
    assert (finding.kind, finding.credential, finding.on) == ("plugin-failed", None, DAY)
    assert finding.text.startswith("the plugin bakers of unknown failed in ledger_audit: ")
    assert problem in finding.text
    assert problem in ledger.plugins()[0].troubles[0]


def test_a_failing_audit_leaves_the_other_findings(ledger: Ledger, audited: Set) -> None:
    audited(exits)
    assert [finding.kind for finding in ledger.audit("reyes")] == ["duplicate", "plugin-failed"]


def test_a_plugins_wording_is_used(ledger: Ledger, worded: Set) -> None:
    worded(lambda fact: f"a baker since {fact.on}")
    assert summary(ledger) == "a baker since 2024-03-01"


def test_a_wording_cannot_disturb_a_terminal_and_is_not_long(ledger: Ledger, worded: Set) -> None:
    worded(lambda fact: "a\x1b[2J\n" + "b" * 1_000)
    assert summary(ledger) == "a\\u001b[2J\\u000a" + "b" * 494


def test_facts_about_others_are_worded_by_the_ledger(ledger: Ledger, worded: Set) -> None:
    worded(lambda fact: "mine")
    assert summary(ledger, 2) != "mine"


@pytest.mark.parametrize("said", [exits, lambda fact: 7, lambda fact: "", lambda fact: 1 // 0])
def test_a_failing_wording_leaves_the_ledgers_own(
    said: Callable[..., Any], ledger: Ledger, worded: Set
) -> None:
    worded(said)
    assert summary(ledger) == "guild/baker granted"


def test_a_wording_that_does_not_end_is_asked_for_once(
    ledger: Ledger, worded: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.judging.watchdog.LONGEST", 0.2)
    worded(loops)
    assert summary(ledger) == "guild/baker granted"
    worded(lambda fact: "too late")
    assert summary(ledger) == "guild/baker granted"
    assert ledger.plugins()[0].troubles == (
        "ledger_wording: did not answer within 0.2 seconds and was ended",
    )


def test_an_audit_that_does_not_end_about_three_holders_is_not_asked_again(
    ledger: Ledger, audited: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.judging.watchdog.LONGEST", 0.2)
    audited(loops)
    for _ in range(2):  # the same holder is one
        (finding,) = own(ledger)
        assert "did not answer within 0.2 seconds and was ended" in finding.text
    (origin,) = {one.origin for one in ledger.bodies.audits}
    for holder in ("tran", "kim"):
        origin.end("ledger_audit", holder)
    audited(lambda history, credentials: [])
    (finding,) = own(ledger)
    assert finding.text == (
        "the plugin bakers of unknown failed in ledger_audit: did not answer in time about 3 "
        "holders, and is not asked again in this process; what it would have found is not known"
    )
