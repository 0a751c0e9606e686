"""Whether what a judge returned makes sense, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from ledger.facts.fact import Fact
from ledger.judging.findings import Answer, Finding, Note, Refused, Remedy
from ledger.judging.judgement import Standing, Status
from ledger.judging.rules import RuleValue
from ledger.judging.sanctions import expected_answer

MOST_FINDINGS = 10_000
"""A tree of more findings than this is not an answer anybody reads."""

_NOTHING: tuple[()] = ()


def check_sense(judgement: object, codes: Sequence[str], *, is_shown: bool) -> None:
    """Checks a judgement.

    Args:
        judgement: What the judge returned.
        codes: The pathways it has to answer.
        is_shown: Whether its findings are shown, so that every part of them has to be right;
            otherwise only the answers are looked at.

    Raises:
        TypeError: saying what is wrong.
    """
    if not isinstance(judgement, tuple) or len(judgement) != 2:
        raise TypeError(f"returned {type(judgement).__name__}, not a Judgement")
    standing, pathways = judgement
    if not isinstance(standing, Standing):
        raise TypeError(f"returned {type(standing).__name__} as the standing, not a Standing")
    if not isinstance(pathways, Mapping):
        raise TypeError(f"returned {type(pathways).__name__} as the pathways, not a mapping")
    if len(pathways) != len(codes) or any(code not in pathways for code in codes):
        raise TypeError(_misjudged(pathways, codes))
    for found in (standing.finding, *pathways.values()):
        if not isinstance(found, Finding):
            raise TypeError("answered a pathway or the status with what is not a Finding")
        if type(found.answer) is not Answer:
            raise TypeError(f"the answer of {found.id} is not an Answer")
    if standing.finding.answer is not expected_answer(Status(standing.status)):
        raise TypeError(f"the reason of the status {standing.status} says otherwise")
    if standing.expires_on is not None and type(standing.expires_on) is not date:
        raise TypeError(f"the expiry is {type(standing.expires_on).__name__}, not a date")
    if is_shown:
        _check_findings([standing.finding, *pathways.values()])


def _misjudged(pathways: Mapping[Any, object], codes: Sequence[str]) -> str:
    given = ", ".join(map(str, islice(pathways, 20)))
    asked = ", ".join(codes)
    if not codes:
        return f"judged the pathways {given}, but the credential has none; return an empty mapping"
    if not given:
        return f"judged no pathway; return a finding for each of {asked}"
    return f"judged the pathways {given}, not {asked}"


def _check_findings(waiting: list[Finding]) -> None:
    count = 0
    while waiting:
        found = waiting.pop()
        count += 1
        if count > MOST_FINDINGS:
            raise TypeError(f"answered with more than {MOST_FINDINGS:,} findings")
        _check(found)
        waiting += found.children


def _check(found: Finding) -> None:
    if not isinstance(found.id, str) or not isinstance(found.text, str):
        raise TypeError("the id or the text of a finding is not text")
    if type(found.answer) is not Answer:
        raise TypeError(f"the answer of {found.id} is not an Answer")
    # told one by one, since there are many findings and most of this is absent
    if found.rules is not _NOTHING:
        _check_parts(found, "rules", found.rules, RuleValue)
    if found.facts is not _NOTHING:
        _check_parts(found, "facts", found.facts, Fact)
    if found.refused is not _NOTHING:
        _check_parts(found, "refused", found.refused, Refused)
    if found.notes is not _NOTHING:
        _check_parts(found, "notes", found.notes, Note)
    if found.children is not _NOTHING:
        _check_parts(found, "children", found.children, Finding)
    if found.have is not None:
        _check_amount(found, "have", found.have)
    if found.need is not None:
        _check_amount(found, "need", found.need)
    if found.missing is not None:
        _check_amount(found, "missing", found.missing)
    if found.by is not None and (not isinstance(found.by, date) or isinstance(found.by, datetime)):
        raise TypeError(f"by of {found.id} is {type(found.by).__name__}, not a date")
    if found.remedy is not None and not isinstance(found.remedy, Remedy):
        raise TypeError(f"the remedy of {found.id} is not a Remedy")


def _check_parts(found: Finding, name: str, parts: object, kind: type[Any]) -> None:
    if isinstance(parts, tuple):
        for part in parts:
            if not isinstance(part, kind):
                break
        else:
            return
    raise TypeError(f"{name} of {found.id} are not a tuple of {kind.__name__}")


def _check_amount(found: Finding, name: str, amount: object) -> None:
    if not (isinstance(amount, Decimal) and amount.is_finite()):
        raise TypeError(f"{name} of {found.id} is {type(amount).__name__}, not a Decimal")
