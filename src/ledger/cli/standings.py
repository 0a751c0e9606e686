"""``standings``: makes everybody's timeline ready, so that a census need not judge."""

from __future__ import annotations

import click

from ledger.cli import drawing
from ledger.cli.files import counting
from ledger.cli.options import (
    complete_credential,
    engine_named,
    engine_option,
    json_option,
    ledger_of,
)
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.judging.history import KnownAt
from ledger.ledger import Ledger

MANY = 2_000
"""Holders whom to judge takes so long, some seconds, that somebody who waits is told."""


def tell_of_waiting(ledger: Ledger, known_at: KnownAt, credential: str | None = None) -> None:
    """Says on standard error that many holders are judged before there is an answer."""
    count = ledger.to_judge(credential) if known_at is None else 0
    if count >= MANY:
        echo(
            f"judging {count:,} holders; “ledger standings --engine processes” does that with all "
            "processors and keeps it, unless the ledger is encrypted",
            err=True,
        )


@click.command("standings")
@click.argument("credential", required=False, shell_complete=complete_credential)
@engine_option
@json_option
@click.pass_context
def standings_command(
    ctx: click.Context, credential: str | None, engine: str | None, as_json: bool
) -> None:
    """Make everybody's timeline ready, so that a census need not judge.

    It is kept in a file beside the ledger, which may be deleted at any time. Without a CREDENTIAL,
    every one is made ready.
    """
    where = engine_named(engine)
    with counting("judged") as progress:
        reports = ledger_of(ctx).standings(credential, progress=progress, engine=where)
    if as_json:
        kept = [report._asdict() for report in reports]
        echo(dumps({"schema": "ledger.standings/1", "credentials": kept}))
        return
    header = ("credential", "holders", "intervals", "judged now", "by replay")
    rows = (
        (one.credential, *(f"{n:,}" for n in (one.holders, one.intervals, one.judged)),
         f"{one.replayed:,}")
        for one in reports
    )  # fmt: skip
    drawing.table(header, rows, (14, 10, 10, 10))
