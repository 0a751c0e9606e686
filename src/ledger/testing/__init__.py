"""For plugin authors: scenarios run against bodies, histories built in a line, and the contract.

``docs/testing.md`` explains it. Importing this package loads nothing; its names are loaded when
they are first used, so that the pytest plugin costs nothing where there are no scenarios.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.testing.contract.body_contract import BodyContract
    from ledger.testing.contract.laws import LAWS, Result, check
    from ledger.testing.contract.subject import Law, Subject, Violation
    from ledger.testing.contract.trials import subject_of
    from ledger.testing.histories import history_of
    from ledger.testing.scenarios import (
        Mismatch,
        Outcome,
        Scenario,
        load,
        load_file,
        load_folder,
        run,
    )

__all__ = [
    "LAWS",
    "BodyContract",
    "Law",
    "Mismatch",
    "Outcome",
    "Result",
    "Scenario",
    "Subject",
    "Violation",
    "check",
    "history_of",
    "load",
    "load_file",
    "load_folder",
    "run",
    "subject_of",
]

_ROOMS = {
    "histories": ("history_of",),
    "scenarios": ("Mismatch", "Outcome", "Scenario", "load", "load_file", "load_folder", "run"),
    "contract": tuple(__all__),
}
"""The modules the names are in; what is in none of the first two is part of the contract."""


def __getattr__(name: str) -> Any:
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"ledger.testing.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
