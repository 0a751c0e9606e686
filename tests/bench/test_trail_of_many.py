"""Filters over thousands of facts show what a search through the export, line by line, finds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from ledger import Ledger
from ledger.questions import trail
from ledger.questions.trail import TrailFilter
from tests.bench.make_ledger import make

COUNT = 3_000


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("bench") / "made.ledger"
    make(path, COUNT, 2)
    with Ledger.open(path) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def lines(ledger: Ledger) -> list[dict[str, Any]]:
    """The export, newest first."""
    file = io.StringIO()
    ledger.export(file)
    return [json.loads(line) for line in reversed(file.getvalue().splitlines())]


def found(ledger: Ledger, only: TrailFilter, limit: int) -> list[int]:
    positions: list[int] = []
    before: int | None = None
    while before != 1:
        page = ledger.trail(before=before, limit=limit, only=only)
        positions += [row.position for row in page.rows]
        before = page.reached
    return positions


@pytest.mark.parametrize("limit", [7, 200])
@pytest.mark.parametrize("kind", ["ce-completed", "sanction-lifted"])
def test_a_kind(ledger: Ledger, lines: list[dict[str, Any]], kind: str, limit: int) -> None:
    expected = [line["position"] for line in lines if line["kind"] == kind]
    assert found(ledger, TrailFilter(kind=kind), limit) == expected


@pytest.mark.parametrize("limit", [7, 200])
@pytest.mark.parametrize(
    "text",
    ["wound", "MÜLLER", "köln", "医学", "ü", "front-desk", "postmark", "reyes-", "corrected"],
)
def test_a_text(
    ledger: Ledger,
    lines: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    limit: int,
) -> None:
    """None of these could stand in a number or a date, or in the name of a field."""
    for name in ("LOOKED_AT", "SEARCHED", "READ", "DECODED"):
        monkeypatch.setattr(trail, name, 700)
    expected = [
        line["position"]
        for line in lines
        if text.lower() in json.dumps(line, ensure_ascii=False).lower()
    ]
    assert expected
    assert found(ledger, TrailFilter(text=text), limit) == expected
