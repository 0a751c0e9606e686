"""``import``, ``export`` and ``restore``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import click

from ledger.cli import shapes
from ledger.cli.export_file import ending_in_order, replacing, target_of
from ledger.cli.options import jsonl_option, ledger_of
from ledger.cli.streams import although, data, echo
from ledger.errors import StoreUnavailable
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable, summary
from ledger.ledger import Ledger
from ledger.recording import Fate, RowReport
from ledger.words import count_of

_COLOURS = {
    Fate.NEW: "green",
    Fate.DUPLICATE: "white",
    Fate.CONFLICT: "red",
    Fate.REJECTED: "red",
}
_MOST_NEW = 100
"""With more new holders than this in a file nobody looks for others like them."""
_SHOWN = 5
_GLYPHS = {Fate.NEW: "✓", Fate.DUPLICATE: "=", Fate.CONFLICT: "✗", Fate.REJECTED: "✗"}


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None] | None]:
    """A count on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda count: echo(f"\r{what} {count_of(count, 'row')}", err=True, nl=False)
    finally:
        echo("\r\033[K", err=True, nl=False)


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--kind", metavar="KIND", help="The kind of rows that do not name one.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option(
    "--keep-going", is_flag=True, help="Record the good rows although others are refused."
)
@jsonl_option
@click.pass_context
def import_command(
    ctx: click.Context,
    file: str,
    kind: str | None,
    dry_run: bool,
    keep_going: bool,
    as_jsonl: bool,
) -> None:
    """Record the facts of a FILE of JSON Lines or CSV (“-”: standard input), all or none.

    The header of a CSV file names holder, on, kind, ref, source and data fields; a share of an area
    is a column like areas.clinical. Every row's fate is reported: new, duplicate, conflict or
    rejected, with the reason.
    """
    ledger = ledger_of(ctx)
    with counting("reading") as progress:
        reports = ledger.import_(
            file, kind=kind, dry_run=dry_run, keep_going=keep_going, progress=progress
        )
    fates = Counter(report.fate for report in reports)
    refused = fates[Fate.CONFLICT] + fates[Fate.REJECTED]
    written = 0 if dry_run or (refused and not keep_going) else fates[Fate.NEW]
    with although(f"{count_of(written, 'fact')} recorded"):
        _tell(reports, as_jsonl)
    counted = ", ".join(f"{count:,} {fate}" for fate, count in fates.items()) or "no rows"
    why = " (dry run)" if dry_run else "; every row must be right, or use --keep-going"
    said = f"{written:,} recorded" if written or not fates[Fate.NEW] else f"nothing recorded{why}"
    name = "standard input" if file == "-" else file
    echo(f"{printable(name)}: {counted}: {said}", err=True)
    _say_alike(ledger, reports)
    if reports and all(_is_placed(report) for report in reports):
        echo("the file looks like an export; “ledger restore” reads it, as it was", err=True)
    if refused:
        ctx.exit(2)


def _tell(reports: list[RowReport], as_jsonl: bool) -> None:
    """The fate of each row, of many on a terminal only of those that were refused."""
    for report in reports:
        if as_jsonl:
            echo(dumps(shapes.row(report)))
        if report.problem is not None:
            echo(f"{_fate(report)}  {printable(str(report.problem))}", err=True)
        elif not as_jsonl and (len(reports) <= 50 or not data().isatty()):
            echo(_line(report))


def _is_placed(report: RowReport) -> bool:
    """Whether a row was refused for naming its place in the ledger, as those of an export do."""
    return report.problem is not None and report.problem.field == "version"


def _say_alike(ledger: Ledger, reports: Iterable[RowReport]) -> None:
    """Names new holders whose ids are easily taken for those of others, unless many are new."""
    facts = (report.fact for report in reports if report.fate is Fate.NEW)
    new = [fact.holder for fact in facts if fact is not None and fact.version == 1]
    if len(new) > _MOST_NEW or not ledger.exists:
        return
    found = []
    with suppress(StoreUnavailable):  # what is recorded is recorded all the same
        found = [f"{one} (like {known[0]})" for one in new if (known := ledger.alike(one))]
    if found:
        more = ", …" if len(found) > _SHOWN else ""
        echo(
            f"new here, though others with nearly the same id are known: "
            f"{', '.join(found[:_SHOWN])}{more}",
            err=True,
        )


def _fate(report: RowReport) -> str:
    return click.style(f"{_GLYPHS[report.fate]} {report.fate:<9}", fg=_COLOURS[report.fate])


def _line(report: RowReport) -> str:
    fact = report.fact
    what = f"{fact.holder} {fact.on} {fact.kind} {summary(fact.data)}" if fact else ""
    return f"{_fate(report)}  line {report.line}: {printable(what)}"


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@click.pass_context
def export_command(ctx: click.Context, file: str) -> None:
    """Write every fact as canonical JSON Lines to FILE, or to standard output."""
    ledger = ledger_of(ctx)
    if file == "-":
        count = ledger.export(data())
        data().flush()
    else:
        with ending_in_order(), replacing(target_of(file, ledger.location)) as opened:
            count = ledger.export(opened)
    echo(f"exported {count_of(count, 'fact')}", err=True)
    if not count and ledger.is_encrypted:
        echo(
            "the ledger is encrypted, and an export without facts does not say so; instead of "
            "restoring it, make another with “ledger init --encrypt”",
            err=True,
        )


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.pass_context
def restore_command(ctx: click.Context, file: str) -> None:
    """Read an export FILE (“-”: standard input) into an empty ledger, exactly as it was."""
    with counting("restoring") as progress:
        count = ledger_of(ctx).restore(file, progress=progress)
    echo(f"restored {count_of(count, 'fact')}", err=True)
