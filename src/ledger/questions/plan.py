"""Plans: what is missing for a pathway, by when, and the first day on which it would be yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledger.facts.fact import Fact
from ledger.judging.case import Case
from ledger.judging.findings import NO, YES, Answer, Finding
from ledger.judging.verdict import PathwayVerdict, Verdict


@dataclass(frozen=True, slots=True)
class PathwayPlan:
    """The plan for one pathway.

    Attributes:
        verdict: The answer on the day asked.
        open: The findings that keep it from being yes, the parts of a choice instead of it.
        first_yes: The first day from the day asked on which it is yes as things stand, None: never.
        last_yes: The last day of that run of yes; None: it never ends, or there is none.
        closes: The last day on which what is missing can still be made up, None: no deadline.
    """

    verdict: PathwayVerdict
    open: tuple[Finding, ...]
    first_yes: date | None
    last_yes: date | None
    closes: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a holder has to do.

    Attributes:
        verdict: The verdict on the day asked, with the assumed facts.
        assumed: The facts that are only assumed; nothing was written.
        pathways: Pathway code → plan.
    """

    verdict: Verdict
    assumed: tuple[Fact[Any], ...]
    pathways: Mapping[str, PathwayPlan]


def plan_of(case: Case, verdict: Verdict, assumed: tuple[Fact[Any], ...]) -> Plan:
    """The plan for every pathway of a verdict.

    Args:
        case: The case, its history with the assumed facts.
        verdict: The verdict of that case on the day the plan starts.
        assumed: The facts that are only assumed.
    """
    day = verdict.on
    plans: dict[str, PathwayPlan] = {}
    for code, pathway in verdict.pathways.items():
        first = day if pathway.answer is YES else case.first_yes(code, day)
        last = None
        if first is not None:
            until = case.holds(first, lambda s, code=code: s.pathways[code].answer).until  # type: ignore[misc]
            last = until - timedelta(days=1) if until is not None else None
        plans[code] = PathwayPlan(
            pathway,
            open_findings(pathway.finding, into_choices=True),
            first,
            last,
            _closes(pathway.finding, day),
        )
    return Plan(verdict, assumed, plans)


def open_findings(finding: Finding, *, into_choices: bool = False) -> tuple[Finding, ...]:
    """The findings that keep this one from being yes.

    Those that stand alone, and those that lack more than what they are made of does. A choice, of
    which one part is enough, is one of them.

    Args:
        finding: The finding.
        into_choices: Whether the parts of a choice are given in its place.
    """
    if finding.answer is YES:
        return ()
    if not finding.children or (finding.any_suffices and not into_choices):
        return (finding,)
    parts = [open_findings(child, into_choices=into_choices) for child in finding.children]
    below = tuple(part for some in parts for part in some)
    return (finding, *below) if _lacks_more(finding) else below


def _lacks_more(finding: Finding) -> bool:
    """Whether it lacks more than its parts do, as a bucket around others may."""
    if finding.missing is None:
        return False
    return finding.missing > sum(child.missing or 0 for child in finding.children)


def _closes(finding: Finding, day: date) -> date | None:
    """The first deadline, among the parts of a pathway, that is not over."""
    ends = [
        child.by
        for child in finding.children
        if child.by is not None and not (child.answer is NO and child.by < day)
    ]
    return min(ends) if ends else None


__all__ = ["Answer", "PathwayPlan", "Plan", "open_findings", "plan_of"]
