"""A plugin that forgets to mark its hook."""

from __future__ import annotations

from ledger.plugin import CertifyingBody


def ledger_certifying_bodies() -> list[CertifyingBody]:
    return []
