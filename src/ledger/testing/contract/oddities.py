"""The law ``any-facts``: no facts make the judge fail, and foreign ones change no answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ledger.facts.fact import Fact
from ledger.facts.kinds import PaymentMade
from ledger.judging.history import History
from ledger.testing.contract import changing
from ledger.testing.contract.answers import amounts_apart, judged
from ledger.testing.contract.subject import Subject, Trial, Violation
from ledger.testing.histories import history_of

_DAY = timedelta(days=1)
_ON = (date(2024, 2, 29), date(1900, 1, 1), date(2199, 12, 31))
Table = Mapping[str, Any]


def any_facts(subject: Subject) -> Iterator[Violation]:
    """Judges no facts, every kind of fact with the least and with odd data, alone and together.

    Facts about other bodies are added to every history: they change no answer.
    """
    for name, history in _odd(subject.credential.full_code):
        days = {day + step * _DAY for day in _dates(history) for step in (-1, 0, 1, 800, 4000)}
        yield from _failures(subject, name, history, sorted(days))
    for number, trial in enumerate(subject.trials):
        yield from _failures(subject, trial.name, trial.history, list(trial.days))
        if trial.history.facts:
            fact = trial.history.facts[number % len(trial.history.facts)]
            odd = history_of(
                [{**t, "on": fact.on} for t in _tables(subject.credential.full_code)],
                holder=fact.holder,
            )
            mixed = changing.appended(trial.history, odd.recorded)
            yield from _failures(
                subject, f"{trial.name}, with every kind of fact", mixed, list(trial.days)
            )
        yield from _moved_by_others(subject, trial)


def _moved_by_others(subject: Subject, trial: Trial) -> Iterator[Violation]:
    """Answers that facts change which are not about the credential."""
    history, code = trial.history, subject.credential.full_code
    dates = {fact.on for fact in history.facts} | set(trial.days)
    on = sorted(dates | {day - _DAY for day in dates} | {min(dates) - 400 * _DAY})
    before = [judged(subject.case(history), day) for day in trial.days]
    kinds = zip(*(changing.unrelated(day, history.holder, code) for day in on), strict=True)
    more = [list(kind) for kind in kinds]

    def apart(facts: Iterable[Fact[Any]]) -> tuple[date, str] | None:
        case = subject.case(changing.appended(history, facts))
        for day, alone in zip(trial.days, before, strict=True):
            beside = judged(case, day)
            if alone and beside and (found := amounts_apart(alone, beside)):
                return day, found
        return None

    if apart(fact for kind in more for fact in kind) is None:
        return
    for kind in more:
        if found := apart(kind):
            day, what = found
            yield Violation(
                "any-facts",
                f"{trial.name}, {day}: when {_named(kind[0])} is recorded too, {what}",
            )


def _named(fact: Fact[Any]) -> str:
    """A fact, by its kind and what it is about."""
    about = fact.data.body if isinstance(fact.data, PaymentMade) else fact.data.credential
    return f"a {fact.kind} of {about}"


def _failures(
    subject: Subject, name: str, history: History, days: list[date]
) -> Iterator[Violation]:
    case = subject.case(history)
    for day in days:
        for itemised in (True, False):
            found = case.judge(day, itemised=itemised)
            if found.failure is not None:
                why = found.failure.removeprefix(
                    f"the plugin of {subject.credential.full_code} failed: "
                )
                yield Violation("any-facts", f"{name}, {day}: the judge failed: {why}")
                break


def _dates(history: History) -> list[date]:
    return [fact.on for fact in history.facts] or [_ON[0]]


def _odd(code: str) -> Iterator[tuple[str, History]]:
    yield "an empty history", History("holder", ())
    granted = {"kind": "credential-granted", "credential": code, "on": date(2020, 1, 31)}
    for on in _ON:
        tables = [{**table, "on": on} for table in _tables(code)]
        for table in tables:
            said = f"a {table['kind']} of {on}"
            alone = history_of([table])
            yield f"{said} alone", alone
            yield f"{said} that is struck", changing.correcting(alone, None, 1)
            if on == _ON[0]:
                yield f"{said} after a grant", history_of([granted, table])
                yield f"{said} twice after a grant", history_of([granted, table, table])
        yield f"every kind of fact on {on}", history_of(tables)
        yield f"every kind of fact on {on}, in reverse", history_of(list(reversed(tables)))
    yield "foreign facts", changing.recorded(changing.foreign(_ON[0], "holder"))
    yield "a refund of nothing", _refund_of_nothing()


def _refund_of_nothing() -> History:
    paid = {"kind": "payment-made", "body": "elsewhere", "purpose": "exam", "amount": 0,
            "currency": "XXX", "on": _ON[0]}  # fmt: skip
    refund = {"kind": "payment-refunded", "payment": 1, "on": _ON[0] - _DAY}
    return changing.correcting(history_of([paid, refund]), None, 1)


def _tables(code: str) -> list[dict[str, Any]]:
    """Every kind of fact with as little data as there may be, and with odd data."""
    body, day = code.partition("/")[0], date(1990, 2, 28)
    mine = {"credential": code}
    course = {"kind": "ce-completed", "title": "X"}
    return [
        {"kind": "holder-enrolled", "name": "X"},
        {"kind": "holder-updated", "email": "x@example.org"},
        {"kind": "education-enrolled", "program": "X", "accreditor": "X", "expected_on": day},
        {"kind": "education-completed", "program": "X"},
        {"kind": "education-completed", "program": "X", "hours": 0, "practicum_hours": "0.000001"},
        {"kind": "experience-recorded", "role": "X", "started_on": date(1900, 1, 1)},
        *({**course, "credits": "0.000001", "unit": unit}
          for unit in ("contact-hour", "ceu", "credit", "college-credit")),
        {**course, "credits": 999_999_999, "unit": "credit", "areas": {"nowhere": 1}},
        {**course, "credits": 1, "unit": "ceu", "approved_by": ["nobody"], "formal_credit": False},
        *({"kind": "exam-attempted", "outcome": outcome, **mine}
          for outcome in ("passed", "failed", "no-show", "failed", "failed", "failed")),
        *({"kind": "payment-made", "body": body, "purpose": purpose, "amount": 0, "currency": "XXX"}
          for purpose in changing.PURPOSES),
        {"kind": "credential-granted", **mine},
        {"kind": "credential-granted", "expires_on": day, **mine},
        {"kind": "renewal-submitted", **mine},
        {"kind": "renewal-granted", **mine},
        {"kind": "renewal-granted", "route": "nonsense", "expires_on": day, **mine},
        {"kind": "renewal-denied", **mine},
        {"kind": "sanction-imposed", "sanction": "suspension", **mine},
        {"kind": "sanction-imposed", "sanction": "revocation", **mine},
        {"kind": "sanction-lifted", **mine},
        {"kind": "document-filed", "document": "X"},
        {"kind": "document-filed", "document": "cpr-card", "expires_on": day},
        {"kind": "status-observed", "status": "X", **mine},
        {"kind": "credential-granted", "credential": changing.FOREIGN},
        {"kind": "exam-attempted", "outcome": "failed", "credential": changing.FOREIGN},
    ]  # fmt: skip
