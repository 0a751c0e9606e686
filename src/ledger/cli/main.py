"""The ``ledger`` command: its commands are loaded when they are used."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from copy import copy
from importlib import import_module
from typing import Any

import click

from ledger.cli.streams import ReaderGone, apart, echo, standard_streams

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "See the main job on a built-in sample."),
    "init": ("writing", "Make an empty ledger."),
    "record": ("writing", "Record one fact."),
    "correct": ("writing", "Record a correction of a fact."),
    "forget": ("writing", "Destroy the key to a holder's facts; encrypted ledgers."),
    "import": ("files", "Record facts from JSON Lines or CSV."),
    "export": ("files", "Write every fact as canonical JSON Lines."),
    "restore": ("files", "Read an export into an empty ledger."),
    "history": ("facts", "Show a holder's facts, corrections where they act."),
    "fact": ("fact", "Show one fact down to its stored bytes."),
    "holders": ("holders", "Show every holder, what they hold and until when."),
    "log": ("facts", "Show the whole ledger, newest first."),
    "eligible": ("eligible", "Answer for one day: yes, no or undetermined, and why."),
    "compare": ("compare", "Show two answers side by side, and what differs why."),
    "timeline": ("timeline", "Show status and pathways as intervals."),
    "plan": ("plan", "Show what is missing, by when, and the first day of yes."),
    "census": ("census", "Show every holder's answer."),
    "standings": ("standings", "Make everybody's timeline ready for a census."),
    "audit": ("audit", "Find what does not fit together."),
    "rules": ("rules", "Show rule values with dates, sources and confidence."),
    "plugins": ("rules", "Show the certifying bodies loaded, blocked and failed."),
    "browse": ("browse", "Browse the ledger in the terminal."),
    "scenarios": ("scenarios", "Run scenario files against the installed bodies."),
    "checkpoint": ("seal", "Print what the ledger is now, signed."),
    "prove": ("seal", "Write a receipt that a fact is in the ledger."),
    "verify": ("seal", "Check the ledger against its seal, or a receipt."),
    "key": ("key", "Make and show the keys that sign."),
    "body": ("body", "Write a new certifying body; check that one keeps the laws."),
    "completion": ("completion", "Print the shell completion script."),
}

_ASKS_FOR_HELP = getattr(click.exceptions, "NoArgsIsHelpError", ())


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used.

    Args:
        table: Name → the module of `ledger.cli` with ``NAME_command``, and what it does.
        attrs: What else a group is made of.
    """

    def __init__(self, *, table: Mapping[str, tuple[str, str]], **attrs: Any) -> None:
        super().__init__(**attrs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._table:
            return None
        module = import_module(f"ledger.cli.{self._table[cmd_name][0]}")
        gc.freeze()  # what was imported stays
        gc.set_threshold(20_000, 20, 20)  # facts come in thousands and are no cycles
        gc.enable()
        command: click.Command = copy(getattr(module, f"{cmd_name}_command"))
        if command.callback is not None:
            command.callback = apart(command.callback)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._table.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self._table:
            from ledger.facts.fields import quoted
            from ledger.facts.intake import near

            ctx.fail(f"there is no command {quoted(name)}{near(name, self._table)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would exit with 1, which says that the answer is no
            raise ReaderGone from None


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--store", metavar="STORE", help="A path or postgresql://… (or LEDGER_STORE).")
@click.option("--by", metavar="NAME", help="Who records (or LEDGER_RECORDED_BY).")
@click.option("--master-key", metavar="FILE", help="Of an encrypted ledger (or LEDGER_MASTER_KEY).")
@click.version_option(package_name="credential-ledger", prog_name="ledger")
@click.pass_context
def cli(ctx: click.Context, store: str | None, by: str | None, master_key: str | None) -> None:
    """Who was eligible on any day, as known at any time, and why.

    Facts are recorded once and never changed; certifying bodies are plugins that judge them.
    Start with “ledger demo --plain”.
    """
    ctx.obj = {"store": store, "by": by, "master_key": master_key}
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    elif os.environ.get("FORCE_COLOR"):
        ctx.color = True


def main(args: list[str] | None = None) -> None:
    """Runs the command line and exits with the code it promises."""
    gc.disable()  # imports make much and drop nothing; `LazyGroup.get_command` enables it again
    with standard_streams():
        code = _run(args)
    sys.exit(code)


def _run(args: list[str] | None) -> int:
    from ledger.errors import LedgerError

    try:
        result: Any = cli.main(args, prog_name="ledger", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        if isinstance(error, _ASKS_FOR_HELP):
            error.show()
        else:
            _say(*_usage(error))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except LedgerError as error:
        _say("ledger", str(error))
        return error.exit_code
    except ReaderGone:
        return 141
    except Exception as error:
        if os.environ.get("LEDGER_DEBUG"):
            raise
        what = f"this is a bug in the ledger ({type(error).__name__}: {error})"
        _say("ledger", f"{what}; set LEDGER_DEBUG=1 to see where")
        return 70
    return result if isinstance(result, int) else 0


def _usage(error: click.ClickException) -> tuple[str, str]:
    """What is wrong with the words of a command line: the command, and one sentence."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    command = ctx.command_path if ctx else "ledger"
    if type(error) is click.BadParameter and error.param is not None and ctx is not None:
        where = error.param.get_error_hint(ctx).strip("'")
        return command, f"{where}: {error.message}".rstrip(".")
    text = error.format_message().rstrip(".")
    text = f"{text[:1].lower()}{text[1:]}"
    return command, text if text.endswith("?") else f"{text}; see {command} --help"


def _say(command: str, text: str) -> None:
    """One sentence on standard error, on one line, nothing in it that disturbs a terminal."""
    from ledger.facts.wording import printable

    if len(text) > 1_000:
        text = f"{text[:500]} … {text[-400:]}"
    echo(f"{command}: {printable(text)}", err=True)


if __name__ == "__main__":
    main()
