"""For plugin authors: scenarios run against bodies, histories built in a line, and the contract.

It has what a test needs beside `ledger.plugin`: the bodies, a case to judge, a clock for a record.

``docs/testing.md`` explains it. Importing this package loads nothing; its names are loaded when
they are first used, so that the pytest plugin costs nothing where there are no scenarios.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.bodies.host import Bodies
    from ledger.judging.case import Case
    from ledger.judging.clock import Clock
    from ledger.judging.rules import Rule
    from ledger.judging.verdict import Verdict
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
    "Bodies",
    "BodyContract",
    "Case",
    "Clock",
    "Law",
    "Mismatch",
    "Outcome",
    "Result",
    "Rule",
    "Scenario",
    "Subject",
    "Verdict",
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
    "testing.histories": ("history_of",),
    "testing.scenarios": (
        "Mismatch",
        "Outcome",
        "Scenario",
        "load",
        "load_file",
        "load_folder",
        "run",
    ),
    "bodies.host": ("Bodies",),
    "judging.case": ("Case",),
    "judging.clock": ("Clock",),
    "judging.rules": ("Rule",),
    "judging.verdict": ("Verdict",),
    "testing.contract": tuple(__all__),
}
"""The modules the names are in; what is in none of the others is part of the contract."""


def __getattr__(name: str) -> Any:
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"ledger.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
