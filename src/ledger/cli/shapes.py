"""The JSON shapes promised to scripts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.facts.jsonl import as_json, shown
from ledger.words import amount, known_at_text, plain_value

if TYPE_CHECKING:
    from ledger.judging.findings import Finding, Note
    from ledger.judging.history import KnownAt
    from ledger.judging.rules import Rule, RuleValue
    from ledger.judging.verdict import Holds, Interval, PathwayVerdict, Verdict
    from ledger.questions.audit import AuditFinding
    from ledger.questions.census import CensusRow
    from ledger.questions.history import Entry
    from ledger.questions.plan import PathwayPlan, Plan
    from ledger.recording import Recorded, RowReport

Json = dict[str, Any]


def day(value: date | None) -> str | None:
    """A date as JSON has it."""
    return None if value is None else value.isoformat()


def holds(value: Holds) -> Json:
    """An interval: from inclusive, until exclusive."""
    return {"from": day(value.since), "until": day(value.until)}


def rule(value: RuleValue) -> Json:
    """A rule value with where it comes from."""
    table: Json = {
        "id": value.id,
        "value": plain_value(value.value),
        "from": day(value.since),
        "announced": day(value.announced),
        "source": value.source,
        "confidence": str(value.confidence),
    }
    if value.note:
        table["note"] = value.note
    if value.readings > 1:
        table |= {"reading": value.reading, "says": value.says}
    return table


def note(value: Note) -> Json:
    """Something shown beside an answer."""
    table: Json = {"id": value.id, "text": value.text}
    if value.rule is not None:
        table["rule"] = rule(value.rule)
    return table


def finding(found: Finding) -> Json:
    """A finding and all below it."""
    table: Json = {"id": found.id, "answer": str(found.answer), "text": found.text}
    for name, value in (("have", found.have), ("need", found.need), ("missing", found.missing)):
        if value is not None:
            table[name] = amount(value)
    if found.by is not None:
        table["by"] = day(found.by)
    if found.children:
        table["children"] = [finding(child) for child in found.children]
    else:
        table["facts"] = [fact.version for fact in found.facts]
        table["refused"] = [
            {"fact": refused.fact.version, "why": refused.why} for refused in found.refused
        ]
        if found.rules:
            table["rule"] = rule(found.rules[0])
        if len(found.rules) > 1:
            table["rests_on"] = [rule(value) for value in found.rules[1:]]
    if found.notes:
        table["notes"] = [note(value) for value in found.notes]
    return table


def pathway(verdict: PathwayVerdict) -> Json:
    """The answer for one pathway."""
    table: Json = {
        "answer": str(verdict.answer),
        "disputed": verdict.disputed,
        "holds": holds(verdict.holds),
        "confidence": str(verdict.confidence) if verdict.confidence else None,
    }
    if verdict.differing:
        table["readings"] = [
            {"rule": one.rule, "reading": one.reading, "says": one.says, "answer": str(one.answer)}
            for one in verdict.differing
        ]
    table["finding"] = finding(verdict.finding)
    return table


def eligible(verdict: Verdict) -> Json:
    """``ledger.eligible/1``."""
    return {
        "schema": "ledger.eligible/1",
        "holder": verdict.holder,
        "credential": verdict.credential,
        "on": day(verdict.on),
        "known_at": known_at_text(verdict.known_at),
        "head": verdict.head,
        "status": str(verdict.status),
        "expires_on": day(verdict.expires_on),
        "holds": holds(verdict.holds),
        "pathways": {code: pathway(one) for code, one in verdict.pathways.items()},
    }


def timeline(holder: str, credential: str, known_at: KnownAt, intervals: list[Interval]) -> Json:
    """``ledger.timeline/1``."""
    return {
        "schema": "ledger.timeline/1",
        "holder": holder,
        "credential": credential,
        "known_at": known_at_text(known_at),
        "intervals": [interval(one) for one in intervals],
    }


def interval(one: Interval) -> Json:
    """One interval of a timeline."""
    return {
        "from": day(one.since),
        "until": day(one.until),
        "status": str(one.status),
        "expires_on": day(one.expires_on),
        "pathways": {code: str(answer) for code, answer in one.pathways.items()},
    }


def census(row: CensusRow) -> Json:
    """One holder of a census."""
    return {
        "holder": row.holder,
        "status": str(row.status),
        "expires_on": day(row.expires_on),
        "pathways": {code: str(answer) for code, answer in row.pathways.items()},
    }


def census_of(credential: str, on: date, known_at: KnownAt, rows: Iterable[CensusRow]) -> Json:
    """``ledger.census/1``."""
    return {
        "schema": "ledger.census/1",
        "credential": credential,
        "on": day(on),
        "known_at": known_at_text(known_at),
        "holders": [census(row) for row in rows],
    }


def plan(value: Plan) -> Json:
    """``ledger.plan/1``."""
    verdict = value.verdict
    return {
        "schema": "ledger.plan/1",
        "holder": verdict.holder,
        "credential": verdict.credential,
        "on": day(verdict.on),
        "known_at": known_at_text(verdict.known_at),
        "head": verdict.head,
        "assumed": [
            {"kind": fact.kind, "on": day(fact.on), "data": shown(fact.data)}
            for fact in value.assumed
        ],
        "status": str(verdict.status),
        "expires_on": day(verdict.expires_on),
        "pathways": {code: pathway_plan(one) for code, one in value.pathways.items()},
    }


def pathway_plan(one: PathwayPlan) -> Json:
    """The plan for one pathway."""
    table: Json = {
        "answer": str(one.verdict.answer),
        "disputed": one.verdict.disputed,
        "holds": holds(one.verdict.holds),
        "first_yes": day(one.first_yes),
        "last_yes": day(one.last_yes),
        "closes": day(one.closes),
        "missing": [],
    }
    for found in one.open:
        missing = finding(found)
        if found.remedy is not None:
            missing["remedy"] = {
                "kind": found.remedy.kind,
                "data": dict(found.remedy.data),
                "through": day(found.remedy.through),
            }
        table["missing"].append(missing)
    return table


def entry(one: Entry) -> Json:
    """One fact of a history and what corrections made of it."""
    table = as_json(one.fact)
    table["state"] = str(one.state)
    if one.corrected_by is not None:
        table["corrected_by"] = one.corrected_by
    if one.standing is not None and one.corrected_by is not None:
        table["standing"] = {"on": day(one.standing.on), "data": shown(one.standing.data)}
    return table


def audited(one: AuditFinding) -> Json:
    """One finding of an audit."""
    table: Json = {
        "kind": str(one.kind),
        "holder": one.holder,
        "credential": one.credential,
        "on": day(one.on),
        "facts": list(one.facts),
        "text": one.text,
    }
    if one.findings:
        table["findings"] = [finding(found) for found in one.findings]
    return table


def recorded(one: Recorded) -> Json:
    """``ledger.record/1``."""
    return {
        "schema": "ledger.record/1",
        "fate": str(one.fate),
        "holder": one.fact.holder,
        "version": one.fact.version,
        "position": one.fact.position,
        "kind": one.fact.kind,
    }


def row(report: RowReport) -> Json:
    """The fate of one row of an import."""
    table: Json = {"line": report.line, "fate": str(report.fate), "holder": report.holder}
    if report.fact is not None and report.fact.position:
        table |= {"version": report.fact.version, "position": report.fact.position}
    if report.problem is not None:
        table |= {"field": report.problem.field, "reason": report.problem.problem}
    return table


def rule_values(one: Rule) -> list[Json]:
    """The dated values of a rule."""
    table = []
    for index, readings in enumerate(one.values):
        following = one.values[index + 1][0].since if index + 1 < len(one.values) else None
        first = rule(readings[0])
        table.append(
            {
                "id": one.id,
                "says": one.says,
                "selected_by": one.selected_by,
                **{
                    key: value
                    for key, value in first.items()
                    if key not in ("id", "says", "reading")
                },
                "until": day(following),
                "readings": [
                    {
                        "reading": value.reading,
                        "says": value.says,
                        "value": plain_value(value.value),
                    }
                    for value in readings
                ],
            }
        )
    return table
