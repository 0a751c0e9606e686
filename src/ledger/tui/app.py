"""The terminal browser: its screens, what they have in common, and how they ask the ledger."""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar

from textual.app import App, ScreenStackError, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.reactive import reactive
from textual.screen import Screen

from ledger.errors import BadInput, LedgerError
from ledger.tui.settings import Settings
from ledger.tui.view import View

if TYPE_CHECKING:
    from textual.command import Provider

    from ledger.judging.history import KnownAt
    from ledger.ledger import Ledger
    from ledger.tui.dialogs import Leaving

T = TypeVar("T")


class Asked(NamedTuple):
    """What is asked about on every screen: a day, as known at a time.

    Attributes:
        day: The day asked about.
        known_at: The knowledge time; None: the latest.
    """

    day: date
    known_at: KnownAt = None


def _trail() -> Screen[None]:
    from ledger.tui.trail import TrailScreen

    return TrailScreen()


def _holders() -> Screen[None]:
    from ledger.tui.holders import HoldersScreen

    return HoldersScreen()


def _holder() -> Screen[None]:
    from ledger.tui.holder import HolderScreen

    return HolderScreen()


def _rules() -> Screen[None]:
    from ledger.tui.rules import RulesScreen

    return RulesScreen()


def _plugins() -> Screen[None]:
    from ledger.tui.plugins import PluginsScreen

    return PluginsScreen()


def _audit() -> Screen[None]:
    from ledger.tui.audit import AuditScreen

    return AuditScreen()


def _palette() -> type[Provider]:
    from ledger.tui.palette import LedgerProvider

    return LedgerProvider


class Browser(App[None]):
    """Browses a ledger.

    Args:
        ledger: The ledger, closed by whoever opened it.
        holder: The holder to begin with; None: begins with the trail.
        credential: The credential to begin with.
        asked: The day and knowledge time to begin with; None: today, as known now.
        screen: The screen to begin with, one of `SCREENS`.
        today: The day that “today” means; for tests and pictures.
        settings: Keys and theme; None: the defaults.
    """

    TITLE = "ledger"
    CSS_PATH = Path(__file__).with_name("browser.tcss")
    MODES: ClassVar[dict[str, Callable[[], Screen[None]]]] = {  # type: ignore[assignment]
        "trail": _trail,
        "holders": _holders,
        "holder": _holder,
        "rules": _rules,
        "plugins": _plugins,
        "audit": _audit,
    }
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        *App.COMMANDS,
        _palette,
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
    trouble: reactive[str] = reactive("", init=False)

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
        super().__init__()
        if self.no_color:  # where textual sends greys
            self._filters = [NoColor() if type(f) is Monochrome else f for f in self._filters]
        self.ledger = ledger
        self.today = today or date.today()
        self.settings = settings or Settings()
        self.set_reactive(Browser.holder, holder)
        self.set_reactive(Browser.credential, credential)
        self.set_reactive(Browser.asked, asked or Asked(self.today))
        self.head: int | None = None
        self.bug: Exception | None = None
        self._is_lost = self._is_head_lost = False
        self._threads: dict[str, ThreadPoolExecutor] = {}

    def get_default_screen(self) -> Screen[None]:
        """The screen to begin with."""
        return self._first()

    def on_mount(self) -> None:
        self.add_mode(self.DEFAULT_MODE, self._first)
        self.settings.apply(self)
        self.set_class(self.asked.known_at is not None, "past")
        self.set_interval(1.0, self.look, name="look")

    # ---- Asking

    def begin(self, question: Callable[[], T], thread: str = "judging") -> Future[T]:
        """Begins to ask a question in a thread; `ask` waits for the answer.

        Questions of one thread are asked one after the other.
        """
        pool = self._threads.get(thread)
        if pool is None:
            pool = self._threads[thread] = ThreadPoolExecutor(1, thread)
        return pool.submit(question)

    async def ask(
        self,
        question: Callable[[], T] | Future[T],
        thread: str = "judging",
        *,
        patience: float = 0,
    ) -> T | None:
        """The answer to a question, asked in a thread so that the screen stays alive.

        What cannot be answered is shown in the banner, and the answer is None.

        Args:
            question: Asks the ledger; or what `begin` gave.
            thread: The thread it is asked in.
            patience: Seconds to stand still for the answer, where an answer is a matter of a few
                milliseconds and saves drawing everything twice.
        """
        begun = question if isinstance(question, Future) else self.begin(question, thread)
        if patience:
            wait([begun], patience)
        try:
            answer = begun.result() if begun.done() else await asyncio.wrap_future(begun)
        except BadInput as error:  # the question is not right; to ask it again would not help
            self.trouble = str(error)
            return None
        except LedgerError as error:
            self.trouble = f"{error} – trying again"
            self._is_lost = True
            return None
        self.trouble = ""
        return answer

    async def look(self) -> None:
        """Looks whether the ledger has grown, or can be used again."""
        trouble, was_lost = self.trouble, self._is_lost
        head = await self.ask(self.ledger.head, "paging")
        if head is None:
            self._is_head_lost = True
            return
        if not self._is_head_lost:  # what another question found stays until it is asked again
            self.trouble = trouble
        if self._is_head_lost:
            self.notify("the ledger can be read again", markup=False)
        self._is_lost = self._is_head_lost = False
        grown, self.head = self.head not in (None, head), head
        view = self.view
        if view is None:
            return
        if was_lost:
            view.reload()
        elif grown:
            view.grown(head)

    def watch_trouble(self, trouble: str) -> None:
        view = self.view
        if view is not None:
            view.show_trouble(trouble)

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

    @property
    def view(self) -> View | None:
        """The screen of the browser that is shown, below any dialog."""
        try:
            views = [screen for screen in self.screen_stack if isinstance(screen, View)]
        except ScreenStackError:
            return None
        return views[-1] if views else None

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

    async def on_unmount(self) -> None:
        for pool in self._threads.values():
            pool.shutdown(wait=False, cancel_futures=True)
