"""A plugin that brings no body."""

from __future__ import annotations

from ledger.plugin import hookimpl


@hookimpl
def ledger_certifying_bodies() -> None:
    return None
