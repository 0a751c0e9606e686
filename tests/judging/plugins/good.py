"""A plugin that brings the guild and its baker."""

from __future__ import annotations

from ledger.plugin import CertifyingBody, hookimpl
from tests.judging.made_up import credential, judging

GUILD = CertifyingBody("guild", "The Guild", [credential(judging(lambda record: True))])


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    return [GUILD]
