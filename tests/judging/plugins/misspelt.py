"""A plugin whose hook is misspelt."""

from __future__ import annotations

from ledger.plugin import hookimpl


@hookimpl
def ledger_certifying_body() -> list[object]:
    return []
