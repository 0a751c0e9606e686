"""``body``: commands for those who write a certifying body. They need no ledger."""

from __future__ import annotations

import click

from ledger.cli.main import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("body_new", "Write the distribution of a new body."),
    "check": ("body_check", "Try every law of a certifying body on an installed one."),
}
"""Name → the module of `ledger.cli` with ``NAME_command``, and what it does."""


@click.group("body", cls=LazyGroup, table=COMMANDS)
def body_command() -> None:
    """For those who write a certifying body."""
