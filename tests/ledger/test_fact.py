"""`Ledger.fact`: everything about one fact, also when its bytes do not decode."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger import BadInput, Ledger
from ledger.facts.catalogue import BY_NAME
from ledger.questions.dossier import FactDossier
from tests.ledger.clinic import document, granted
from tests.store.facts import plain
from tests.store.test_damage import DAMAGED, NEWER

DOCUMENT = BY_NAME["document-filed"].code
BODY = b"\x97\x01\xa6tester\xc0\xc0\xa8cpr-card\xc0\xc0"
"""Schema 1, who recorded it, neither source nor ref, the document, neither issuer nor expiry."""


def versions(facts: tuple[object, ...]) -> list[int]:
    return [fact.version for fact in facts]  # type: ignore[attr-defined]


def shown(dossier: FactDossier) -> list[tuple[int, bytes, str, str]]:
    return [tuple(part) for part in dossier.parts]  # type: ignore[misc]


@pytest.fixture
def corrected(ledger: Ledger) -> Ledger:
    """1 a document, 2 another; 3 and 5 correct the first, 4 voids 3, 6 voids 4."""
    document(ledger)
    document(ledger, "diploma")
    ledger.correct("reyes", 1, reason="misread", changes={"issuer": "Red Cross"})
    ledger.correct("reyes", 3, reason="it was right", void=True)
    ledger.correct("reyes", 1, reason="misread again", changes={"issuer": "AHA"})
    ledger.correct("reyes", 4, reason="no, it was wrong", void=True)
    return ledger


def insert(path: Path, code: int, body: bytes, *, happened: int = 19_844) -> None:
    """Writes a second fact of reyes past the ledger, on 2024-05-01 unless told."""
    with plain(path) as connection:
        last = "SELECT max(recorded_at) FROM facts"
        connection.execute(
            f"INSERT INTO facts VALUES (2, 1, 2, ?, ?, ({last}), ?, zeroblob(32))",
            (code, happened, body),
        )


# ---- What is told of a fact


def test_a_fact_is_told_with_its_place_day_and_instant(ledger: Ledger) -> None:
    granted(ledger, "adams")
    recorded = document(ledger)
    found = ledger.fact("reyes", 1)
    assert found[:6] == (
        "reyes", 1, 2, "document-filed", date(2024, 5, 1), datetime(2024, 5, 3, 10, tzinfo=UTC),
    )  # fmt: skip
    assert (found.fact, found.standing, found.problem) == (recorded, recorded, None)


def test_the_canonical_line_is_that_of_an_export(ledger: Ledger) -> None:
    document(ledger)
    assert ledger.fact("reyes", 1).line == (
        '{"holder":"reyes","version":1,"position":1,"kind":"document-filed","on":"2024-05-01",'
        '"recorded_at":"2024-05-03T10:00:00.000000Z","recorded_by":"tester",'
        '"data":{"document":"cpr-card"}}'
    )


def test_the_stored_bytes_are_told_and_taken_apart(ledger: Ledger) -> None:
    document(ledger)
    found = ledger.fact("reyes", 1)
    assert found.stored == BODY
    assert shown(found) == [
        (0, b"\x97", "array", "of 7"),
        (1, b"\x01", "schema", "1"),
        (2, b"\xa6tester", "recorded_by", "tester"),
        (9, b"\xc0", "source", "absent"),
        (10, b"\xc0", "ref", "absent"),
        (11, b"\xa8cpr-card", "document", "cpr-card"),
        (20, b"\xc0", "issuer", "absent"),
        (21, b"\xc0", "expires_on", "absent"),
    ]


# ---- Corrections


@pytest.mark.parametrize(
    ("version", "state", "corrects", "corrected_by"),
    [
        (1, "corrected", [], [3, 4, 5, 6]),
        (2, "stands", [], []),
        (3, "stands", [1], [4, 6]),
        (4, "void", [3, 1], [6]),
        (5, "stands", [1], []),
        (6, "stands", [4, 3, 1], []),
    ],
)
def test_corrections_are_followed_both_ways(
    corrected: Ledger, version: int, state: str, corrects: list[int], corrected_by: list[int]
) -> None:
    found = corrected.fact("reyes", version)
    assert (found.state, versions(found.corrects)) == (state, corrects)
    assert versions(found.corrected_by) == corrected_by


def test_a_fact_is_told_as_it_stands_too(corrected: Ledger) -> None:
    found = corrected.fact("reyes", 1)
    assert found.fact is not None
    assert found.standing is not None
    assert (found.fact.data.issuer, found.standing.data.issuer) == (None, "AHA")


def test_a_void_fact_does_not_stand(corrected: Ledger) -> None:
    found = corrected.fact("reyes", 4)
    assert (found.fact is None, found.standing) == (False, None)


def test_a_correction_that_was_turned_to_another_fact_is_told_of_both(ledger: Ledger) -> None:
    document(ledger)
    document(ledger, "diploma")
    ledger.correct("reyes", 1, reason="never filed", void=True)
    ledger.correct("reyes", 3, reason="the other one", changes={"corrects": 2})
    assert versions(ledger.fact("reyes", 1).corrected_by) == [3, 4]
    assert versions(ledger.fact("reyes", 2).corrected_by) == [3, 4]
    assert versions(ledger.fact("reyes", 3).corrects) == [2]


# ---- What does not decode


@pytest.mark.parametrize("what", [*DAMAGED, *NEWER])
def test_a_fact_that_does_not_decode_is_told_from_its_columns(
    ledger: Ledger, path: Path, what: str
) -> None:
    document(ledger)
    code, body = {**DAMAGED, **NEWER}[what]
    insert(path, code, body)
    found = ledger.fact("reyes", 2)
    assert (found.position, found.on, found.stored) == (2, date(2024, 5, 1), body)
    assert (found.fact, found.standing, found.line) == (None, None, None)
    assert (found.state, found.corrects, found.corrected_by) == ("stands", (), ())
    assert found.problem is not None
    assert found.problem.startswith("position 2: ")


@pytest.mark.parametrize("what", [*DAMAGED, *NEWER])
def test_the_parts_of_whatever_is_stored_are_all_of_it(
    ledger: Ledger, path: Path, what: str
) -> None:
    document(ledger)
    code, body = {**DAMAGED, **NEWER}[what]
    insert(path, code, body)
    assert b"".join(part.raw for part in ledger.fact("reyes", 2).parts) == body


def test_a_kind_of_a_newer_version_is_told_by_its_code(ledger: Ledger, path: Path) -> None:
    document(ledger)
    insert(path, 99, BODY)
    found = ledger.fact("reyes", 2)
    assert found.kind == "unknown-99"
    assert found.problem == (
        "position 2: a fact of kind code 99, schema 1, was written by a newer version of the "
        "ledger; install that version to read it"
    )


def test_a_fact_beside_one_that_does_not_decode_is_told_without_corrections(
    ledger: Ledger, path: Path
) -> None:
    recorded = document(ledger)
    insert(path, 99, BODY)
    found = ledger.fact("reyes", 1)
    assert (found.fact, found.corrected_by) == (recorded, ())
    assert found.problem is not None
    assert found.problem.startswith("what corrected it cannot be told: position 2: ")


@pytest.mark.parametrize(("happened", "on"), [(10**9, date.max), (-(10**9), date.min)])
def test_a_day_outside_the_calendar_is_the_last_or_first_there_is(
    ledger: Ledger, path: Path, happened: int, on: date
) -> None:
    document(ledger)
    insert(path, DOCUMENT, BODY, happened=happened)
    found = ledger.fact("reyes", 2)
    assert (found.fact, found.on) == (None, on)


# ---- What is refused


@pytest.mark.parametrize("version", [0, -1, 2, 2**63, 10**30])
def test_a_version_there_is_not_is_refused(ledger: Ledger, version: int) -> None:
    document(ledger)
    with pytest.raises(BadInput, match=f"reyes has no fact with version {version}"):
        ledger.fact("reyes", version)


@pytest.mark.parametrize(("holder", "problem"), [("reye", "did you mean reyes"), ("a b", "a b")])
def test_a_holder_there_is_not_is_refused(ledger: Ledger, holder: str, problem: str) -> None:
    document(ledger)
    with pytest.raises(BadInput, match=problem):
        ledger.fact(holder, 1)
