"""``scenarios``: runs scenario files against the installed bodies."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.cli import drawing
from ledger.cli.options import json_option, jsonl_option, ledger_of
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.facts.toml import read_text
from ledger.testing.scenarios import Outcome, load, run


@click.command("scenarios")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@json_option
@jsonl_option
@click.pass_context
def scenarios_command(
    ctx: click.Context, files: tuple[str, ...], as_json: bool, as_jsonl: bool
) -> None:
    """Run scenario FILEs against the installed bodies. Exit status 1 when one fails."""
    bodies = ledger_of(ctx).bodies
    texts = {file: read_text(Path(file), file=file) for file in files}
    loaded = [scenario for file in files for scenario in load(texts[file], file=file)]
    outcomes = run(loaded, bodies)
    failed = [outcome for outcome in outcomes if outcome.mismatches]
    if as_json:
        shown = [_shape(outcome) for outcome in outcomes]
        echo(dumps({"schema": "ledger.scenarios/1", "scenarios": shown}))
        ctx.exit(1 if failed else 0)
    for outcome in outcomes:
        if as_jsonl:
            echo(dumps(_shape(outcome)))
        elif outcome.mismatches:
            _draw(outcome)
    asks = sum(len(outcome.scenario.asks) for outcome in outcomes)
    said = f"{len(outcomes):,} scenarios, {asks:,} asks: {len(failed)} failed"
    echo(click.style(said, fg="red" if failed else "green", bold=True), err=as_jsonl)
    ctx.exit(1 if failed else 0)


def _draw(outcome: Outcome) -> None:
    scenario = outcome.scenario
    echo(f"{click.style('✗', fg='red', bold=True)} {drawing.heading(scenario.name)}")
    echo(drawing.dim(f"  {scenario.file} · {scenario.credential}"))
    for one in outcome.mismatches:
        echo(f"  ask {one.ask}, {one.question}: {one.what}")
        echo(f"    expected {one.expected}")
        echo(f"    got      {one.got}")
        if one.finding is not None:
            drawn = drawing.tree if one.finding.children else drawing.node
            for line in drawn(one.finding, 3):
                echo(line)


def _shape(outcome: Outcome) -> dict[str, object]:
    return {
        "file": outcome.scenario.file,
        "scenario": outcome.scenario.name,
        "passed": not outcome.mismatches,
        "mismatches": [
            {
                "ask": one.ask,
                "question": one.question,
                "what": one.what,
                "expected": one.expected,
                "got": one.got,
            }
            for one in outcome.mismatches
        ],
    }
