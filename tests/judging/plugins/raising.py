"""A plugin whose hook raises."""

from __future__ import annotations

from ledger.plugin import CertifyingBody, hookimpl


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    raise FileNotFoundError("rules.toml")
