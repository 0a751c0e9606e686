"""``rules`` and ``plugins``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from ledger.cli import drawing, shapes
from ledger.cli.options import credential_argument, json_option, jsonl_option, ledger_of, on_option
from ledger.cli.streams import echo
from ledger.facts.jsonl import dumps
from ledger.judging.rules import Rule, RuleValue
from ledger.words import shown_value

_STATES = {"loaded": ("✓", "green"), "blocked": ("–", "yellow"), "failed": ("✗", "red")}


@click.command("rules")
@credential_argument
@on_option
@json_option
@jsonl_option
@click.pass_context
def rules_command(
    ctx: click.Context, credential: str, on: date | None, as_json: bool, as_jsonl: bool
) -> None:
    """Show every rule value of a CREDENTIAL with its dates, source, confidence and readings.

    With --on only the values that this day selects.
    """
    found = ledger_of(ctx).rules(credential)
    values = [value for rule in found for value, _ in _selected(rule, on)]
    if as_jsonl:
        for value in values:
            echo(dumps(value))
    elif as_json:
        day = shapes.day(on)
        shape = "ledger.rules/1"
        echo(dumps({"schema": shape, "credential": credential, "on": day, "values": values}))
    else:
        for rule in found:
            for line in _drawn(rule, on):
                echo(line)


def _selected(rule: Rule, on: date | None) -> Iterable[tuple[shapes.Json, tuple[RuleValue, ...]]]:
    """The values of a rule with their readings; for a day only the one it selects."""
    selected = None if on is None else rule.known(None).at(on)
    for value, readings in zip(shapes.rule_values(rule), rule.values, strict=True):
        if selected is None or readings is selected:
            yield value, readings


def _drawn(rule: Rule, on: date | None) -> Iterable[str]:
    selected = "" if rule.selected_by == "always" else f" · selected by {rule.selected_by}"
    yield f"{drawing.heading(rule.id)}  {rule.says}{drawing.dim(selected)}"
    for _, readings in _selected(rule, on):
        first = readings[0]
        since = f"from {first.since}" if first.since else ""
        announced = first.announced
        if announced and announced != first.since:
            since += f" announced {announced}"
        dated = drawing.dim(f"  {since.strip()}") if since else ""
        yield f"  {click.style(shown_value(first), fg='cyan')}{dated}"
        yield drawing.dim(drawing.paragraph(f"{first.source} · {first.confidence}", 4))
        if first.note:
            yield drawing.dim(drawing.paragraph(first.note, 4))
        for reading in readings[1:]:
            yield click.style(
                f"    reading {reading.reading}: {reading.says or shown_value(reading)}",
                fg="yellow",
            )


@click.command("plugins")
@json_option
@jsonl_option
@click.pass_context
def plugins_command(ctx: click.Context, as_json: bool, as_jsonl: bool) -> None:
    """Show the certifying bodies loaded, blocked and failed, with distribution and reason."""
    found = ledger_of(ctx).plugins()
    reports = [
        {
            "name": report.name,
            "state": str(report.state),
            "distribution": report.distribution,
            "version": report.version,
            "credentials": list(report.credentials),
            "reason": report.reason or None,
            "troubles": list(report.troubles),
        }
        for report in found
    ]
    if as_jsonl:
        for report in reports:
            echo(dumps(report))
    elif as_json:
        echo(dumps({"schema": "ledger.plugins/1", "plugins": reports}))
    else:
        if not reports:
            echo("no certifying body is installed; try pip install credential-ledger-aama")
        for plugin in found:
            glyph, colour = ("!", "yellow") if plugin.troubles else _STATES[plugin.state]
            state = click.style(f"{glyph} {plugin.state:<8}", fg=colour, bold=True)
            credentials = ", ".join(plugin.credentials)
            dist = drawing.dim(f"{plugin.distribution} {plugin.version}")
            echo(f"{state} {plugin.name:<10} {credentials:<24} {dist}")
            for problem in (plugin.reason, *plugin.troubles):
                if problem:
                    echo(drawing.paragraph(problem, 11))
