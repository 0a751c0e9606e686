"""The credential ledger: who was eligible on any day, as known at any time, and why.

`Ledger` is the whole of it as one object::

    from datetime import date
    from ledger import Ledger

    with Ledger.open("clinic.ledger") as ledger:
        verdict = ledger.eligible("reyes", "aama/cma", on=date(2024, 7, 1))

Importing this package loads neither the store nor a face; `Ledger` is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput, Conflict, LedgerDamaged, LedgerError, StoreUnavailable

if TYPE_CHECKING:
    from ledger.ledger import Ledger

__version__ = "0.1.0"

__all__ = [
    "BadInput",
    "Conflict",
    "Ledger",
    "LedgerDamaged",
    "LedgerError",
    "StoreUnavailable",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name == "Ledger":
        from ledger.ledger import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
