"""A plugin that brings something that is not a body."""

from __future__ import annotations

from ledger.plugin import hookimpl


@hookimpl
def ledger_certifying_bodies() -> list[object]:
    return ["guild"]
