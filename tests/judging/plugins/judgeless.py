"""A plugin whose credential has no judge."""

from __future__ import annotations

from ledger.plugin import CertifyingBody, hookimpl
from tests.judging.made_up import credential

GUILD = CertifyingBody("guild", "The Guild", [credential("a judge")])  # type: ignore[arg-type]


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    return [GUILD]
