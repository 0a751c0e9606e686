"""The hooks a plugin may implement. A plugin is a module named by an entry point of the group
``ledger.bodies``; it marks its functions with `hookimpl`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pluggy

from ledger.bodies.body import CertifyingBody, Credential
from ledger.bodies.own import OwnFinding
from ledger.facts.fact import Fact
from ledger.judging.history import History

PROJECT = "ledger"
GROUP = "ledger.bodies"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as the implementation of the hook of the same name."""


@hookspec
def ledger_certifying_bodies() -> Iterable[CertifyingBody]:  # type: ignore[empty-body]
    """The certifying bodies this plugin brings.

    Called once for every plugin, when the first question about a credential is asked. Returning
    nothing (None or an empty list) means that the plugin brings no body. Raising blocks nothing
    else: the plugin is listed as failed with the error, and the credentials of the body its entry
    point is named after are undetermined with that reason. Of several plugins that bring one body
    the one whose entry point has the body's name is taken and the others fail; where none has it,
    all of them fail.

    Returns:
        The bodies, each complete with its credentials, rule values and judges.
    """


@hookspec
def ledger_audit(history: History, credentials: Mapping[str, Credential]) -> Iterable[OwnFinding]:  # type: ignore[empty-body]
    """What a body itself finds not to fit in a holder's history.

    Called by an audit, once for every holder with a fact that names a body of this plugin.
    Returning nothing means that everything fits. Raising, or returning something else, becomes an
    audit finding that names the plugin and the error; all other findings are as they would have
    been.

    Args:
        history: The holder's history at the latest knowledge, corrections applied: ``facts`` are
            those that stand, in order of day; ``recorded`` all of them, in order of record.
        credentials: Full code → credential, of this plugin.

    Returns:
        What does not fit. ``ledger audit`` shows it under the name of the plugin's entry point.
    """


@hookspec
def ledger_wording(fact: Fact[Any]) -> str | None:
    """A body's own wording of a fact, in a few words on one line, without the day.

    Called for facts that name a body of this plugin, wherever a face that has loaded the plugins
    lists facts. Returning nothing means that the ledger's own wording is right. Raising, or
    returning something that is not text, leaves the ledger's own wording in place; the plugin is
    listed with the trouble, and is not asked again in this process when it did not end.

    Args:
        fact: The fact, as it stands.

    Returns:
        The wording, None: the ledger's own.
    """
