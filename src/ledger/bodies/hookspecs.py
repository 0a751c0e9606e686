"""The hooks a plugin may implement. A plugin is a module named by an entry point of the group
``ledger.bodies``; it marks its functions with `hookimpl`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from ledger.bodies.body import CertifyingBody

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
    point is named after are undetermined with that reason. A body whose code another plugin already
    brought is refused by name; the first one stays.

    Returns:
        The bodies, each complete with its credentials, rule values and judges.
    """
