"""The rule values of a credential along time, each with its source, and what changed when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget

from ledger.judging.history import utc_date
from ledger.judging.rules import RuleValue
from ledger.tui.cells import Cell
from ledger.tui.text_rows import TextRows, wrapped
from ledger.tui.view import View
from ledger.words import shown_value

if TYPE_CHECKING:
    from ledger.judging.rules import Rule
    from ledger.tui.rows import RowList

Rows = Iterator[tuple[object, Sequence[Sequence[Cell]]]]


class RulesScreen(View):
    """What a body says, when, and where it stands."""

    HEADING = "Rules"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "credential", "Credential", id="rules.credential"),
        Binding("g", "day", "Day", id="rules.day"),
        Binding("K", "known", "As known on", id="rules.known"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Rule] = []
        self.credential: str | None = None

    def body(self) -> Iterator[Widget]:
        with Container(id="rule-panes"):
            rules = TextRows(id="rules")
            rules.border_title = "rules"
            rules.border_subtitle = "c next credential"
            yield rules
            changes = TextRows(id="changes")
            changes.border_title = "what changed when"
            changes.border_subtitle = "enter goes to that day"
            yield changes

    def on_mount(self) -> None:
        self.query_one("#rules").focus()

    def ask(self) -> None:
        super().ask()
        self._ask()

    def grown(self, head: int) -> None:
        """New facts change no rule."""

    @work(exclusive=True, group="rules")
    async def _ask(self) -> None:
        browser = self.browser
        codes = await browser.ask(lambda: list(browser.ledger.bodies.credentials))
        if codes is None:
            return
        wanted = browser.credential
        self.credential = wanted if wanted in codes else codes[0] if codes else None
        code = self.credential
        if code is None:
            why = "no certifying body is installed; 5 shows the plugins"
            self.query_one("#rules", TextRows).fill(lambda width: [(None, wrapped(why, width))])
            return
        found = await browser.ask(lambda: browser.ledger.rules(code))
        if found is None:
            return
        self.shown = found
        self.set_title(f"Rules · {code}")
        self.query_one("#rules", TextRows).fill(self._rules, keep=True)
        self.query_one("#changes", TextRows).fill(self._changes, keep=True)

    def _rules(self, width: int) -> Rows:
        asked = self.browser.asked
        known_on = utc_date(asked.known_at)
        for rule in self.shown:
            chosen = rule.known(known_on).at(asked.day)
            head = f"{rule.id}  {rule.says}"
            lines: list[Sequence[Cell]] = [
                [(line[0][0], "heading")] for line in wrapped(head, width, indent=2)
            ]
            if rule.selected_by != "always":
                lines.append([(f"  selected by {rule.selected_by}", "dim")])
            for readings in rule.values:
                lines += self._value(readings, readings is chosen, known_on, width)
            yield rule.id, lines

    def _value(
        self, readings: tuple[RuleValue, ...], chosen: bool, known_on: object, width: int
    ) -> Iterator[Sequence[Cell]]:
        first = readings[0]
        unknown_yet = bool(known_on and first.announced and first.announced > known_on)  # type: ignore[operator]
        style = "dim" if unknown_yet else "strong" if chosen else ""
        since = f"from {first.since}: " if first.since else ""
        announced = first.announced
        later = f" (announced {announced})" if announced and announced != first.since else ""
        if unknown_yet:
            later += " – not announced yet"
        glyph = "●" if chosen and not unknown_yet else "·"
        for line in wrapped(f"{glyph} {since}{shown_value(first)}{later}", width - 2, style, 2):
            yield [("  ", ""), *line]
        for line in wrapped(f"{first.source} · {first.confidence}", width - 4, "dim", 2):
            yield [("    ", ""), *line]
        if first.note:
            for line in wrapped(first.note, width - 4, "dim", 2):
                yield [("    ", ""), *line]
        for reading in readings[1:]:
            text = f"reading {reading.reading}: {reading.says or shown_value(reading)}"
            for line in wrapped(text, width - 4, "undetermined", 2):
                yield [("    ", ""), *line]

    def _changes(self, width: int) -> Rows:
        dated = [
            (after[0].since or after[0].announced, rule, before[0], after[0])
            for rule in self.shown
            for before, after in zip(rule.values, rule.values[1:], strict=False)
        ]
        if not dated:
            yield None, [[("no value of this credential ever changed", "dim")]]
        for day, rule, before, after in sorted(dated, key=lambda one: (str(one[0]), one[1].id)):
            lines: list[Sequence[Cell]] = [[(str(day), "heading"), (f"  {rule.id}", "strong")]]
            text = f"{shown_value(before)} → {shown_value(after)}"
            lines += [[("  ", ""), *line] for line in wrapped(text, width - 2, "", 2)]
            if after.announced and after.announced != after.since:
                lines.append([(f"  announced {after.announced}", "dim")])
            lines += [
                [("  ", ""), *line]
                for line in wrapped(f"{after.source} · {after.confidence}", width - 2, "dim", 2)
            ]
            yield after, lines

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        value = event.rows.value if isinstance(event.rows, TextRows) else None
        if isinstance(value, RuleValue) and value.since is not None:
            self.browser.asked = self.browser.asked._replace(day=value.since)

    def action_credential(self) -> None:
        """Goes to the next credential."""
        codes = list(self.browser.ledger.bodies.credentials)
        if self.credential in codes:
            self.browser.credential = codes[(codes.index(self.credential) + 1) % len(codes)]

    def command(self) -> list[str]:
        if self.credential is None:
            return []
        return ["rules", self.credential, "--on", self.browser.asked.day.isoformat()]

    def selection(self) -> str:
        rows = self.query_one(
            "#changes" if self.query_one("#changes").has_focus else "#rules", TextRows
        )
        value = rows.value
        if isinstance(value, RuleValue):
            return f"{value.id}: {shown_value(value)} from {value.since}, {value.source}"
        found = next((rule for rule in self.shown if rule.id == value), None)
        return f"{found.id}: {found.says}" if found is not None else ""
