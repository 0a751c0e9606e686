"""``history`` and ``log``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import (
    Day,
    Whole,
    as_known,
    holder_argument,
    json_option,
    jsonl_option,
    known_at_option,
    ledger_of,
    said_of_unknown,
)
from ledger.cli.streams import echo
from ledger.facts.fact import Fact
from ledger.facts.fields import HOLDER
from ledger.facts.jsonl import dumps, line_of
from ledger.facts.wording import printable, summary
from ledger.judging.history import KnownAt
from ledger.questions.history import Entry, State
from ledger.words import known_at_text


@click.command("history")
@holder_argument
@known_at_option
@json_option
@jsonl_option
@click.pass_context
def history_command(
    ctx: click.Context, holder: str, known_at: KnownAt, as_json: bool, as_jsonl: bool
) -> None:
    """Show the facts of a HOLDER in order of record, corrections where they act."""
    ledger = ledger_of(ctx)
    entries = ledger.history(holder, known_at=known_at)
    if as_jsonl:
        for entry in entries:
            echo(dumps(shapes.entry(entry)))
    elif as_json:
        facts = [shapes.entry(entry) for entry in entries]
        when = known_at_text(known_at)
        shape = "ledger.history/1"
        echo(dumps({"schema": shape, "holder": holder, "known_at": when, "facts": facts}))
    else:
        name = ledger.name(holder, known_at=known_at)
        known = as_known(known_at)
        echo(drawing.heading(printable(f"{name} · {holder}" if name else holder)) + known)
        for line in said_of_unknown(ledger, holder, known_at):
            echo(line)
        rows = (row for entry in entries for row in _rows(entry))
        drawing.table(("", "happened", "recorded", "kind", "what"), rows, (4, 10, 10, 19))


def _rows(entry: Entry) -> Iterator[tuple[str, ...]]:
    fact = entry.fact
    what = summary(fact.data)
    on = fact.on.isoformat()
    if entry.state is not State.STANDS:
        what, on = click.style(what, strikethrough=True, dim=True), drawing.dim(on)
    version = str(fact.version)
    yield version, on, fact.recorded_at.date().isoformat(), fact.kind, what
    if entry.state is State.VOID and entry.corrected_by is not None:
        yield "", "", "", "", click.style(f"⟲ void by {entry.corrected_by}", fg="yellow")
    elif entry.state is State.CORRECTED and entry.standing is not None:
        stands = f"⟲ {entry.standing.on} {summary(entry.standing.data)}"
        by = f" (by {entry.corrected_by})"
        yield "", "", "", "", click.style(stands, fg="yellow") + drawing.dim(by)


@click.command("log")
@click.option("--holder", metavar="HOLDER", help="Only facts of this holder.")
@click.option("--kind", metavar="KIND", help="Only facts of this kind.")
@click.option("--body", metavar="BODY", help="Only facts that name this certifying body.")
@click.option("--from", "since", type=Day(), metavar="DATE", help="Only facts from this day on.")
@click.option("--to", "through", type=Day(), metavar="DATE", help="Only facts through this day.")
@click.option("--text", metavar="TEXT", help="Only facts that hold this text, in any case.")
@click.option("--limit", type=Whole(0), metavar="N", help="At most so many.")
@click.option("--follow", is_flag=True, help="Go on showing new facts as they are recorded.")
@jsonl_option
@click.pass_context
def log_command(
    ctx: click.Context,
    holder: str | None,
    kind: str | None,
    body: str | None,
    since: date | None,
    through: date | None,
    text: str | None,
    limit: int | None,
    follow: bool,
    as_jsonl: bool,
) -> None:
    """Show the whole ledger, newest first."""
    ledger = ledger_of(ctx)
    head = ledger.head()
    if holder is not None:
        HOLDER.check(holder)
    facts = ledger.log(holder=holder, kind=kind, body=body, since=since, through=through, text=text)
    shown: Iterator[Fact[Any]] = islice(facts, limit)
    if follow:
        seen = (fact for fact in facts if fact.position <= head)
        shown = reversed(list(islice(seen, 10 if limit is None else limit)))
    widths = (9, 16, 10, 12, 19)
    count = 0

    def counted() -> Iterator[Fact[Any]]:
        nonlocal count
        for fact in shown:
            count += 1
            yield fact

    if as_jsonl:
        for fact in counted():
            echo(line_of(fact))
    else:
        header = ("position", "recorded", "happened", "holder", "kind", "what")
        drawing.table(header, map(_cells, counted()), widths)
    if not follow:
        if not count and limit != 0:
            echo("no facts", err=True)
        return
    for fact in ledger.follow(
        head, holder=holder, kind=kind, body=body, since=since, through=through, text=text
    ):
        if as_jsonl:
            echo(line_of(fact))
        else:
            cells = zip(_cells(fact), (*widths, 0), strict=True)
            echo("  ".join(f"{cell:<{size}}" for cell, size in cells).rstrip())


def _cells(fact: Fact[Any]) -> tuple[str, ...]:
    return (
        f"{fact.position:>9,}",
        fact.recorded_at.strftime("%Y-%m-%d %H:%M"),
        fact.on.isoformat(),
        fact.holder,
        fact.kind,
        summary(fact.data),
    )
