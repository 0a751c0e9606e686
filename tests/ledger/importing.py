"""Files to import, and what comes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger import BadInput, Ledger
from ledger.facts.fact import Fact

HEADER = "holder,on,kind,document,issuer\n"
ROW = "reyes,2024-05-01,document-filed,cpr-card,AHA\n"


def facts(ledger: Ledger, file: Path, text: str, *, kind: str | None = None) -> list[Fact[Any]]:
    """The facts that a file of this text brings, all of which are right."""
    file.write_text(text, encoding="utf-8", newline="")
    reports = ledger.import_(file, kind=kind)
    assert [str(report.problem) for report in reports if report.problem] == []
    return [report.fact for report in reports if report.fact is not None]


def problem(ledger: Ledger, file: Path, text: str, *, kind: str | None = None) -> str:
    """What is wrong with the one row, or the file, of this text; without the file's name."""
    file.write_text(text, encoding="utf-8", newline="")
    try:
        (report,) = ledger.import_(file, kind=kind)
    except BadInput as error:
        found = error
    else:
        assert report.problem is not None
        found = report.problem
    return str(found).removeprefix(f"{file}, ")
