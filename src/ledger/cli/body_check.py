"""``body check``: the laws of a certifying body tried on an installed one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple

import click

from ledger.bodies.body import Credential
from ledger.bodies.hookspecs import GROUP
from ledger.bodies.host import Bodies, PluginReport, PluginState
from ledger.cli import drawing
from ledger.cli.options import Whole, json_option
from ledger.cli.streams import echo
from ledger.errors import BadInput
from ledger.facts.fields import quoted
from ledger.facts.intake import near
from ledger.facts.jsonl import dumps
from ledger.facts.wording import printable
from ledger.testing.contract.laws import Result, check
from ledger.testing.contract.trials import TRIES, subject_of
from ledger.testing.scenarios import Scenario, load_folder


class Checked(NamedTuple):
    """One credential, on how much it was tried, and what came of each law."""

    credential: str
    histories: int
    scenarios: int
    results: list[Result]


@click.command("check")
@click.argument("name")
@click.option(
    "--scenarios",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with the body's scenario files.",
)
@click.option(
    "--tries",
    type=Whole(1),
    default=TRIES,
    show_default=True,
    metavar="N",
    help="On how many histories each law is tried.",
)
@json_option
@click.pass_context
def check_command(
    ctx: click.Context, name: str, folder: Path | None, tries: int, as_json: bool
) -> None:
    """Try every law of a certifying body on the body NAME, or on the bodies of the plugin NAME.

    Exit status 1 when a law is broken or the plugin did not load, 2 when nothing has that name.
    """
    bodies = Bodies.installed()
    report, credentials = _found(name, bodies)
    why_not = _why_not(report, credentials)
    if why_not:
        _say_unchecked(name, why_not, as_json=as_json)
        ctx.exit(1)
    scenarios = load_folder(folder) if folder is not None else []
    checked = [_checked(one, scenarios, tries, _module(report)) for one in credentials]
    broken = sum(1 for one in checked for result in one.results if result.violations)
    if as_json:
        shown = [_shape(one) for one in checked]
        echo(
            dumps({"schema": "ledger.contract/1", "body": name, "reason": None,
                   "credentials": shown})
        )  # fmt: skip
    else:
        for one in checked:
            for line in _drawn(one):
                echo(line)
        echo(_summary([result for one in checked for result in one.results]))
    ctx.exit(1 if broken else 0)


def _found(name: str, bodies: Bodies) -> tuple[PluginReport | None, list[Credential]]:
    """The plugin of that name or of that body, and the credentials meant."""
    of_body = [
        credential
        for code, credential in bodies.credentials.items()
        if code.partition("/")[0] == name or code == name
    ]
    codes = {credential.full_code for credential in of_body}
    for report in bodies.reports:
        if codes & set(report.credentials):
            return report, of_body
    for report in bodies.reports:
        # What a plugin would bring that did not load goes by the name of its entry point.
        meant = name if report.state is PluginState.LOADED else name.partition("/")[0]
        if report.name == meant:
            return report, [bodies.credentials[code] for code in report.credentials]
    names = dict.fromkeys(
        [code if "/" in name else code.partition("/")[0] for code in bodies.credentials]
        + [report.name for report in bodies.reports]
    )
    if not names:
        raise BadInput("no certifying body is installed; try pip install credential-ledger-aama")
    what = "body has the credential" if "/" in name else "body or plugin has the name"
    raise BadInput(f"no installed {what} {quoted(name)}{near(name, names)}{_wrong_group()}")


def _wrong_group() -> str:
    """Plugins that name themselves in a group that looks like ours, to end a sentence with."""
    for group in sorted(entry_points().groups):
        if group != GROUP and get_close_matches(group, [GROUP], n=1, cutoff=0.8):
            points = sorted(point.name for point in entry_points(group=group))
            return f"; the entry point {points[0]} is in the group {group}, not in {GROUP}"
    return ""


def _why_not(report: PluginReport | None, credentials: list[Credential]) -> str:
    """Why there is nothing to check, one sentence; empty when there is something."""
    if report is None or (report.state is PluginState.LOADED and credentials):
        return ""
    plugin = f"the plugin {report.name} of {report.distribution} {report.version}".rstrip()
    if report.state is PluginState.LOADED:
        return f"{plugin} brings no credential, so there is nothing to check"
    did = "is blocked" if report.state is PluginState.BLOCKED else "did not load"
    return f"{plugin} {did}: {report.reason}"


def _module(report: PluginReport | None) -> str | None:
    """The module of the plugin's entry point; None where it is not known."""
    points = entry_points(group=GROUP, name=report.name) if report else ()
    return next((point.module for point in points), None)


def _checked(
    credential: Credential, scenarios: Iterable[Scenario], tries: int, module: str | None
) -> Checked:
    subject = subject_of(credential, scenarios, tries=tries, module=module)
    return Checked(
        credential.full_code, len(subject.trials), len(subject.scenarios), check(subject)
    )


def _say_unchecked(name: str, reason: str, *, as_json: bool) -> None:
    if as_json:
        shape = {"schema": "ledger.contract/1", "body": name, "reason": reason, "credentials": []}
        echo(dumps(shape))
    else:
        echo(f"{click.style('✗', fg='red', bold=True)} {printable(reason)}")


def _drawn(checked: Checked) -> Iterable[str]:
    beside = f"{checked.histories:,} histories, {checked.scenarios:,} scenarios"
    yield f"{drawing.heading(checked.credential)}  {drawing.dim(beside)}"
    for law, violations, unchecked in checked.results:
        glyph, colour = (
            ("✗", "red") if violations else ("–", "yellow") if unchecked else ("✓", "green")
        )
        yield f"{click.style(glyph, fg=colour, bold=True)} {law.name:<12} {law.says}"
        for violation in violations:
            yield drawing.paragraph(violation.says, 6)
        if unchecked:
            yield drawing.dim(drawing.paragraph(f"not checked: {unchecked}", 6))


def _summary(results: list[Result]) -> str:
    broken = sum(1 for result in results if result.violations)
    unchecked = sum(1 for result in results if result.unchecked)
    said = f"{len(results)} laws: {broken} broken" + (
        f", {unchecked} not checked" * bool(unchecked)
    )
    return click.style(said, fg="red" if broken else "green", bold=True)


def _shape(checked: Checked) -> dict[str, object]:
    return {
        "credential": checked.credential,
        "histories": checked.histories,
        "scenarios": checked.scenarios,
        "laws": [
            {
                "law": result.law.name,
                "says": result.law.says,
                "kept": None if result.unchecked else not result.violations,
                "violations": [violation.says for violation in result.violations],
                "unchecked": result.unchecked or None,
            }
            for result in checked.results
        ],
    }
