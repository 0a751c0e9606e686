"""The few exceptions of the ledger. Each says what was wrong, where, and what would be right.

Findings about data are values; these are for what stops a command. ``exit_code`` is the process
exit code the command line promises for the subject.
"""

from __future__ import annotations


class LedgerError(Exception):
    """Base of every error the ledger raises on purpose."""

    exit_code = 2


class BadInput(LedgerError):
    """Something given from outside is not right; nothing was written.

    Args:
        problem: What is wrong and what would be right, one sentence without the place.
        field: The field it concerns, dotted for nested ones (``areas.clinical``).
        line: The 1-based line of the file it stands on.
        file: The name of the file.
    """

    def __init__(
        self,
        problem: str,
        *,
        field: str | None = None,
        line: int | None = None,
        file: str | None = None,
    ) -> None:
        self.problem = problem
        self.field = field
        self.line = line
        self.file = file
        super().__init__(problem)

    def at(self, *, line: int | None = None, file: str | None = None) -> BadInput:
        """The same problem with its place filled in where it was not known yet."""
        return type(self)(
            self.problem,
            field=self.field,
            line=self.line if self.line is not None else line,
            file=self.file or file,
        )

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.field:
            place.append(self.field if self.field.startswith("--") else f"field {self.field}")
        return f"{', '.join(place)}: {self.problem}" if place else self.problem


class Conflict(BadInput):
    """A fact with this ``ref`` is already recorded with other content."""


class StoreUnavailable(LedgerError):
    """The store cannot be used now: locked, full, unreachable, not a ledger, or a newer one."""

    exit_code = 4


class KeyMissing(StoreUnavailable):
    """The ledger is encrypted, and the master key is missing, is another, or may be read by all."""


class LedgerDamaged(LedgerError):
    """What the store holds cannot be what was written."""

    exit_code = 5


class NotProved(LedgerError):
    """A signature or a proof does not hold."""

    exit_code = 5
