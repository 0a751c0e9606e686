"""``timeline``: status and pathways as intervals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import (
    Day,
    as_known,
    credential_argument,
    holder_argument,
    json_option,
    jsonl_option,
    known_at_option,
    ledger_of,
    said_of_unknown,
)
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable
from ledger.judging.history import KnownAt
from ledger.judging.verdict import Interval
from ledger.words import last_day


@click.command("timeline")
@holder_argument
@credential_argument
@click.option(
    "--from", "start", type=Day(), metavar="DATE", help="The first day; of the first fact."
)
@click.option(
    "--to", "end", type=Day(), metavar="DATE", help="The last day; 10 years after the last."
)
@known_at_option
@json_option
@jsonl_option
@click.pass_context
def timeline_command(
    ctx: click.Context,
    holder: str,
    credential: str,
    start: date | None,
    end: date | None,
    known_at: KnownAt,
    as_json: bool,
    as_jsonl: bool,
) -> None:
    """Show status and pathways of a HOLDER and a CREDENTIAL as intervals."""
    ledger = ledger_of(ctx)
    intervals = ledger.timeline(holder, credential, start=start, end=end, known_at=known_at)
    if as_json:
        echo(dumps(shapes.timeline(holder, credential, known_at, intervals)))
        _narrate(intervals)
        return
    if as_jsonl:
        for interval in intervals:
            echo(dumps(shapes.interval(interval)))
        _narrate(intervals)
        return
    name = ledger.name(holder, known_at=known_at)
    who = printable(f"{name} · {holder}" if name else holder)
    known = as_known(known_at)
    echo(drawing.heading(f"{who} · {credential}") + known)
    for line in said_of_unknown(ledger, holder, known_at):
        echo(line)
    rows = []
    for interval in intervals:
        rows.append(
            (
                interval.since.isoformat(),
                str(last_day(interval.until)),
                drawing.status(interval.status),
                str(interval.expires_on or "–"),
                drawing.open_pathways(interval.pathways),
            )
        )
    drawing.table(("from", "through", "status", "expires", "open"), rows, (10, 10, 14, 10))
    for said in _failures(intervals):
        echo(drawing.paragraph(said, 2))


def _failures(intervals: list[Interval]) -> Iterator[str]:
    """Why days are undetermined on which there is no judgement, a sentence for each interval."""
    for one in intervals:
        if one.failure is not None:
            yield f"{one.since} through {last_day(one.until)}: {one.failure}"


def _narrate(intervals: list[Interval]) -> None:
    for said in _failures(intervals):
        echo(f"ledger: undetermined from {printable(said)}", err=True)
