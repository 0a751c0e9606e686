"""``init``, ``record`` and ``correct``."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import click

from ledger.cli import shapes
from ledger.cli.options import (
    FactDay,
    Whole,
    holder_argument,
    json_option,
    ledger_of,
)
from ledger.cli.streams import although, echo
from ledger.errors import StoreUnavailable
from ledger.facts.catalogue import BY_NAME
from ledger.facts.intake import kind_named
from ledger.facts.jsonl import dumps
from ledger.facts.texts import data_of
from ledger.facts.wording import printable, summary
from ledger.ledger import Ledger
from ledger.recording import Fate, Recorded
from ledger.typed import pairs_of

_KINDS = (
    f"KIND is one of {', '.join(name for name in BY_NAME if name != 'holder-forgotten')}. "
    "docs/facts.md lists the fields of each."
)


@click.command("init")
@click.option("--encrypt", is_flag=True, help="Encrypt what is recorded, under the master key.")
@click.option("--sql", is_flag=True, help="Only print the SQL for a server's administrator.")
@click.pass_context
def init_command(ctx: click.Context, encrypt: bool, sql: bool) -> None:
    """Make an empty ledger. Recording the first fact makes one as well, without encryption."""
    ledger = ledger_of(ctx)
    if sql:
        echo(ledger.init_sql(encrypt=encrypt), nl=False)
        return
    key = ledger.init(encrypt=encrypt)
    if key is not None:
        echo(
            f"made a master key at {key}; without it nobody reads the ledger, so back it up",
            err=True,
        )
    what = "an empty encrypted ledger" if encrypt else "an empty ledger"
    echo(f"made {what} at {ledger.location.shown}", err=True)
    if ledger.note:
        echo(printable(ledger.note), err=True)


@click.command("forget")
@holder_argument
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays readable.")
@json_option
@click.pass_context
def forget_command(ctx: click.Context, holder: str, reason: str, as_json: bool) -> None:
    """Destroy the key to everything recorded about a HOLDER, and record that it was done.

    The facts stay, sealed and countable; names and details are gone. It cannot be undone.
    """
    fact = ledger_of(ctx).forget(holder, reason=reason)
    _say(Recorded(Fate.NEW, fact), as_json)


@click.command("record", epilog=_KINDS)
@click.argument("kind")
@holder_argument
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--on", type=FactDay(), required=True, metavar="DATE", help="The day it happened.")
@click.option("--ref", metavar="REF", help="A reference that makes recording it twice harmless.")
@click.option("--source", metavar="SOURCE", help="Where it was learned.")
@json_option
@click.pass_context
def record_command(
    ctx: click.Context,
    kind: str,
    holder: str,
    fields: tuple[str, ...],
    on: date,
    ref: str | None,
    source: str | None,
    as_json: bool,
) -> None:
    """Record one fact of a KIND about a HOLDER, and print its version and position.

    \b
    ledger record ce-completed reyes --on 2024-05-01 title="Phlebotomy update" \\
        credits=2 unit=contact-hour areas.clinical=1 approved_by=aama
    """
    data = data_of(kind_named(kind), pairs_of(fields))
    ledger = ledger_of(ctx)
    recorded = ledger.record(kind, holder, on=on, data=data, ref=ref, source=source)
    _say(recorded, as_json)
    if recorded.fate is Fate.NEW and recorded.fact.version == 1:
        _say_alike(ledger, holder)


@click.command("correct")
@holder_argument
@click.argument("version", type=Whole(1))
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is corrected.")
@click.option("--void", is_flag=True, help="It never happened.")
@click.option("--on", type=FactDay(), metavar="DATE", help="The day it really happened.")
@json_option
@click.pass_context
def correct_command(
    ctx: click.Context,
    holder: str,
    version: int,
    fields: tuple[str, ...],
    reason: str,
    void: bool,
    on: date | None,
    as_json: bool,
) -> None:
    """Record a correction of fact number VERSION of a HOLDER.

    Fields not named stay as they stand; FIELD= leaves one out.
    """
    ledger = ledger_of(ctx)
    pairs = pairs_of(fields)
    changes: dict[str, object] = {}
    if pairs:
        kind = BY_NAME[ledger.kind_of(holder, version)]
        changes = data_of(kind, [(name, text) for name, text in pairs if text])
        changes |= {name: None for name, text in pairs if not text}
    recorded = ledger.correct(holder, version, reason=reason, void=void, on=on, changes=changes)
    _say(recorded, as_json)


def _say_alike(ledger: Ledger, holder: str) -> None:
    """Names another holder whom a new one may have been meant for."""
    with suppress(StoreUnavailable):  # it is recorded all the same
        for other in ledger.alike(holder)[:1]:
            echo(
                f"{holder} is new here; {other} is known – if that was meant, void this one and "
                "record it again",
                err=True,
            )


def _say(recorded: Recorded, as_json: bool) -> None:
    fact = recorded.fact
    was = "was already recorded" if recorded.fate is Fate.DUPLICATE else "was recorded"
    with although(f"{fact.holder} version {fact.version} {was}"):
        echo(dumps(shapes.recorded(recorded)) if as_json else _sentence(recorded))


def _sentence(recorded: Recorded) -> str:
    fact = recorded.fact
    place = f"{fact.holder} version {fact.version}, position {fact.position}"
    how = "already recorded as" if recorded.fate is Fate.DUPLICATE else "recorded"
    return f"{how} {place}: {fact.kind} {summary(fact.data)}"
