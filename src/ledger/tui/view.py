"""What the screens of the browser have in common: heading, banner, keys, and how they ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from ledger.tui.paint import FOLLOWS
from ledger.words import known_at_text

if TYPE_CHECKING:
    from datetime import date

    from textual.widget import AwaitMount

    from ledger.judging.history import KnownAt
    from ledger.tui.app import Asked, Browser
    from ledger.tui.prompts import Prompt

T = TypeVar("T")


def known_words(asked: Asked) -> str:
    """The knowledge time in words."""
    known_at = asked.known_at
    if known_at is None:
        return "now"
    if isinstance(known_at, datetime):
        return str(known_at_text(known_at)).replace("T", " ").removesuffix(".000000Z") + " UTC"
    return str(known_at_text(known_at))


class Heading(Widget):
    """The first line of a screen: what it shows, and what is asked."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def render(self) -> Content:
        left = f" {self.title}"
        app = cast("Browser", self.app)
        day, known = app.asked.day.isoformat(), known_words(app.asked)
        right: list[tuple[str, str]] = [("on ", "dim"), (day, "bold"), ("  as known ", "dim")]
        right += [(known, "bold" if app.asked.known_at is None else "bold reverse"), (" ", "")]
        space = self.size.width - Content(left).cell_length
        space -= sum(Content(text).cell_length for text, _ in right)
        title = Content.styled(left, "bold")
        if space < 1:
            title = title.truncate(max(0, title.cell_length + space - 1), ellipsis=True)
            space = 1
        return Content.assemble(title, " " * space, *right)


class Keys(Widget):
    """The last line of a screen: the keys that act here, as many as fit; each can be clicked."""

    _shown: Mapping[str, tuple[str, Binding]] = {}

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.set_timer(FOLLOWS, self._compare)  # what the focus is for is drawn before

    def _compare(self) -> None:
        view = cast("View", self.screen)
        if not view.is_current or (not view.is_prompting and self._acting() != self._shown):
            self.refresh()

    def _acting(self) -> dict[str, tuple[str, Binding]]:
        """Action → key and binding, of those to be shown."""
        acting: dict[str, tuple[str, Binding]] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if binding.show and binding.id:
                acting.setdefault(binding.action, (key, binding))
        return acting

    def render(self) -> Content:
        self._shown = self._acting()
        shown: dict[str, Content] = {}
        for action, (key, binding) in self._shown.items():
            click = Style.from_meta({"@click": f"app.simulate_key('{key}')"})
            name = (self.app.get_key_display(binding), click + Style(bold=True))
            shown[action] = Content.assemble(name, (f" {binding.description}  ", click))
        last = [shown.pop(action) for action in ("help", "quit") if action in shown]
        room = self.size.width - sum(part.cell_length for part in last)
        fitting: list[Content] = [Content(" ")]
        for part in shown.values():
            room -= part.cell_length
            if room > 0:
                fitting.append(part)
        return Content.assemble(*fitting, *last)


class View(Screen[None]):
    """A screen of the browser.

    Subclasses give `body`, `ask`, `command` and `selection`.
    """

    HEADING: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next pane", show=False, id="pane.next"),
        Binding("shift+tab", "app.focus_previous", "Pane before", show=False, id="pane.before"),
        Binding("f5,ctrl+r", "reload", "Ask again", show=False, id="reload"),
        Binding("@", "day", "On day", show=False, key_display="@", id="asked.day"),
        Binding("K", "known", "As known on", show=False, id="asked.known"),
        Binding("N", "now", "Today, as known now", show=False, id="asked.now"),
    ]

    focused: reactive[Widget | None] = reactive(None, repaint=False)
    """What has the focus: the panes draw it, the whole screen need not be drawn again."""

    _asks: Prompt | None = None
    _is_ready: AwaitMount

    @property
    def browser(self) -> Browser:
        """The application."""
        return cast("Browser", self.app)

    @property
    def is_prompting(self) -> bool:
        """Whether the prompt has the keys, over the last lines of the screen."""
        return self.focused is not None and self.focused.parent is self._asks is not None

    def compose(self) -> ComposeResult:
        yield Heading(self.HEADING)
        banner = Static("", id="banner", markup=False)
        banner.display = False
        yield banner
        yield from self.body()
        yield Keys()

    def body(self) -> Iterator[Widget]:
        """The widgets between heading and footer."""
        yield from ()

    def on_mount(self) -> None:
        self.show_trouble(self.browser.trouble)
        self.call_after_refresh(self._prepare)

    async def _prepare(self) -> Prompt:
        """Makes ready what is not seen at first, unless it is."""
        from ledger.tui.prompts import Prompt

        if self._asks is None:
            self._asks = Prompt()
            self._is_ready = self.mount(self._asks)
        if not self._asks.is_mounted:
            await self._is_ready
        return self._asks

    def on_screen_resume(self) -> None:
        self.show_trouble(self.browser.trouble)
        self.ask()

    def show_trouble(self, trouble: str) -> None:
        """Shows what is wrong with the store, or takes that away."""
        for banner in self.query("#banner").results(Static):  # none before it is composed
            text = f"! {trouble}" if trouble else ""
            if banner.content != text:  # to show the same again would lay out the screen again
                banner.display = bool(trouble)
                banner.update(text)

    def set_title(self, title: str) -> None:
        """Changes what the heading says the screen shows."""
        heading = self.query_one(Heading)
        heading.title = title
        heading.refresh()

    def ask(self) -> None:
        """Asks for what the screen shows, since the question has changed."""
        self.query_one(Heading).refresh()

    def reload(self) -> None:
        """Asks again, whatever is shown."""
        self.ask()

    def grown(self, head: int) -> None:
        """The ledger has new facts, up to this position."""
        self.reload()

    def command(self) -> list[str]:
        """The words behind ``ledger`` that give the same on the command line."""
        return []

    def selection(self) -> str:
        """What is selected, as text."""
        return ""

    def asked_words(self) -> list[str]:
        """The options that ask about the same day and knowledge time."""
        asked = self.browser.asked
        words = ["--on", asked.day.isoformat()]
        if asked.known_at is not None:
            words += ["--known-at", str(known_at_text(asked.known_at))]
        return words

    async def prompt(
        self,
        question: str,
        hint: str,
        check: Callable[[str], T],
        use: Callable[[T], None],
        value: str = "",
    ) -> None:
        """Asks for a line at the foot of the screen, see `ledger.tui.prompts.Prompt.ask`."""
        prompt = await self._prepare()
        prompt.ask(question, hint, check, use, value)

    def action_reload(self) -> None:
        self.reload()

    async def action_day(self) -> None:
        """Asks for the day to ask about."""
        from ledger.typed import day_of

        def use(day: date) -> None:
            self.browser.asked = self.browser.asked._replace(day=day)

        await self.prompt(
            "Ask about which day?",
            "a date like 2024-05-01, or today",
            day_of,
            use,
            self.browser.asked.day.isoformat(),
        )

    async def action_known(self) -> None:
        """Asks for the knowledge time."""
        from ledger.typed import moment_of

        def use(known_at: KnownAt) -> None:
            self.browser.asked = self.browser.asked._replace(known_at=known_at)

        await self.prompt(
            "As known when?",
            "a date (the end of that day in UTC), an instant like 2024-05-01T12:00:00Z, or now",
            lambda text: None if text in ("now", "") else moment_of(text),
            use,
            known_at_text(self.browser.asked.known_at) or "now",
        )

    def action_now(self) -> None:
        """Goes back to today, as known now."""
        self.browser.asked = self.browser.asked._replace(day=self.browser.today, known_at=None)
