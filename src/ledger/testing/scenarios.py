"""Scenario files: facts of one holder, questions, and the right answers, in TOML.

The form is described in ``docs/scenarios.md``. Only what an ask names is checked; a key that is not
known is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies
from ledger.errors import BadInput
from ledger.facts.fields import DECIMAL, Inexact
from ledger.facts.intake import near
from ledger.facts.toml import read_text, read_toml
from ledger.judging.case import NOT_JUDGED, Case
from ledger.judging.findings import NO, Answer, Finding
from ledger.judging.history import History
from ledger.judging.judgement import USE_TITLE, Status
from ledger.judging.verdict import PathwayVerdict, Verdict
from ledger.testing.histories import history_of

_SCENARIO_KEYS = ("name", "credential", "facts", "asks")
_PATHWAY_KEYS = ("answer", "disputed", "missing", "because")
_ASK_KEYS = ("on", "known_at", "status", "expires_on", "pathway", *_PATHWAY_KEYS)


@dataclass(frozen=True)
class Scenario:
    """One scenario of a file.

    Attributes:
        file: The file it stands in.
        name: A sentence that says what it shows.
        credential: The credential all its asks are about.
        history: Its facts.
        asks: Its questions with their answers, as they stand in the file.
    """

    file: str
    name: str
    credential: str
    history: History
    asks: Sequence[Mapping[str, Any]]


class Mismatch(NamedTuple):
    """One wrong answer.

    Attributes:
        ask: The number of the ask within its scenario, from 1.
        question: The ask in words, for example ``on 2024-02-29, recertify-ce``.
        what: What was compared, for example ``missing R-TOTAL``.
        finding: The finding tree of the pathway asked about, if one was; without a judgement, why
            there is none.
    """

    scenario: Scenario
    ask: int
    question: str
    what: str
    expected: str
    got: str
    finding: Finding | None

    def __str__(self) -> str:
        return (
            f"{self.scenario.file}: {self.scenario.name}: ask {self.ask} ({self.question}): "
            f"{self.what}: expected {self.expected}, got {self.got}"
        )


class Outcome(NamedTuple):
    """What became of one scenario."""

    scenario: Scenario
    mismatches: tuple[Mismatch, ...]


def load(text: str, *, file: str = "scenarios") -> list[Scenario]:
    """The scenarios in the text of a file.

    Raises:
        BadInput: naming file, scenario, fact or ask, and what would be right.
    """
    document = read_toml(text, file=file, parse_float=Inexact)
    tables = document.pop("scenario", [])
    if document or not isinstance(tables, list) or not tables:
        raise BadInput("holds no [[scenario]] tables, or something beside them", file=file)
    return [_scenario(table, file, number) for number, table in enumerate(tables, 1)]


def load_file(path: Path) -> list[Scenario]:
    """The scenarios in a file, which is named as given.

    Raises:
        BadInput: as `load`, and when the file cannot be read.
    """
    return load(read_text(path, file=str(path)), file=str(path))


def load_folder(folder: Path) -> list[Scenario]:
    """The scenarios in the ``*.toml`` files of a folder, in order of the files' names.

    Raises:
        BadInput: as `load_file`, and when there is no such file.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise BadInput("is no folder with scenario files (*.toml)", file=str(folder))
    return [scenario for file in files for scenario in load_file(file)]


def run(scenarios: Iterable[Scenario], bodies: Bodies) -> list[Outcome]:
    """Every scenario judged by the installed bodies, with what was not as expected.

    Raises:
        BadInput: for a credential or a pathway no body has.
    """
    return [_run(scenario, bodies) for scenario in scenarios]


def _scenario(table: Any, file: str, number: int) -> Scenario:
    where = f"scenario {number}"
    if not isinstance(table, dict):
        raise BadInput("is not a table", file=file, field=where)
    name, credential = table.get("name"), table.get("credential")
    for key in table:
        _known(key, _SCENARIO_KEYS, file, where)
    for key, value in (("name", name), ("credential", credential)):
        if not isinstance(value, str) or not value:
            raise BadInput("is missing", file=file, field=f"{where}.{key}")
    where = f"“{name}”"
    facts, asks = table.get("facts", []), table.get("asks", [])
    for key, value in (("facts", facts), ("asks", asks)):
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise BadInput("is not a list of tables", file=file, field=f"{where}.{key}")
    if not asks:
        raise BadInput("asks nothing", file=file, field=where)
    try:
        history = history_of(facts, credential=credential)
    except BadInput as error:
        field = f"{where}.{error.field}" if error.field else where
        raise BadInput(error.problem, file=file, field=field) from None
    for index, ask in enumerate(asks):
        _check_ask(ask, file, f"{where}.asks[{index}]")
    return Scenario(file, str(name), str(credential), history, asks)


def _known(key: str, names: Sequence[str], file: str, where: str) -> None:
    if key not in names:
        raise BadInput(f"is not known{near(key, names)}", file=file, field=f"{where}.{key}")


def _check_ask(ask: Mapping[str, Any], file: str, where: str) -> None:
    def wrong(key: str, problem: str) -> BadInput:
        return BadInput(problem, file=file, field=f"{where}.{key}")

    for key in ask:
        _known(key, _ASK_KEYS, file, where)
    if type(ask.get("on")) is not date:
        raise wrong("on", "is not a date")
    known_at = ask.get("known_at")
    if isinstance(known_at, datetime):
        if known_at.tzinfo is None:
            raise wrong("known_at", "has no zone; end it with a Z")
    elif known_at is not None and type(known_at) is not date:
        raise wrong("known_at", "is neither a date nor an instant")
    if "status" in ask and ask["status"] not in list(Status):
        raise wrong("status", f"is not one of {', '.join(Status)}")
    if "expires_on" in ask and ask["expires_on"] != "none" and type(ask["expires_on"]) is not date:
        raise wrong("expires_on", 'is neither a date nor "none"')
    if "answer" in ask and ask["answer"] not in list(Answer):
        raise wrong("answer", f"is not one of {', '.join(Answer)}")
    if any(key in ask for key in _PATHWAY_KEYS) and not isinstance(ask.get("pathway"), str):
        raise wrong("pathway", "is missing; the ask is about one")
    if not isinstance(ask.get("disputed", True), bool):
        raise wrong("disputed", "is not true or false")
    missing, because = ask.get("missing", {}), ask.get("because", [])
    if not isinstance(missing, dict):
        raise wrong("missing", "is not a table of finding id and amount")
    for id_, amount in missing.items():
        try:
            DECIMAL.check(amount)
        except BadInput as error:
            raise wrong(f"missing.{id_}", error.problem) from None
    if not isinstance(because, list) or not all(isinstance(id_, str) for id_ in because):
        raise wrong("because", "is not a list of finding ids")


def _run(scenario: Scenario, bodies: Bodies) -> Outcome:
    try:
        credential = bodies.credential(scenario.credential)
    except BadInput as error:
        field = f"“{scenario.name}”.credential"
        raise BadInput(error.problem, file=scenario.file, field=field) from None
    found: list[Mismatch] = []
    for number, ask in enumerate(scenario.asks, 1):
        known_at = ask.get("known_at")
        case = Case(credential, scenario.history.known_at(known_at), known_at)
        verdict = case.verdict(ask["on"])
        pathway = _pathway(scenario, number, ask, verdict, credential)
        question = f"on {ask['on']}" + (f", known at {known_at}" if known_at else "")
        if "pathway" in ask:
            question += f", {ask['pathway']}"
        found += [
            Mismatch(
                scenario,
                number,
                question,
                what,
                expected,
                got,
                pathway.finding if pathway else _failure(verdict),
            )
            for what, expected, got in _compared(ask, verdict, pathway)
            if expected != got
        ]
    return Outcome(scenario, tuple(found))


def _pathway(
    scenario: Scenario, number: int, ask: Mapping[str, Any], verdict: Verdict, of: Credential
) -> PathwayVerdict | None:
    if "pathway" not in ask:
        return None
    pathway = verdict.pathways.get(ask["pathway"])
    failure = _failure(verdict)
    if pathway is None and failure is not None:
        raise BadInput(failure.text, file=scenario.file, field=f"“{scenario.name}”.credential")
    if pathway is None:
        raise BadInput(
            f"{of.full_code} has no pathway “{ask['pathway']}”"
            f"{near(ask['pathway'], verdict.pathways)}",
            file=scenario.file,
            field=f"“{scenario.name}”.asks[{number - 1}].pathway",
        )
    return pathway


def _failure(verdict: Verdict) -> Finding | None:
    """Why there is no judgement, None: there is one."""
    finding = verdict.pathways[USE_TITLE].finding
    return finding if finding.id == NOT_JUDGED else None


def _compared(
    ask: Mapping[str, Any], verdict: Verdict, pathway: PathwayVerdict | None
) -> Iterable[tuple[str, str, str]]:
    """What is compared, what is expected, what was got."""
    if "status" in ask:
        yield "status", ask["status"], str(verdict.status)
    if "expires_on" in ask:
        yield "expires_on", str(ask["expires_on"]), str(verdict.expires_on or "none")
    if pathway is None:
        return
    if "answer" in ask:
        yield "answer", ask["answer"], str(pathway.answer)
    if "disputed" in ask:
        yield "disputed", _flag(ask["disputed"]), _flag(pathway.disputed)
    findings = list(pathway.finding.walk())
    ids = dict.fromkeys(finding.id for finding in findings)
    missing = {f.id: f.missing for f in findings if f.missing is not None}
    for id_, amount in ask.get("missing", {}).items():
        got = _number(missing.get(id_))
        if id_ not in ids:
            got += f": no finding has the id {id_}{near(id_, ids)}"
        yield f"missing {id_}", _number(Decimal(amount)), got
    refusing = {finding.id for finding in findings if finding.answer is NO}
    for id_ in ask.get("because", []):
        got = id_ if id_ in refusing else ", ".join(sorted(refusing)) or "no finding that is no"
        if id_ not in ids:
            got += f": no finding has the id {id_}{near(id_, ids)}"
        yield "because", id_, got


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _number(value: Decimal | None) -> str:
    return "nothing" if value is None else f"{value.normalize():f}"
