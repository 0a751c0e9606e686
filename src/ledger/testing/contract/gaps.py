"""The law ``gap``: recording what a finding says is missing turns it to yes, less does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import NamedTuple

from ledger.errors import BadInput
from ledger.judging.case import Case
from ledger.judging.findings import YES, Finding, Remedy
from ledger.testing.contract import changing
from ledger.testing.contract.answers import judged
from ledger.testing.contract.subject import Subject, Unchecked, Violation
from ledger.testing.histories import history_of

_DAY = timedelta(days=1)
_SMALLEST = Decimal("0.000001")
_AMOUNTS = ("credits", "amount", "hours")


class _Gap(NamedTuple):
    """A finding that is not yes, where it stands, and what would close it."""

    where: str
    pathway: str
    finding: Finding
    remedy: Remedy


def gap(subject: Subject) -> Iterator[Violation]:
    """Records what each remedy says, and less of it, and judges again."""
    tried = False
    for trial in subject.trials:
        case = subject.case(trial.history)
        for day in trial.days[:3]:
            for open_ in _gaps(case, day, f"{trial.name}, {day}"):
                tried = True
                yield from _violations(case, open_, day)
    if not tried:
        raise Unchecked("no finding that is not yes has a remedy")


def _gaps(case: Case, day: date, name: str) -> Iterator[_Gap]:
    found = judged(case, day)
    if found is None:
        return
    for code, tree in found.pathways.items():
        for finding in tree.walk():
            remedy = finding.remedy
            if finding.answer is not YES and remedy is not None:
                yield _Gap(f"{name}, {code}: {finding.id}", code, finding, remedy)


def _violations(case: Case, open_: _Gap, day: date) -> Iterator[Violation]:
    remedy, missing = open_.remedy, open_.finding.missing
    said = f"{remedy.kind} {dict(remedy.data)}"
    through = remedy.through
    chances = [(min(day, through or day), day)]
    if through is None or through > day:
        # What is done on the day of a renewal may belong to the period before it.
        chances.append((day + _DAY, day + _DAY))
    try:
        closing = [chance for chance in chances if _closes(case, open_, chance, {})]
    except BadInput as error:
        yield Violation("gap", f"{open_.where} has a remedy nobody can record: {error}")
        return
    if not closing:
        if all(_is_open(case, open_, asked) for _, asked in chances):
            lacks = f"is {open_.finding.answer}" if missing is None else f"misses {missing:f}"
            yield Violation(
                "gap", f"{open_.where} {lacks}; after its remedy ({said}) it is not yes"
            )
        return
    for name in _AMOUNTS:
        if name not in remedy.data or missing is None:
            continue
        amount = Decimal(str(remedy.data[name]))
        lesser = [(amount / 2).quantize(_SMALLEST)]
        if amount == missing.quantize(_SMALLEST, ROUND_UP):
            lesser.append(amount - _SMALLEST)
        for less in lesser:
            if not 0 < less < amount or not _is_open(case, open_, closing[0][1]):
                continue
            if _closes(case, open_, closing[0], {name: f"{less:f}"}):
                yield Violation(
                    "gap",
                    f"{open_.where} asks for {name} {amount} ({said}), but {less:f} is enough",
                )
                break


def _is_open(case: Case, open_: _Gap, day: date) -> bool:
    """Whether just as much is missing on that day."""
    found = judged(case, day)
    return found is not None and any(
        (finding.id, finding.missing) == (open_.finding.id, open_.finding.missing)
        for finding in found.pathways[open_.pathway].walk()
    )


def _closes(case: Case, open_: _Gap, chance: tuple[date, date], less: dict[str, object]) -> bool:
    """Whether the finding is yes once its remedy, or less of it, is recorded."""
    on, asked = chance
    table = {"kind": open_.remedy.kind, "on": on, **open_.remedy.data, **less}
    code = case.judged.full_code
    (fact,) = history_of([table], credential=code, holder=case.history.holder).recorded
    history = changing.appended(case.history, [fact])
    found = judged(Case(case.judged, history, case.known_at), asked)
    if found is None:
        return False
    tree = found.pathways[open_.pathway]
    same = [finding for finding in tree.walk() if finding.id == open_.finding.id]
    return any(finding.answer is YES for finding in same or [tree])
