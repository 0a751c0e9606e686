"""``completion``: prints the shell completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ledger.cli.streams import echo

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL; for bash: eval "$(ledger completion bash)"."""
    found = get_completion_class(shell)
    if found is not None:
        script = found(ctx.find_root().command, {}, "ledger", "_LEDGER_COMPLETE")
        echo(script.source())
