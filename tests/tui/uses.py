"""What every key of the browser does, worked out by hand on the sample: one table.

`test_keys.py` presses them all, and fails when the browser binds a key that is not in the table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from tests.tui.screen import Terminal
from tests.tui.views import PAST

Seen = str | Callable[[Terminal], bool]
Before = tuple[str | Callable[[Terminal], None], ...]


class Use(NamedTuple):
    """One use of a binding.

    Attributes:
        id: The binding's id.
        opening: How the browser is opened.
        steps: Keys one after the other, each with what is seen after it and not before it: a text
            on the screen, or whether something holds.
        before: Keys pressed first, or what is done first.
    """

    id: str
    opening: dict[str, Any]
    steps: tuple[tuple[str, Seen], ...]
    before: Before = ()

    def __str__(self) -> str:
        return f"{self.id}:{'+'.join(key for key, _ in self.steps)}"


def focus_on(pane: str) -> Seen:
    return lambda terminal: terminal.focused == pane


def asked(day: str, known: str = "now") -> Seen:
    return lambda terminal: terminal.asked == (day, known)


def gone(text: str) -> Seen:
    return lambda terminal: text not in terminal.text


def on_row(text: str) -> Seen:
    return lambda terminal: terminal.selected.startswith(text)


def copied(start: str, end: str = "") -> Seen:
    return lambda terminal: terminal.copied.startswith(start) and terminal.copied.endswith(end)


def typed(text: str) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.type(text)


def enrol_somebody(terminal: Terminal) -> None:
    terminal.browser.ledger.record(
        "holder-enrolled", "zz", on=date(2025, 3, 14), data={"name": "Zoe"}
    )


def in_ruler(text: str, *, there: bool) -> Seen:
    return lambda terminal: (text in terminal.lines[2]) is there


TRAIL: dict[str, Any] = {"screen": "trail"}
HOLDERS: dict[str, Any] = {"screen": "holders"}
REYES: dict[str, Any] = {"holder": "reyes", "credential": "aama/cma"}
TRAN: dict[str, Any] = {"holder": "tran", "credential": "nha/ccma", "on": "2024-07-01"}
HADDAD: dict[str, Any] = {"holder": "haddad", "credential": "aama/cma"}
RULES: dict[str, Any] = {"screen": "rules", "credential": "aama/cma"}
AUDIT: dict[str, Any] = {"screen": "audit"}
WHICH_DAY, WHEN_KNOWN = "Ask about which day?", "As known when?"
NINE_CREDITS = "ce-completed on=2024-06-30 title=More credits=9 unit=credit"

USES = (
    Use("show.trail", HOLDERS, (("1", "77 facts, newest first"),)),
    Use("show.holders", TRAIL, (("2", "14 rows by days left"),)),
    Use("show.holder", TRAIL, (("3", "none chosen"),)),
    Use("show.rules", TRAIL, (("4", "Rules · aama/cma"),)),
    Use("show.plugins", TRAIL, (("5", "✓ loaded    nha"),)),
    Use("show.audit", TRAIL, (("6", "! renewal-without-requirements"),)),
    Use("copy", REYES, (("y", copied("expired on 2025-02-28")),)),
    Use("copy.command", REYES, (("Y", copied("ledger --store ", "aama/cma --on 2025-03-14")),)),
    Use("help", TRAIL, (("question_mark", "ids are for the keymap file"),)),
    Use("quit", TRAIL, (("q", lambda terminal: not terminal.browser.is_running),)),
    Use("pane.next", TRAIL, (("tab", focus_on("dossier")),)),
    Use("pane.before", REYES, (("shift+tab", focus_on("facts")),)),
    Use("reload", HOLDERS, (("f5", "15 rows"),), (enrol_somebody,)),
    Use("reload", HOLDERS, (("ctrl+r", "15 rows"),), (enrol_somebody,)),
    Use("asked.day", TRAIL, (("@", WHICH_DAY),)),
    Use("asked.known", TRAIL, (("K", WHEN_KNOWN),)),
    Use("asked.now", PAST, (("N", asked("2025-03-14")),)),
    Use("trail.filter", TRAIL, (("slash", "Show which facts?"),)),
    Use(
        "trail.all",
        TRAIL,
        (("escape", "77 facts, newest first"),),
        ("/", typed("holder:tran"), "enter"),
    ),
    Use("trail.go", TRAIL, (("g", "Go where?"),)),
    Use("trail.follow", TRAIL, (("f", "paused"),)),
    Use("trail.holder", TRAIL, (("o", "Klara Fischer · fischer"),)),
    Use("holders.find", HOLDERS, (("slash", "part of a name or an id"),)),
    Use("holders.sort", HOLDERS, (("s", "14 rows by name"),)),
    Use("holders.day", HOLDERS, (("g", WHICH_DAY),)),
    Use("holders.known", HOLDERS, (("K", WHEN_KNOWN),)),
    Use("holders.all", HOLDERS, (("escape", "14 rows by days left"),), ("/", typed("tran"))),
    Use("holders.open", HOLDERS, (("o", "nha/ccma on 2025-03-14"),)),
    Use("known.type", REYES, (("K", WHEN_KNOWN),)),
    Use("holder.compare", PAST, (("d", "two answers side by side"),)),
    Use("holder.mark", REYES, (("m", "marked 2025-03-14"),)),
    Use("holder.assume", REYES, (("a", "What if … (never written)"),)),
    Use("holder.forget", TRAN, (("A", gone("assumed")),), ("a", typed(NINE_CREDITS), "enter")),
    Use("holder.find", REYES, (("slash", "Which holder?"),)),
    Use("day.back", REYES, (("left_square_bracket", asked("2025-03-13")),)),
    Use("day.on", REYES, (("right_square_bracket", asked("2025-03-15")),)),
    Use("week.back", REYES, (("left_parenthesis", asked("2025-03-07")),)),
    Use("week.on", REYES, (("right_parenthesis", asked("2025-03-21")),)),
    Use("month.back", REYES, (("less_than_sign", asked("2025-02-14")),)),
    Use("month.on", REYES, (("greater_than_sign", asked("2025-04-14")),)),
    Use("fact.back", REYES, (("comma", asked("2025-01-20")), ("comma", asked("2024-06-22")))),
    Use("fact.on", REYES, (("full_stop", asked("2025-03-20")),)),
    Use("change.back", REYES, (("left_curly_bracket", asked("2025-03-01")),)),
    Use("change.on", REYES, (("right_curly_bracket", asked("2025-03-20")),)),
    Use("axis.left", REYES, (("left", asked("2025-03-13")), ("h", asked("2025-03-12")))),
    Use("axis.right", REYES, (("right", asked("2025-03-15")), ("l", asked("2025-03-16")))),
    Use("day.type", REYES, (("g", WHICH_DAY),)),
    Use("known.back", TRAN, (("p", asked("2024-07-01", "2024-06-04 08:19:00 UTC")),)),
    Use("known.on", PAST, (("n", asked("2024-07-01")),)),
    Use("holder.credential", HADDAD, (("c", "nha/ccma on 2025-03-14"),)),
    Use("axis.closer", REYES, (("plus", in_ruler("2030", there=False)),)),
    Use("axis.wider", REYES, (("minus", in_ruler("2030", there=True)),), ("+",)),
    Use("rules.credential", RULES, (("c", "Rules · nha/ccma"),)),
    Use("rules.day", RULES, (("g", WHICH_DAY),)),
    Use("rules.known", RULES, (("K", WHEN_KNOWN),)),
    Use("audit.open", AUDIT, (("o", asked("2019-01-15")),)),
    Use("list.down", TRAIL, (("down", on_row("76 ")), ("j", on_row("75 ")))),
    Use("list.up", TRAIL, (("up", on_row("75 ")), ("k", on_row("76 "))), ("down",) * 3),
    Use(
        "list.page-down",
        TRAIL,
        (("pagedown", on_row("66 ")), ("space", on_row("55 ")), ("ctrl+f", on_row("44 "))),
    ),
    Use("list.page-up", TRAIL, (("pageup", on_row("12 ")), ("ctrl+b", on_row("23 "))), ("end",)),
    Use("list.first", TRAIL, (("home", on_row("77 ")),), ("down", "down")),
    Use("list.last", TRAIL, (("end", on_row("1 ")),)),
    Use("list.last", TRAIL, (("G", on_row("1 ")),)),
    Use("list.choose", TRAIL, (("enter", focus_on("dossier")),)),
    Use("dialog.leave", TRAIL, (("escape", gone("keymap file")),), ("?",)),
    Use("dialog.leave", TRAIL, (("q", gone("keymap file")),), ("?",)),
    Use("copy", PAST, (("y", copied("status")),), ("d", "down", "down")),
    Use("copy.command", PAST, (("Y", copied("ledger --store ")),), ("d",)),
    Use("prompt.leave", TRAIL, (("escape", gone(WHICH_DAY)),), ("@",)),
    Use("prompt.leave", TRAIL, (("tab", gone(WHICH_DAY)),), ("@",)),
    Use("prompt.leave", TRAIL, (("shift+tab", gone(WHICH_DAY)),), ("@",)),
)
