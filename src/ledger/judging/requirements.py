"""The words rules are written in: all of, any of, perhaps, and findings that stand alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.facts.fact import Fact
from ledger.facts.fields import quoted
from ledger.judging.findings import (
    NO,
    UNDETERMINED,
    YES,
    Finding,
    Note,
    Refused,
    Remedy,
    answer_of,
    kind_of,
)
from ledger.judging.rules import RuleValue

if TYPE_CHECKING:
    from ledger.judging.record import Record


def all_of(id_: str, *findings: Finding, notes: Iterable[Note] = (), text: str = "") -> Finding:
    """No if any is no, else undetermined if any is undetermined, else yes."""
    try:
        answers = {finding.answer for finding in findings}
    except AttributeError:
        raise _no_findings(id_, findings) from None
    answer = NO if NO in answers else UNDETERMINED if UNDETERMINED in answers else YES
    open_ = [finding.id for finding in findings if finding.answer is answer]
    if not text:
        if answer is YES:
            text = "everything asked for is met"
        else:
            text = f"{'not met' if answer is NO else 'undetermined'}: {', '.join(open_)}"
    return Finding(id_, answer, text, children=findings, notes=tuple(notes))


def any_of(id_: str, *findings: Finding, notes: Iterable[Note] = (), text: str = "") -> Finding:
    """Yes if any is yes, else undetermined if any is undetermined, else no."""
    try:
        answers = {finding.answer for finding in findings}
    except AttributeError:
        raise _no_findings(id_, findings) from None
    answer = YES if YES in answers else UNDETERMINED if UNDETERMINED in answers else NO
    if not text:
        ids = ", ".join(finding.id for finding in findings if finding.answer is answer)
        words = {YES: "met by", UNDETERMINED: "undetermined:", NO: "met by none of"}
        text = f"{words[answer]} {ids}"
    return Finding(id_, answer, text, children=findings, notes=tuple(notes), any_suffices=True)


def _no_findings(id_: str, findings: Iterable[object]) -> TypeError:
    wrong = next(one for one in findings if not isinstance(one, Finding))
    right = "give findings one by one, or a list of them with a * before it"
    return TypeError(f"{id_} is made of {kind_of(wrong)}, which is not a Finding; {right}")


def leaf(
    id_: str,
    is_so: bool | None,
    text: str,
    *rules: RuleValue,
    facts: Iterable[Fact[Any]] = (),
    refused: Iterable[Refused] = (),
    by: date | None = None,
    remedy: Remedy | None = None,
    notes: Iterable[Note] = (),
) -> Finding:
    """A finding that stands alone: yes for true, no for false, undetermined for None.

    Raises:
        TypeError: when ``is_so`` is none of those, such as the answer of another finding.
    """
    return Finding(
        id_,
        answer_of(is_so, id_),
        text,
        rules,
        tuple(facts),
        tuple(refused),
        by=by,
        remedy=remedy,
        notes=tuple(notes),
    )


def through(
    record: Record,
    id_: str,
    last: date,
    what: str,
    *rules: RuleValue,
    facts: Iterable[Fact[Any]] = (),
) -> Finding:
    """Whether the day asked about is on or before ``last``."""
    late = record.passed(last)
    text = f"{what} through {last}{' only' if late else ''}"
    return leaf(id_, not late, text, *rules, facts=facts, by=last)


def perhaps(finding: Finding, is_possible: bool, why: str, *rules: RuleValue) -> Finding:
    """A finding whose no may be wrong because of something that nobody knows.

    What is yes stays yes, and a no stays no when a yes is not possible; otherwise it is
    undetermined, and still says what would make it certain.

    Args:
        finding: What is found when what is not known counts for as little as it can.
        is_possible: Whether it would be yes if it counted for as much as it can.
        why: What is not known, for the sentence.
        rules: The rule values that are not known.

    Raises:
        TypeError: when ``is_possible`` is neither true nor false.
    """
    if is_possible is not True and is_possible is not False:
        raise TypeError(
            f"whether {finding.id} is possible is {quoted(is_possible)}; give True or False"
        )
    if finding.answer is not NO or not is_possible:
        return finding
    text = f"{finding.text}; {why}"
    return replace(finding, answer=UNDETERMINED, text=text, rules=(*finding.rules, *rules))
