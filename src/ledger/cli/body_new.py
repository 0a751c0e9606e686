"""``body new``: a new certifying body from nothing."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.cli.streams import echo
from ledger.scaffold import write_body


@click.command("new")
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), metavar="DIR", help="Where to; ./NAME.")
def new_command(name: str, folder: Path | None) -> None:
    """Write the distribution of a new certifying body NAME, for example acme.

    It installs and passes its own tests at once; its values are made up. Nothing is overwritten.
    """
    folder = folder or Path(name)
    for path in write_body(name, folder):
        echo(path.as_posix())
    echo(f"install it: pip install -e {folder.as_posix()}", err=True)
