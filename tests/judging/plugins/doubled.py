"""A plugin that brings two bodies of one code."""

from __future__ import annotations

from ledger.plugin import CertifyingBody, hookimpl
from tests.judging.plugins import good, rival


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    return [good.GUILD, rival.GUILD]
