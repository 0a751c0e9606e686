"""A plugin whose hook returns its body alone, instead of a list; tests replace what it returns."""

from __future__ import annotations

from typing import Any

from ledger.plugin import hookimpl
from tests.judging.plugins import good

RETURNED: Any = good.GUILD


@hookimpl
def ledger_certifying_bodies() -> Any:
    return RETURNED
