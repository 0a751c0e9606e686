"""The screens of the browser, each made when somebody goes there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from textual.command import Provider


def _trail() -> Screen[None]:
    from ledger.tui.trail import TrailScreen

    return TrailScreen()


def _holders() -> Screen[None]:
    from ledger.tui.holders import HoldersScreen

    return HoldersScreen()


def _holder() -> Screen[None]:
    from ledger.tui.holder import HolderScreen

    return HolderScreen()


def _rules() -> Screen[None]:
    from ledger.tui.rules import RulesScreen

    return RulesScreen()


def _plugins() -> Screen[None]:
    from ledger.tui.plugins import PluginsScreen

    return PluginsScreen()


def _audit() -> Screen[None]:
    from ledger.tui.audit import AuditScreen

    return AuditScreen()


def palette() -> type[Provider]:
    """What the command palette finds beside the keys."""
    from ledger.tui.palette import LedgerProvider

    return LedgerProvider


SCREENS: Mapping[str, Callable[[], Screen[None]]] = {
    "trail": _trail,
    "holders": _holders,
    "holder": _holder,
    "rules": _rules,
    "plugins": _plugins,
    "audit": _audit,
}
"""Name → what makes the screen."""
