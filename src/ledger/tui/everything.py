"""Every class of the browser that binds keys: for the keymap file and the tests."""

from __future__ import annotations

from ledger.tui.app import Browser
from ledger.tui.audit import AuditScreen
from ledger.tui.dialogs import Leaving
from ledger.tui.holder import HolderScreen
from ledger.tui.holders import HoldersScreen
from ledger.tui.journey import JourneyScreen
from ledger.tui.prompts import Prompt
from ledger.tui.rows import RowList
from ledger.tui.rules import RulesScreen
from ledger.tui.supposing import SupposingScreen
from ledger.tui.trail import TrailScreen
from ledger.tui.view import View

OWNERS: tuple[type, ...] = (
    Browser,
    View,
    TrailScreen,
    HoldersScreen,
    HolderScreen,
    JourneyScreen,
    SupposingScreen,
    RulesScreen,
    AuditScreen,
    RowList,
    Leaving,
    Prompt,
)
