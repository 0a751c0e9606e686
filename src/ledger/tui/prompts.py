"""The prompt: one line is asked for at the foot of a screen, and checked before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from ledger.errors import BadInput

T = TypeVar("T")
LINGERS = 0.05
"""Seconds a prompt is still seen when its line was taken: what that does is drawn first."""


class Field(Input):
    """The line that is typed; it looks the same with and without the focus."""

    virtual_size = reactive(Size(0, 0), layout=False)
    """What is typed does not lay out the screen again."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        pass  # its styles need not be worked out again

    def on_blur(self, event: events.Blur) -> None:
        # It was left for what its line does, and that is drawn first.
        event.prevent_default()
        self.has_focus = False
        self.call_after_refresh(self.refresh)


class Prompt(Vertical):
    """Asks for one line; it floats over the screen, which stays as it is beneath.

    A dialog would do too, but to leave one lays out and paints the whole screen twice. A screen has
    one prompt, hidden while nothing is asked, so that it has the keys at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,tab,shift+tab", "leave", "Leave it", id="prompt.leave"),
    ]

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.display = False
        self.border_subtitle = "enter takes it · esc leaves it"
        self._take: Callable[[str], None] = lambda _: None
        self._before: Widget | None = None
        self._hides: Timer | None = None

    def compose(self) -> ComposeResult:
        field = Field(select_on_focus=True)
        field.cursor_blink = False
        yield field
        yield Static(id="hint", markup=False)

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    def ask(
        self,
        question: str,
        hint: str,
        check: Callable[[str], T],
        use: Callable[[T], None],
        value: str = "",
    ) -> None:
        """Asks for a line.

        Args:
            question: What is asked.
            hint: What would be right.
            check: Makes the value of the text; raises `BadInput`, which is shown.
            use: Takes the value; not called when the prompt is left.
            value: The text to begin with.
        """
        if self._hides is not None:
            self._hides.stop()
        if not self._field.has_focus:
            self._before = self.screen.focused
        self.border_title = question
        self._take = lambda text: use(check(text))
        self._say(hint, is_refused=False)
        self._field.value = value
        self.display = True
        self.screen.set_focus(self._field)
        self._field.action_select_all()

    def _say(self, hint: str, *, is_refused: bool) -> None:
        below = self.query_one("#hint", Static)
        below.set_class(is_refused, "refused")
        below.update(hint)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()  # what is typed here is for no other line of the screen

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self._take(event.value.strip())
        except BadInput as error:
            self._say(f"✗ {error}", is_refused=True)
            return
        self.screen.set_focus(self._before, scroll_visible=False)
        self._hides = self.set_timer(LINGERS, self._hide)

    def action_leave(self) -> None:
        self.screen.set_focus(self._before)
        self._hide()

    def _hide(self) -> None:
        if self.screen.focused is not self._field:  # else it was asked again just now
            self.display = False
