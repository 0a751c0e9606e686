"""``body``: commands for those who write a certifying body. They need no ledger."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("body_new", "Write the distribution of a new body."),
    "check": ("body_check", "Try every law of a certifying body on an installed one."),
}
"""Name → the module of `ledger.cli` with ``NAME_command``, and what it does."""


class BodyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ledger.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from ledger.facts.fields import quoted
            from ledger.facts.intake import near

            ctx.fail(f"there is no command {quoted(name)}{near(name, COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group("body", cls=BodyGroup)
def body_command() -> None:
    """For those who write a certifying body."""
