"""A plugin that brings a body of the same code as another's, with another credential."""

from __future__ import annotations

from ledger.plugin import CertifyingBody, hookimpl
from tests.judging.made_up import credential, judging

COOK = credential(judging(lambda record: False), code="cook")
GUILD = CertifyingBody("guild", "The other Guild", [COOK])


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    return [GUILD]
