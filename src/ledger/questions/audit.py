"""Audits: what in a holder's history does not fit together. Findings are values, never errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies
from ledger.bodies.own import HookFailed, OwnAudit
from ledger.facts.fact import Fact, bodies_named
from ledger.facts.jsonl import dumps, shown
from ledger.facts.kinds import CredentialGranted, RenewalGranted, StatusObserved
from ledger.judging.case import Case
from ledger.judging.findings import Answer, Finding
from ledger.judging.history import History
from ledger.questions.plan import open_findings


class AuditKind(StrEnum):
    """What sort of thing does not fit."""

    RENEWAL = "renewal-without-requirements"
    PRINTED = "printed-expiry-differs"
    OBSERVED = "observed-status-differs"
    DUPLICATE = "duplicate"
    PLUGIN = "plugin-failed"


class AuditFinding(NamedTuple):
    """One thing that does not fit.

    Attributes:
        kind: What sort of thing; the name of a plugin for what that plugin finds itself.
        facts: The versions it is about; none when it is about a plugin.
        on: The day it is about.
        text: What does not fit, one sentence.
        findings: For a renewal, the requirements that were not met.
    """

    kind: AuditKind | str
    holder: str
    credential: str | None
    on: date
    facts: tuple[int, ...]
    text: str
    findings: tuple[Finding, ...] = ()


def audit(history: History, bodies: Bodies) -> Iterator[AuditFinding]:
    """Everything in a history that does not fit: in order of day, then what plugins find.

    Args:
        history: The holder's history at the latest knowledge.
        bodies: The installed bodies; facts about others are skipped.
    """
    if history.withheld is not None:
        return
    credentials = bodies.credentials
    for fact in history.facts:
        credential = credentials.get(getattr(fact.data, "credential", None) or "")
        if credential is None:
            continue
        if isinstance(fact.data, RenewalGranted):
            yield from _renewal(history, credential, fact)
        if isinstance(fact.data, RenewalGranted | CredentialGranted):
            yield from _printed(history, credential, fact)
        if isinstance(fact.data, StatusObserved):
            yield from _observed(history, credential, fact)
    yield from _duplicates(history)
    for own in bodies.audits:
        yield from _own(history, own)


def _renewal(
    history: History, credential: Credential, fact: Fact[RenewalGranted]
) -> Iterator[AuditFinding]:
    """A renewal for which no pathway it can rest on was open that day, had it not been granted."""
    route = fact.data.route
    renewing = [pathway for pathway in credential.pathways if pathway.renews]
    named = [pathway for pathway in renewing if route is not None and route in pathway.routes]
    case = Case(credential, history.without(fact.version))
    found = case.judge(fact.on).pathways
    judged = {pathway.code: found[pathway.code] for pathway in named or renewing}
    if not judged or any(finding.answer is Answer.YES for finding in judged.values()):
        return
    undetermined = any(finding.answer is Answer.UNDETERMINED for finding in judged.values())
    reasons = "; ".join(
        f"{code}: " + ", ".join(f"{part.id} {part.text}" for part in open_findings(finding))
        for code, finding in judged.items()
    )
    said = "cannot be determined to have met" if undetermined else "did not meet"
    yield AuditFinding(
        AuditKind.RENEWAL,
        history.holder,
        credential.full_code,
        fact.on,
        (fact.version,),
        f"renewed on {fact.on}, but {said} the requirements: {reasons}",
        tuple(judged.values()),
    )


def _printed(
    history: History,
    credential: Credential,
    fact: Fact[RenewalGranted] | Fact[CredentialGranted],
) -> Iterator[AuditFinding]:
    """A printed expiry that differs from what the rules give."""
    printed = fact.data.expires_on
    if printed is None:
        return
    bare = fact._replace(data=fact.data._replace(expires_on=None))  # type: ignore[arg-type]
    with_it = Case(credential, history).judge(fact.on, itemised=False).standing.expires_on
    computed = Case(credential, history.replacing(bare)).judge(fact.on, itemised=False)
    expected = computed.standing.expires_on
    if expected is not None and expected != with_it:
        yield AuditFinding(
            AuditKind.PRINTED,
            history.holder,
            credential.full_code,
            fact.on,
            (fact.version,),
            f"the expiry printed is {printed}; the rules give {expected}",
        )


def _observed(
    history: History, credential: Credential, fact: Fact[StatusObserved]
) -> Iterator[AuditFinding]:
    """A registry that showed another status or expiry than ours on that day."""
    ours = Case(credential, history).judge(fact.on, itemised=False).standing
    differing = []
    if fact.data.status.strip().casefold() != ours.status:
        differing.append(f"status {fact.data.status}, ours is {ours.status}")
    observed = fact.data.expires_on
    if observed is not None and observed != ours.expires_on:
        differing.append(f"expiry {observed}, ours is {ours.expires_on or 'none'}")
    if differing:
        yield AuditFinding(
            AuditKind.OBSERVED,
            history.holder,
            credential.full_code,
            fact.on,
            (fact.version,),
            f"a registry showed {' and '.join(differing)}",
        )


def _duplicates(history: History) -> Iterator[AuditFinding]:
    """Facts that stand twice: the same content, or the same ref."""
    by_content: dict[tuple[str, ...], list[Fact[Any]]] = {}
    by_ref: dict[tuple[str, ...], list[Fact[Any]]] = {}
    for fact in history.facts:
        content = (fact.kind, fact.on.isoformat(), dumps(shown(fact.data)))
        by_content.setdefault(content, []).append(fact)
        if fact.ref is not None:
            by_ref.setdefault((fact.kind, fact.ref), []).append(fact)
    seen: set[tuple[int, ...]] = set()
    for groups, what in ((by_content, "the same content"), (by_ref, "the same ref")):
        for facts in groups.values():
            versions = tuple(fact.version for fact in facts)
            if len(facts) > 1 and versions not in seen:
                seen.add(versions)
                yield AuditFinding(
                    AuditKind.DUPLICATE,
                    history.holder,
                    getattr(facts[0].data, "credential", None),
                    facts[0].on,
                    versions,
                    f"{facts[0].kind} of {facts[0].on} stands {len(facts)} times with {what} "
                    f"(versions {_listed(versions)})",
                )


def _own(history: History, own: OwnAudit) -> Iterator[AuditFinding]:
    """What a plugin finds about a holder with facts that name one of its bodies."""
    codes = {code.partition("/")[0] for code in own.credentials}
    about = [fact for fact in history.facts if codes & bodies_named(fact.data)]
    if not about:
        return
    try:
        found = own.findings(history)
    except HookFailed as error:
        text = f"{error}; what it would have found is not known"
        yield AuditFinding(AuditKind.PLUGIN, history.holder, None, about[-1].on, (), text)
        return
    for one in found:
        versions = tuple(fact.version for fact in one.facts)
        name = own.origin.name
        yield AuditFinding(name, history.holder, one.credential, one.on, versions, one.text)


def _listed(versions: Iterable[int]) -> str:
    return ", ".join(str(version) for version in versions)
