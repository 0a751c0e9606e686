"""``census``: every holder's answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import (
    as_known,
    credential_argument,
    engine_named,
    engine_option,
    json_option,
    jsonl_option,
    known_at_option,
    ledger_of,
    on_option,
    pathway_option,
)
from ledger.cli.standings import tell_of_waiting
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.judging.history import KnownAt
from ledger.judging.judgement import Status
from ledger.questions.census import CensusRow
from ledger.words import count_of


@click.command("census")
@credential_argument
@on_option
@known_at_option
@pathway_option
@click.option(
    "--status",
    type=click.Choice([str(status) for status in Status]),
    help="Only holders with this status.",
)
@engine_option
@json_option
@jsonl_option
@click.pass_context
def census_command(
    ctx: click.Context,
    credential: str,
    on: date | None,
    known_at: KnownAt,
    pathway: str | None,
    status: str | None,
    engine: str | None,
    as_json: bool,
    as_jsonl: bool,
) -> None:
    """Show every holder's answer for a CREDENTIAL on one day."""
    ledger = ledger_of(ctx)
    day = on or date.today()
    if engine is None:
        tell_of_waiting(ledger, known_at, credential)
    found = ledger.census(
        credential,
        on=day,
        known_at=known_at,
        pathway=pathway,
        status=status,
        engine=engine_named(engine),
    )
    if as_jsonl:
        for row in found:
            echo(dumps(shapes.census(row)))
        return
    if as_json:
        echo(dumps(shapes.census_of(credential, day, known_at, found)))
        return
    known = as_known(known_at)
    first = list(islice(found, 1))  # a ledger that cannot be read prints nothing
    echo(drawing.heading(f"{credential} on {day}") + known)
    counts: Counter[str] = Counter()

    def rows() -> Iterator[tuple[str, ...]]:
        for row in chain(first, found):
            counts[row.status] += 1
            yield _cells(row, day, only=pathway)

    header = ("holder", "status", "expires", "left", "open now")
    drawing.table(header, rows(), (14, 14, 10, 8))
    said = ", ".join(f"{count:,} {word}" for word, count in sorted(counts.items()))
    total = sum(counts.values())
    echo(f"{count_of(total, 'holder')}: {said or 'none'}", err=True)


def _cells(row: CensusRow, day: date, *, only: str | None) -> tuple[str, ...]:
    left = (row.expires_on - day).days if row.expires_on else None
    shown = "–" if left is None or left < 0 else f"{left:,} d"
    if only is not None:
        pathways = drawing.answer(row.pathways[only])
    else:
        pathways = drawing.open_pathways(row.pathways)
    expires = str(row.expires_on or "–")
    return row.holder, drawing.status(row.status), expires, shown, pathways
