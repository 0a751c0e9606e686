"""A plugin with a body, audit findings and wording of its own; tests replace what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.plugin import CertifyingBody, Credential, Fact, History, hookimpl
from tests.judging.made_up import credential, judging

GUILD = CertifyingBody("guild", "The Guild", [credential(judging(lambda record: True))])


def audited(history: History, credentials: Mapping[str, Credential]) -> Any:
    """Finds nothing."""


def worded(fact: Fact[Any]) -> Any:
    """Leaves the wording to the ledger."""


@hookimpl
def ledger_certifying_bodies() -> list[CertifyingBody]:
    return [GUILD]


@hookimpl
def ledger_audit(history: History, credentials: Mapping[str, Credential]) -> Any:
    return audited(history, credentials)


@hookimpl
def ledger_wording(fact: Fact[Any]) -> Any:
    return worded(fact)
