"""A prompt: one line is asked for, and checked before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ledger.errors import BadInput


class Prompt(ModalScreen[object]):
    """Asks for one line; its result is what ``check`` makes of it, None when nothing is taken.

    Args:
        question: What is asked.
        hint: What would be right.
        check: Makes the value of the text; raises `BadInput`, which is shown.
        value: The text to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="prompt.leave"),
    ]

    def __init__(
        self, question: str, hint: str, check: Callable[[str], object], value: str = ""
    ) -> None:
        super().__init__()
        self.question, self.hint, self.check, self.value = question, hint, check, value

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt") as box:
            box.border_title = self.question
            box.border_subtitle = "enter takes it · esc leaves it"
            field = Input(self.value, select_on_focus=True)
            field.cursor_blink = False
            yield field
            yield Static(self.hint, id="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.dismiss(self.check(event.value.strip()))
        except BadInput as error:
            hint = self.query_one("#hint", Static)
            hint.add_class("refused")
            hint.update(f"✗ {error}")

    def action_leave(self) -> None:
        self.dismiss(None)
