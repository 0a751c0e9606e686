"""The holder on other terms: another day or knowledge time beside this one, and what if."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from ledger.errors import BadInput
from ledger.tui.journey import JourneyScreen
from ledger.tui.verdict import VerdictTree, remedy_text
from ledger.tui.view import known_words

if TYPE_CHECKING:
    from ledger.tui.app import Asked
    from ledger.tui.sheet import Assumed


class SupposingScreen(JourneyScreen):
    """A holder's screen that compares and assumes.

    Attributes:
        assumed: The facts that are assumed, never written.
        assumed_texts: The same as they were typed.
        marked: The day and knowledge time to compare with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "compare", "Compare", id="holder.compare"),
        Binding("m", "mark", "Mark to compare with", show=False, id="holder.mark"),
        Binding("a", "assume", "What if", id="holder.assume"),
        Binding("A", "forget", "Drop assumed facts", show=False, id="holder.forget"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.assumed: Assumed = ()
        self.assumed_texts: tuple[str, ...] = ()
        self.marked: Asked | None = None

    @property
    def answers(self) -> VerdictTree:
        """The verdict of the day."""
        return self.query_one(VerdictTree)

    def action_mark(self) -> None:
        """Remembers this day and knowledge time, to compare with."""
        asked = self.browser.asked
        self.marked = asked
        self.notify(f"marked {asked.day} as known {known_words(asked)}; d compares with it")

    def action_compare(self) -> None:
        """Compares with what is marked; else with now, or with today."""
        from ledger.tui.compare import CompareScreen

        asked, holder, credential = self.browser.asked, self.browser.holder, self.credential
        if holder is None or credential is None:
            return
        if self.assumed:
            self.notify("compared as recorded, without what is assumed")
        if self.marked is not None and self.marked != asked:
            self.app.push_screen(CompareScreen(holder, credential, self.marked, asked))
        elif asked.known_at is not None:
            self.app.push_screen(
                CompareScreen(holder, credential, asked, asked._replace(known_at=None))
            )
        elif asked.day != self.browser.today:
            today = asked._replace(day=self.browser.today)
            self.app.push_screen(CompareScreen(holder, credential, asked, today))
        else:
            self.notify("m marks a day and knowledge time; go elsewhere, and d compares the two")

    async def action_assume(self) -> None:
        """Asks for a fact to assume; the requirement under the cursor says what it lacks."""
        from ledger.typed import assumed_fact

        holder = self.browser.holder
        if holder is None or self.sheet is None:
            return
        item = self.answers.item
        remedy = remedy_text(item.finding) if item is not None else ""
        course = "ce-completed title=Course credits=1 unit=contact-hour"
        kind, _, rest = (remedy or course).partition(" ")
        ledger, assumed = self.browser.ledger, self.assumed

        def check(text: str) -> tuple[str, Mapping[str, Any]]:
            fact = assumed_fact(text)
            if self.credential is None:
                raise BadInput("there is no credential to judge")
            ledger.case(holder, self.credential, assume=(*assumed, fact))
            return text, fact

        def use(found: tuple[str, Mapping[str, Any]]) -> None:
            text, fact = found
            self.assumed += (fact,)
            self.assumed_texts += (text,)
            self.reload()

        await self.prompt(
            "What if … (never written)",
            "KIND on=DATE FIELD=VALUE …; A drops what is assumed",
            check,
            use,
            f"{kind} on={self.browser.asked.day} {rest}",
        )

    def action_forget(self) -> None:
        """Drops what is assumed."""
        if self.assumed:
            self.assumed, self.assumed_texts = (), ()
            self.reload()
