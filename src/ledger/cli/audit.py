"""``audit``: what does not fit together."""

from __future__ import annotations

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import json_option, jsonl_option, ledger_of
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.words import count_of


@click.command("audit")
@click.argument("holder", required=False)
@json_option
@jsonl_option
@click.pass_context
def audit_command(ctx: click.Context, holder: str | None, as_json: bool, as_jsonl: bool) -> None:
    """Find what does not fit together, for one HOLDER or for all.

    Renewals granted without the requirements, printed expiries and observed statuses that differ
    from ours, duplicates, and what plugins find themselves. Exit status 1 when something was found.
    """
    found = ledger_of(ctx).audit(holder)
    if as_json:
        table = {"schema": "ledger.audit/1", "holder": holder}
        findings = [shapes.audited(finding) for finding in found]
        echo(dumps({**table, "findings": findings}))
        ctx.exit(1 if findings else 0)
    count = 0
    for finding in found:
        count += 1
        if as_jsonl:
            echo(dumps(shapes.audited(finding)))
            continue
        about = f" · {finding.credential}" if finding.credential else ""
        versions = ", ".join(map(str, finding.facts))
        day = f"{finding.on}, fact {versions}" if versions else str(finding.on)
        echo(
            f"{click.style('! ' + finding.kind, fg='yellow', bold=True)}  "
            f"{finding.holder}{about} {drawing.dim(day)}"
        )
        echo(drawing.paragraph(finding.text, 2))
    echo(count_of(count, "finding"), err=True)
    ctx.exit(1 if count else 0)
