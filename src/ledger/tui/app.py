"""The terminal browser: its screens, what they have in common, and how they ask the ledger."""

from __future__ import annotations

import os
import select
import shlex
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.reactive import reactive
from textual.screen import Screen

from ledger.tui.asking import Asking
from ledger.tui.keystrokes import Keystrokes
from ledger.tui.screens import SCREENS, palette
from ledger.tui.settings import Settings
from ledger.tui.view import View

if TYPE_CHECKING:
    from textual.command import Provider

    from ledger.judging.history import KnownAt
    from ledger.ledger import Ledger
    from ledger.tui.dialogs import Leaving


WRITES = 0.0002
"""Seconds to stand still behind a picture: the thread that writes it to the terminal would have to
wait until all is done that follows."""


class Asked(NamedTuple):
    """What is asked about on every screen: a day, as known at a time.

    Attributes:
        day: The day asked about.
        known_at: The knowledge time; None: the latest.
    """

    day: date
    known_at: KnownAt = None


def hung_up(terminal: int) -> bool:
    """Whether nobody is at the other end of a terminal any more."""
    if not hasattr(select, "poll"):  # Windows closes the program itself
        return False
    waiting = select.poll()
    waiting.register(terminal, 0)  # that it hung up is told unasked
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in waiting.poll(0))


class Browser(Asking, Keystrokes):
    """Browses a ledger.

    Args:
        ledger: The ledger, closed by whoever opened it.
        holder: The holder to begin with; None: begins with the trail.
        credential: The credential to begin with.
        asked: The day and knowledge time to begin with; None: today, as known now.
        screen: The screen to begin with, one of `ledger.tui.screens.SCREENS`.
        today: The day that “today” means; for tests and pictures.
        settings: Keys and theme; None: the defaults.
    """

    TITLE = "ledger"
    CSS_PATH = Path(__file__).with_name("browser.tcss")
    MODES: ClassVar[dict[str, Callable[[], Screen[None]]]] = dict(SCREENS)  # type: ignore[assignment]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        *App.COMMANDS,
        palette,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "show('trail')", "Trail", show=False, id="show.trail"),
        Binding("2", "show('holders')", "Holders", show=False, id="show.holders"),
        Binding("3", "show('holder')", "Holder", show=False, id="show.holder"),
        Binding("4", "show('rules')", "Rules", show=False, id="show.rules"),
        Binding("5", "show('plugins')", "Plugins", show=False, id="show.plugins"),
        Binding("6", "show('audit')", "Audit findings", show=False, id="show.audit"),
        Binding("y", "copy", "Copy", show=False, id="copy"),
        Binding("Y", "copy_command", "Command", id="copy.command"),
        Binding("question_mark", "help", "Help", key_display="?", id="help"),
        Binding("q", "quit", "Quit", id="quit"),
    ]

    HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (130, "wide")]  # noqa: RUF012 - declared by App

    asked: reactive[Asked] = reactive(Asked(date.min), init=False)
    holder: reactive[str | None] = reactive(None, init=False)
    credential: reactive[str | None] = reactive(None, init=False)

    def __init__(
        self,
        ledger: Ledger,
        *,
        holder: str | None = None,
        credential: str | None = None,
        asked: Asked | None = None,
        screen: str | None = None,
        today: date | None = None,
        settings: Settings | None = None,
    ) -> None:
        first = screen or ("holder" if holder else "trail")
        self._first = self.MODES[first]
        self.DEFAULT_MODE = first  # type: ignore[misc]
        self.MODES = {  # type: ignore[misc] # a mode to begin with would parse its styles twice
            name: make for name, make in self.MODES.items() if name != first
        }
        super().__init__(ledger)
        if self.no_color:  # where textual sends greys
            self._filters = [NoColor() if type(f) is Monochrome else f for f in self._filters]
        self.today = today or date.today()
        self.settings = settings or Settings()
        self.set_reactive(Browser.holder, holder)
        self.set_reactive(Browser.credential, credential)
        self.set_reactive(Browser.asked, asked or Asked(self.today))
        self.bug: Exception | None = None

    def get_default_screen(self) -> Screen[None]:
        """The screen to begin with."""
        return self._first()

    def on_mount(self) -> None:
        self.add_mode(self.DEFAULT_MODE, self._first)
        self.settings.apply(self)
        self.set_class(self.asked.known_at is not None, "past")
        self.set_interval(1.0, self.look, name="look")
        self.set_interval(1.0, self._leave_with_the_terminal)

    def post_display_hook(self) -> None:
        if not self.is_headless:
            sleep(WRITES)

    def _leave_with_the_terminal(self) -> None:
        """Ends when the terminal has gone; not every one says so with a signal."""
        if not self.is_headless and hung_up(sys.stdin.fileno()):
            self.exit()

    def watch_asked(self, asked: Asked) -> None:
        self.set_class(asked.known_at is not None, "past")
        self._ask_again()

    def watch_holder(self) -> None:
        self._ask_again()

    def watch_credential(self) -> None:
        self._ask_again()

    def _ask_again(self) -> None:
        view = self.view
        if view is not None and view.is_running:
            view.ask()

    # ---- Actions

    def action_show(self, screen: str) -> None:
        """Goes to a screen."""
        while len(self.screen_stack) > 1 and not isinstance(self.screen, View):
            self.pop_screen()
        self.switch_mode(screen)

    def open_holder(self, holder: str, credential: str | None = None) -> None:
        """Goes to a holder."""
        self.set_reactive(Browser.credential, credential)
        self.set_reactive(Browser.holder, holder)
        self.action_show("holder")
        self._ask_again()

    def action_copy(self) -> None:
        """Copies the selection."""
        self._copied(self._shown.selection())

    def action_copy_command(self) -> None:
        """Copies the command that gives the same answer."""
        words = self._shown.command()
        store = ["--store", self.ledger.location.shown]
        self._copied(shlex.join(["ledger", *store, *words]) if words else "")

    @property
    def _shown(self) -> View | Leaving:
        """The screen or dialog on top that has a selection and a command."""
        from ledger.tui.dialogs import Leaving

        shown = [screen for screen in self.screen_stack if isinstance(screen, View | Leaving)]
        return shown[-1]

    def _copied(self, text: str) -> None:
        if not text:
            self.notify("there is nothing selected to copy", severity="warning")
            return
        self.copy_to_clipboard(text)
        shown = text if len(text) <= 200 else f"{text[:200]} …"
        self.notify(shown, title="copied", markup=False)

    def action_help(self) -> None:
        """Shows every key that works here."""
        from ledger.tui.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands of the palette that no key has."""
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)

    # ---- The end

    def _fatal_error(self) -> None:
        """A bug of ours ends the browser with one sentence instead of a traceback."""
        self.bug = self._exception
        if os.environ.get("LEDGER_DEBUG"):
            super()._fatal_error()
        else:
            self._close_messages_no_wait()
