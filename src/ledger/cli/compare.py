"""``compare``: two answers side by side, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import (
    Day,
    Moment,
    credential_argument,
    holder_argument,
    json_option,
    known_at_option,
    ledger_of,
    on_option,
    pathway_option,
)
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable
from ledger.judging.history import KnownAt
from ledger.judging.verdict import Verdict
from ledger.questions.comparison import Change, ComparedRow, Comparison
from ledger.words import count_of, known_at_text


@click.command("compare")
@holder_argument
@credential_argument
@pathway_option
@on_option
@known_at_option
@click.option("--with-on", type=Day(), metavar="DATE", help="The other day; the same day.")
@click.option(
    "--with-known-at",
    type=Moment(),
    metavar="WHEN",
    help="The other knowledge time: an instant, or the end of a date in UTC; now.",
)
@json_option
@click.pass_context
def compare_command(
    ctx: click.Context,
    holder: str,
    credential: str,
    pathway: str | None,
    on: date | None,
    known_at: KnownAt,
    with_on: date | None,
    with_known_at: KnownAt,
    as_json: bool,
) -> None:
    """Show two answers for a HOLDER and a CREDENTIAL side by side, and what made the difference.

    \b
    ledger compare tran nha/ccma --on 2024-07-01 --known-at 2024-08-07
    ledger compare reyes aama/cma --on 2024-07-01 --with-on 2025-07-01

    Exit status: 0 when nothing differs, 1 when something does.
    """
    ledger = ledger_of(ctx)
    found = ledger.compare(
        holder,
        credential,
        on=on,
        known_at=known_at,
        with_on=with_on,
        with_known_at=with_known_at,
        pathway=pathway,
    )
    if as_json:
        echo(dumps(_shape(found)))
    else:
        _draw(found, ledger.name(holder))
    ctx.exit(1 if any(row.differs for row in found.rows) else 0)


def _draw(found: Comparison, name: str | None) -> None:
    left, right = found.left, found.right
    who = printable(f"{name} · {left.holder}" if name else left.holder)
    echo(drawing.heading(f"{who} · {left.credential}"))
    rows = [_cells(row) for row in found.rows]
    label = max(len(cells[0]) for cells in rows)
    side = max(len(_known(left)), len(_known(right)), 20)
    header = ("", f"on {left.on}", " ", f"on {right.on}")
    known = ("", drawing.dim(_known(left)), " ", drawing.dim(_known(right)))
    drawing.table(header, [known, *rows], (label, side, 1))
    echo("")
    for line in _changes(found):
        echo(line)


def _cells(row: ComparedRow) -> tuple[str, ...]:
    left, right = (_value(row.label, value) for value in (row.left, row.right))
    mark = click.style("≠", fg="yellow", bold=True) if row.differs else " "
    label = "expires" if row.label == "expires_on" else row.label
    return label, left, mark, right


def _value(label: str, value: str) -> str:
    if label == "status":
        return drawing.status(value)
    if label == "expires_on":
        return "–" if value == "none" else value
    return drawing.answer(value)


def _changes(found: Comparison) -> Iterable[str]:
    differing = sum(row.differs for row in found.rows)
    if not found.changes:
        same = "nothing differs" if not differing else "no step on the way can be shown"
        yield drawing.heading(same)
        return
    count = len(found.changes)
    back = "" if differing else ", and they undo each other"
    yield drawing.heading(f"{count_of(count, 'change')} on the way{back}")
    for change in found.changes:
        yield drawing.paragraph(change.text, 4, "  → ")


def _known(verdict: Verdict) -> str:
    if verdict.known_at is None:
        return "as known now"
    return f"as known at {known_at_text(verdict.known_at)}"


def _shape(found: Comparison) -> shapes.Json:
    """``ledger.compare/1``."""
    return {
        "schema": "ledger.compare/1",
        "holder": found.left.holder,
        "credential": found.left.credential,
        "left": _side(found.left),
        "right": _side(found.right),
        "differs": [row.label for row in found.rows if row.differs],
        "changes": [_change(change) for change in found.changes],
    }


def _side(verdict: Verdict) -> shapes.Json:
    return {
        "on": shapes.day(verdict.on),
        "known_at": known_at_text(verdict.known_at),
        "head": verdict.head,
        "status": str(verdict.status),
        "expires_on": shapes.day(verdict.expires_on),
        "pathways": {code: str(one.answer) for code, one in verdict.pathways.items()},
    }


def _change(change: Change) -> shapes.Json:
    return {
        "day": shapes.day(change.day),
        "known": known_at_text(change.known),
        "facts": [fact.version for fact in change.facts],
        "rules": [shapes.rule(value) for value in change.rules],
        "before": dict(change.before),
        "after": dict(change.after),
        "text": change.text,
    }
