"""Keys that come together: each acts where the ones before it have led.

The library hands a key to what has the focus when the key comes. Over a slow line, or from a
script, several come at once; of ``/quinn`` the text would be taken for commands, and ``q`` ends the
browser. So a key that comes close behind another waits until that one has been dealt with.

What a key leaves behind in memory is collected when its picture is on the screen. The lines of the
library refer to themselves; to collect those of many pictures in the middle of another takes as
long as to draw it.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable
from time import monotonic

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer

CLOSE = 0.02
"""Seconds after a key in which it may still be on its way."""
PATIENCE = 0.3
"""Seconds until it is looked whether the widget of a key has gone with it."""
LOOKS = 16
"""How often a key is found to be still at work before the next one goes all the same. Looks are
counted, not seconds, since on a busy machine all may stand still for seconds."""
WAYS = 2
"""A key goes to the application, and what it does there may be answered on a second way."""
CALM = 0.005
"""Seconds from a picture until it is on the terminal."""
IDLE = 1.0
"""Seconds after which nobody is likely to press a key in the next moment."""


class Behind(Message):
    """Follows a key through the same queues, and so comes back after it.

    Args:
        key: Which key it follows, counted from the start.
        ways: How often it still goes.
    """

    def __init__(self, key: int, ways: int) -> None:
        super().__init__()
        self.key = key
        self.ways = ways


class Keystrokes(App[None]):
    """An application in which keys act one after the other, however close they come."""

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Key | events.Paste] = deque()
        self._keys = 0
        self._last = 0.0
        self._types = False
        self._tidies: Timer | None = None
        self._looks: Timer | None = None

    @property
    def has_waiting(self) -> bool:
        """Whether keys wait for the ones before them."""
        return bool(self._held)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if not self._held and (monotonic() - self._last > CLOSE or self._goes_on(event)):
                await self._press(event)
                return
            self._held.append(event)
            if len(self._held) == 1:
                self._follow(WAYS)
        else:
            await super().on_event(event)

    def _is_text(self, event: events.Key | events.Paste) -> bool:
        """Whether all that a key does is to be typed."""
        if isinstance(event, events.Key) and not event.is_printable:
            return False
        from textual.widgets import Input  # not before the first picture

        return isinstance(self.focused, Input)

    def _goes_on(self, event: events.Key | events.Paste) -> bool:
        """Whether a key is typed behind one that was typed, which led nowhere."""
        return self._types and self._is_text(event)

    async def _press(self, event: events.Key | events.Paste) -> None:
        self._types = self._is_text(event)
        await super().on_event(event)
        self._keys += 1
        self._last = monotonic()
        self.call_after_refresh(self._tidy_after, CALM, self._tidy)

    def _tidy_after(self, seconds: float, tidy: Callable[[], object]) -> None:
        if self._tidies is not None:
            self._tidies.stop()
        self._tidies = self.set_timer(seconds, tidy)

    def _tidy(self) -> None:
        _, middle, old = gc.get_count()
        _, turns, again = gc.get_threshold()
        gc.collect(1 if middle > turns else 0)
        if old > again:
            self._tidy_after(IDLE, gc.collect)

    def _follow(self, ways: int) -> None:
        at = self.focused or self.screen
        at.post_message(Behind(self._keys, ways - 1))
        self._look_after(at, LOOKS)

    def _look_after(self, at: MessagePump, looks: int) -> None:
        if self._looks is not None:
            self._looks.stop()
        self._looks = self.set_timer(PATIENCE, lambda: self._look_whether_gone(at, looks - 1))

    def _look_whether_gone(self, at: MessagePump, looks: int) -> None:
        """Lets the next key go when what was behind the one before cannot come back."""
        if not self._held:
            return
        if at.is_running and at.is_attached and looks:
            self._look_after(at, looks)
        else:
            self.post_message(Behind(self._keys, 0))

    async def on_behind(self, message: Behind) -> None:
        """Lets the next key go when the one before it has been dealt with."""
        if message.key != self._keys or not self._held:
            return
        if message.ways:
            self._follow(message.ways)
            return
        await self._press(self._held.popleft())
        while self._held and self._goes_on(self._held[0]):
            await self._press(self._held.popleft())
        if self._held:
            self._follow(WAYS)
