"""A made-up certifying body, rules and facts, as small as a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.bodies.body import Credential, Pathway
from ledger.facts.fact import Fact
from ledger.judging.case import Case
from ledger.judging.findings import Answer, Finding, answer_of
from ledger.judging.history import History, KnownAt
from ledger.judging.judgement import Judgement, Standing, Status
from ledger.judging.record import Record
from ledger.judging.requirements import leaf
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import Confidence, RuleValue
from ledger.testing import history_of

CODE = "guild/baker"
GRANTED: Mapping[str, Any] = {
    "kind": "credential-granted",
    "on": date(2020, 5, 1),
    "credential": CODE,
}
Judge = Callable[[Record], Judgement]


def rule(id_: str = "TEN", confidence: str = "high", value: Any = 10) -> RuleValue:
    """A rule value that holds since ever."""
    return RuleValue(id_, value, None, None, "the guild's page", Confidence(confidence))


def finding(
    answer: Answer | bool | None, confidence: str | None = "high", id_: str = "TEN"
) -> Finding:
    """A finding with that answer that rests on a rule of that confidence, or on a fact alone."""
    said = answer if isinstance(answer, Answer) else answer_of(answer)
    if confidence is None:
        return Finding(id_, said, "because of a fact", facts=(fact(),))
    return Finding(id_, said, "because of a rule", (rule(id_, confidence),))


def fact(on: date = date(2020, 5, 1), version: int = 1) -> Fact[Any]:
    """A grant of the guild's credential."""
    return history({**GRANTED, "on": on}).recorded[0]._replace(version=version)


def history(*tables: Mapping[str, Any]) -> History:
    """The history these facts make."""
    return history_of(tables, credential=CODE)


def course(on: date, amount: str = "1", **data: Any) -> dict[str, Any]:
    """Continuing education as a table."""
    course = {"kind": "ce-completed", "on": on, "title": "Rye", "credits": amount}
    return {**course, "unit": "credit", **data}


def current_if(is_current: bool, *, text: str = "is a baker") -> Standing:
    """Current, or never certified."""
    status = Status.CURRENT if is_current else Status.NONE
    return Standing(status, None, leaf("BAKER", is_current, text, rule()))


def judging(asked: Callable[[Record], bool | None]) -> Judge:
    """A judge of the one pathway ``bake``; the status is current when that is yes."""

    def judge(record: Record) -> Judgement:
        found = asked(record)
        return Judgement(current_if(found is True), {"bake": leaf("BAKE", found, "asked", rule())})

    return judge


def credential(
    judge: Judge, rules: str = "", pathways: Sequence[str] = ("bake",), code: str = "baker"
) -> Credential:
    """The guild's credential."""
    return Credential(
        code,
        code.title(),
        RuleBook.from_toml(rules),
        tuple(Pathway(code, code) for code in pathways),
        judge,
        full_code=f"guild/{code}",
    )


def case(
    judge: Judge, *tables: Mapping[str, Any], rules: str = "", known_at: KnownAt = None
) -> Case:
    """A case of somebody with these facts."""
    return Case(credential(judge, rules), history(*tables).known_at(known_at), known_at)
