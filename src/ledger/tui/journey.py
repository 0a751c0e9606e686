"""Moving the day asked about and the knowledge time, from one thing that happened to the next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ledger.facts.fact import instant_of
from ledger.judging.calendar import days, months
from ledger.judging.history import last_micros
from ledger.tui.axis import TimeAxis
from ledger.tui.view import View

if TYPE_CHECKING:
    from ledger.tui.sheet import Sheet


def _moving(
    what: str, back: str, back_key: str, on: str, on_key: str, action: str, by: int
) -> tuple[Binding, Binding]:
    """The two keys that move the day asked about back and on."""
    name = what.capitalize()
    return (
        Binding(
            back_key,
            f"{action}({-by})",
            f"{name} before",
            show=False,
            key_display=back,
            id=f"{what}.back",
        ),
        Binding(
            on_key,
            f"{action}({by})",
            f"{name} after",
            show=False,
            key_display=on,
            id=f"{what}.on",
        ),
    )


class JourneyScreen(View):
    """A screen about one holder, on which one goes through time and through what was known."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_moving("day", "[", "left_square_bracket", "]", "right_square_bracket", "days", 1),
        *_moving("week", "(", "left_parenthesis", ")", "right_parenthesis", "days", 7),
        *_moving("month", "<", "less_than_sign", ">", "greater_than_sign", "months", 1),
        *_moving("fact", ",", "comma", ".", "full_stop", "fact", 1),
        *_moving("change", "{", "left_curly_bracket", "}", "right_curly_bracket", "change", 1),
        Binding("left,h", "days(-1)", "Day back", show=False, id="axis.left"),
        Binding("right,l", "days(1)", "Day on", show=False, id="axis.right"),
        Binding("g", "day", "Day", id="day.type"),
        Binding("p", "knowledge(-1)", "Known before", show=False, id="known.back"),
        Binding("n", "knowledge(1)", "Known after", show=False, id="known.on"),
        Binding("c", "credential", "Credential", id="holder.credential"),
        Binding("plus", "zoom(True)", "Closer", show=False, key_display="+", id="axis.closer"),
        Binding("minus", "zoom(False)", "Wider", show=False, key_display="-", id="axis.wider"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None

    @property
    def credential(self) -> str | None:
        """The credential the verdict is about."""
        codes = self.sheet.credentials if self.sheet else ()
        chosen = self.browser.credential
        return chosen if chosen in codes else codes[0] if codes else None

    def _go(self, day: date) -> None:
        self.browser.asked = self.browser.asked._replace(day=day)

    def action_days(self, count: int) -> None:
        self._go(days(self.browser.asked.day, count))

    def action_months(self, count: int) -> None:
        self._go(months(self.browser.asked.day, count))

    def action_fact(self, direction: int) -> None:
        """Goes to the day of the fact before or after."""
        happened = self.sheet.days if self.sheet else []
        day = self.browser.asked.day
        found = [one for one in happened if (one > day if direction > 0 else one < day)]
        if found:
            self._go(found[0] if direction > 0 else found[-1])
        else:
            self.notify(f"no fact {'after' if direction > 0 else 'before'} {day}")

    @work(exclusive=True, group="change")
    async def action_change(self, direction: int) -> None:
        """Goes to the next day on which something shown changes, or to the one before."""
        sheet, credential, day = self.sheet, self.credential, self.browser.asked.day
        if sheet is None or credential is None:
            return
        case = sheet.cases[credential]
        holds = await self.browser.ask(
            lambda: case.holds(day, lambda segment: segment.shown(case.codes))
        )
        if holds is None:
            return
        if direction > 0:
            target = holds.until
        else:
            target = holds.since if holds.since != day else None
            before = day - timedelta(days=1) if day > date.min else None
            if target is None and holds.since is not None and before is not None:
                earlier = await self.browser.ask(
                    lambda: case.holds(before, lambda segment: segment.shown(case.codes))
                )
                target = earlier.since if earlier else None
                if target is None:
                    target = before
        if target is None:
            self.notify(
                f"the answer does not change {'after' if direction > 0 else 'before'} {day}"
            )
        else:
            self._go(target)

    def action_knowledge(self, direction: int) -> None:
        """Goes to the knowledge before or after: to the moment the last fact was learned."""
        known = self.sheet.known if self.sheet else ()
        instants = [instant_of(micros) for micros in known]
        asked = self.browser.asked
        if asked.known_at is None:
            target = instants[-2] if direction < 0 and len(instants) > 1 else None
        else:
            now = last_micros(asked.known_at)
            assert now is not None
            if direction > 0:
                later = [micros for micros in known if micros > now]
                target = instant_of(later[0]) if later[:1] and later[0] != known[-1] else None
                self.browser.asked = asked._replace(known_at=target)
                return
            reached = [micros for micros in known if micros <= now]
            target = instant_of(reached[-2]) if len(reached) > 1 else None
        if target is None:
            self.notify(
                "nothing was known before that" if direction < 0 else "this is what is known now"
            )
        else:
            self.browser.asked = asked._replace(known_at=target)

    def action_zoom(self, closer: bool) -> None:
        """Shows fewer days around the one asked about, or more."""
        self.query_one(TimeAxis).zoom(closer)

    def action_credential(self) -> None:
        """Goes to the next credential."""
        codes = self.sheet.credentials if self.sheet else ()
        if codes and self.credential is not None:
            index = codes.index(self.credential)
            self.browser.credential = codes[(index + 1) % len(codes)]
