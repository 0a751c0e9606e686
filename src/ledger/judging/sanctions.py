"""Sanctions: while one is in force nothing is current and every pathway is closed."""

from __future__ import annotations

from dataclasses import replace

from ledger.facts.fact import Fact
from ledger.facts.kinds import SanctionImposed, SanctionLifted
from ledger.judging.findings import NO, Finding, answer_of
from ledger.judging.judgement import USE_TITLE, Judgement, Standing, Status
from ledger.judging.record import Record
from ledger.judging.requirements import all_of


def in_force(record: Record) -> Fact[SanctionImposed] | None:
    """The sanction that decides the status on the day asked about: a revocation before others."""
    imposed = record.facts(SanctionImposed, credential=record.credential)
    if not imposed:
        return None
    lifted = record.facts(SanctionLifted, credential=record.credential)
    last_lifting = max(((fact.on, fact.version) for fact in lifted), default=None)
    deciding: Fact[SanctionImposed] | None = None
    for sanction in imposed:
        if last_lifting is not None and last_lifting > (sanction.on, sanction.version):
            continue
        if sanction.data.until is not None and record.passed(sanction.data.until):
            continue
        if deciding is None or sanction.data.sanction == "revocation":
            deciding = sanction
    return deciding


def applied(judgement: Judgement, record: Record) -> tuple[Standing, dict[str, Finding]]:
    """The standing and all pathways, ``use-title`` among them, with sanctions applied."""
    standing, pathways = judgement
    sanction = in_force(record)
    if sanction is None:
        use_title = all_of(USE_TITLE, standing.finding, text=standing.finding.text)
        return standing, {**pathways, USE_TITLE: use_title}
    status = Status.REVOKED if sanction.data.sanction == "revocation" else Status.SUSPENDED
    until = sanction.data.until
    finding = Finding(
        "SANCTION",
        NO,
        (
            f"{status} from {sanction.on} through {until}"
            if until
            else f"{status} since {sanction.on}, with no end on record"
        )
        + (f": {sanction.data.reason}" if sanction.data.reason else ""),
        facts=(sanction,),
    )
    closed = {
        code: all_of(
            code, finding, *(found.children or (found,)), notes=found.notes, text=finding.text
        )
        for code, found in pathways.items()
    }
    closed[USE_TITLE] = all_of(USE_TITLE, finding, standing.finding, text=finding.text)
    return Standing(status, standing.expires_on, finding), closed


def expected_answer(status: Status) -> object:
    """The answer a standing's finding must have for this status."""
    return answer_of(None if status is Status.UNDETERMINED else status is Status.CURRENT)


__all__ = ["applied", "expected_answer", "in_force", "replace"]
