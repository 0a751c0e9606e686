"""``key``: signing keys. They need no ledger."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from ledger.cli.main import LazyGroup
from ledger.cli.streams import echo
from ledger.seal.keys import key_file, read_key, write_key
from ledger.seal.notes import SigningKey

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("key", "Make a signing key and print its public key."),
    "show": ("key", "Print the public key that checks what a key signs."),
}
"""Name → the module of `ledger.cli` with ``NAME_command``, and what it does."""


@click.group("key", cls=LazyGroup, table=COMMANDS)
def key_command() -> None:
    """Make and show the keys that sign checkpoints."""


@click.command("new")
@click.argument("name", required=False)
@click.option(
    "--output", metavar="FILE", help="Where to keep it (or LEDGER_KEY); the user's data directory."
)
def new_command(name: str | None, output: str | None) -> None:
    """Make a signing key, readable by you alone, and print its public key.

    NAME is what the key and its ledger go by, for example clinic.example/ledger. Give the public
    key to whoever is to check receipts and checkpoints.
    """
    key = SigningKey.new(name or f"{socket.gethostname() or 'localhost'}/ledger")
    path = key_file(output)
    write_key(key, path)
    echo(f"made a signing key at {path}; it is not in the ledger, so back it up", err=True)
    echo(str(key.public))


@click.command("show")
@click.option("--key", metavar="FILE", help="The signing key (or LEDGER_KEY); the user's own.")
def show_command(key: str | None) -> None:
    """Print the public key that checks what a key signs."""
    echo(str(read_key(Path(key_file(key))).public))
