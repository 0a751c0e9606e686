"""``holders``: everybody, what they hold and how long it lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import (
    Whole,
    as_known,
    complete_credential,
    json_option,
    jsonl_option,
    known_at_option,
    ledger_of,
    on_option,
)
from ledger.cli.standings import tell_of_waiting
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable
from ledger.judging.history import KnownAt
from ledger.questions.roster import SORTS, RosterRow
from ledger.words import count_of, known_at_text, shortly


@click.command("holders")
@click.argument("text", required=False)
@click.option(
    "--credential",
    metavar="CREDENTIAL",
    shell_complete=complete_credential,
    help="Only this credential.",
)
@on_option
@known_at_option
@click.option(
    "--sort",
    type=click.Choice(list(SORTS)),
    default="left",
    help="By id, by name, or by days left, soonest first; by days left.",
)
@click.option("--within", type=Whole(0), metavar="DAYS", help="Only what expires in so many days.")
@json_option
@jsonl_option
@click.pass_context
def holders_command(
    ctx: click.Context,
    text: str | None,
    credential: str | None,
    on: date | None,
    known_at: KnownAt,
    sort: str,
    within: int | None,
    as_json: bool,
    as_jsonl: bool,
) -> None:
    """Show every holder, or those with TEXT in their id or name, and what they hold.

    \b
    ledger holders --within 90
    """
    day = on or date.today()
    ledger = ledger_of(ctx)
    tell_of_waiting(ledger, known_at, credential)
    found = ledger.deadlines(
        on=day, known_at=known_at, credential=credential, text=text, within=within
    )
    # what is missing is worked out as rows are printed: the first comes at once
    rows = map(ledger.completed, sorted(found, key=SORTS[sort]))
    if as_jsonl:
        for row in rows:
            echo(dumps(_shape(row)))
        return
    if as_json:
        asked = {"on": shapes.day(day), "known_at": known_at_text(known_at)}
        shape = {"schema": "ledger.holders/1", **asked, "holders": list(map(_shape, rows))}
        echo(dumps(shape))
        return
    _draw(rows, f"on {day}", as_known(known_at))


def _draw(rows: Iterable[RosterRow], title: str, known: str) -> None:
    coming = iter(rows)
    first = list(islice(coming, 1))  # a ledger that cannot be read prints nothing
    echo(drawing.heading(title) + known)
    statuses: Counter[str] = Counter()
    people: set[str] = set()

    def cells() -> Iterator[tuple[str, ...]]:
        for row in chain(first, coming):
            people.add(row.holder)
            statuses[str(row.status or "no credential")] += 1
            yield _cells(row)

    header = ("holder", "name", "credential", "status", "expires", "left", "open now, or missing")
    drawing.table(header, cells(), (12, 18, 10, 14, 10, 8))
    said = ", ".join(f"{count:,} {word}" for word, count in sorted(statuses.items()))
    total = len(people)
    echo(f"{count_of(total, 'holder')}: {said or 'none'}", err=True)


def _cells(row: RosterRow) -> tuple[str, ...]:
    name = printable(row.name or "–")
    return (
        row.holder,
        name if len(name) <= 18 else f"{name[:17]}…",
        row.credential or "–",
        drawing.status(row.status) if row.status else "–",
        str(row.expires_on or "–"),
        "–" if row.left is None else f"{row.left:,} d",
        "  ".join([*_open(row), *_missing(row)]) or "–",
    )


def _open(row: RosterRow) -> Iterator[str]:
    for code, last in row.open.items():
        through = drawing.dim(f" through {last}") if last else ""
        yield f"{drawing.answer('yes', word=False)} {code}{through}"


def _missing(row: RosterRow) -> Iterator[str]:
    for finding in row.missing:
        yield f"{drawing.answer(finding.answer, word=False)} {printable(shortly(finding))}"


def _shape(row: RosterRow) -> shapes.Json:
    return {
        "holder": row.holder,
        "name": row.name,
        "credential": row.credential,
        "status": str(row.status) if row.status else None,
        "expires_on": shapes.day(row.expires_on),
        "left": row.left,
        "open": {code: shapes.day(last) for code, last in row.open.items()},
        "missing": [shapes.finding(finding) for finding in row.missing],
    }
