"""Options and arguments that several commands share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.streams import aside
from ledger.errors import BadInput, LedgerError
from ledger.facts.fields import DAY, quoted
from ledger.ledger import Ledger
from ledger.typed import day_of, moment_of
from ledger.words import known_at_text

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ledger.bodies.body import Credential
    from ledger.engines import Engine
    from ledger.judging.history import KnownAt


class Day(click.ParamType):  # type: ignore[type-arg]
    """A date like 2024-05-01, or ``today``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return day_of(value)
        except BadInput as error:
            return self.fail(error.problem, param, ctx)


class FactDay(Day):
    """A date on which a fact can have happened."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        day = super().convert(value, param, ctx)
        try:
            return DAY.check(day.isoformat())
        except BadInput as error:
            return self.fail(error.problem, param, ctx)


class Whole(click.ParamType):  # type: ignore[type-arg]
    """A whole number from ``least`` on."""

    name = "number"

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if re.fullmatch(r"[0-9]{1,18}", value) and int(value) >= self.least:
            return int(value)
        return self.fail(f"{quoted(value)} is not a whole number from {self.least} on", param, ctx)


class Moment(click.ParamType):  # type: ignore[type-arg]
    """A date, or an instant with a zone like 2024-05-01T12:00:00Z."""

    name = "date or instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        if isinstance(value, date):
            return value
        try:
            return moment_of(value)
        except BadInput as error:
            return self.fail(error.problem, param, ctx)


def ledger_of(ctx: click.Context) -> Ledger:
    """The ledger of this run, closed when it ends."""
    root = ctx.find_root()
    ledger: Ledger | None = root.meta.get("ledger")
    if ledger is None:
        options = root.obj or {}
        ledger = Ledger.open(
            options.get("store"),
            recorded_by=options.get("by"),
            master_key=options.get("master_key"),
        )
        root.meta["ledger"] = ledger
        root.call_on_close(ledger.close)
    return ledger


def complete_holder(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Holders that begin with what is typed."""
    from click.shell_completion import CompletionItem

    try:
        with Ledger.open((ctx.find_root().params or {}).get("store")) as ledger:
            found = (one for one in ledger.holders() if one.startswith(incomplete))
            return [CompletionItem(one) for one in islice(found, 50)]
    except LedgerError:
        return []


def complete_credential(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Credentials that begin with what is typed."""
    from click.shell_completion import CompletionItem

    codes = _credentials()
    return [CompletionItem(code) for code in codes if code.startswith(incomplete)]


def _credentials() -> Mapping[str, Credential]:
    with aside():
        return Ledger.open(":memory:").bodies.credentials


def _complete_pathway(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    credentials = _credentials()
    # Behind an option without its value click leaves the arguments unparsed.
    words = (ctx.params.get("credential") or "", *ctx.args)
    credential = next((credentials[word] for word in words if word in credentials), None)
    codes = (*credential.pathway_codes, "use-title") if credential else ()
    return [CompletionItem(code) for code in codes if code.startswith(incomplete)]


holder_argument = click.argument("holder", shell_complete=complete_holder)
credential_argument = click.argument("credential", shell_complete=complete_credential)
on_option = click.option("--on", type=Day(), metavar="DATE", help="The day asked about; today.")
known_at_option = click.option(
    "--known-at",
    type=Moment(),
    metavar="WHEN",
    help="As known at this instant, or at the end of this date in UTC; now.",
)
pathway_option = click.option(
    "--for",
    "pathway",
    metavar="PATHWAY",
    shell_complete=_complete_pathway,
    help="Only this pathway.",
)
engine_option = click.option(
    "--engine",
    metavar="ENGINE",
    help="Where it is done: processes, processes:N or dask://HOST:PORT; here.",
)


def _one_form(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
    both = value and ctx.params.get("as_json" if param.name == "as_jsonl" else "as_jsonl")
    if both and not ctx.resilient_parsing:
        raise click.UsageError("--json and --jsonl exclude each other; give one of them", ctx)
    return value


json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_one_form, help="Print one JSON object."
)
jsonl_option = click.option(
    "--jsonl", "as_jsonl", is_flag=True, callback=_one_form, help="Print one JSON object a line."
)


def as_known(known_at: KnownAt) -> str:
    """The knowledge time of a heading, nothing for the latest."""
    return f", as known at {known_at_text(known_at)}" if known_at else ""


def said_of_unknown(ledger: Ledger, holder: str, known_at: KnownAt) -> list[str]:
    """A line for an answer about somebody of whom nothing was known then; none for others."""
    if known_at is None or ledger.history(holder, known_at=known_at):
        return []
    return [click.style(f"nothing about {holder} was known then", fg="yellow")]


def engine_named(text: str | None) -> Engine | None:
    """The engine of an ``--engine``; None: here.

    Raises:
        BadInput: when there is none like that.
    """
    if text is None:
        return None
    from ledger.engines import engine_of

    return engine_of(text)
