"""How the browser asks the ledger: in threads, so that the screen stays alive, and what went wrong.

A store that cannot be used is a banner, and another try every second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from textual.app import App, ScreenStackError
from textual.reactive import reactive

from ledger.errors import BadInput, LedgerError
from ledger.tui.view import View

if TYPE_CHECKING:
    from ledger.ledger import Ledger

T = TypeVar("T")


class Asking(App[None]):
    """An application that asks a ledger.

    Args:
        ledger: The ledger, closed by whoever opened it.

    Attributes:
        head: The last position of the ledger that was seen; None: none yet.
    """

    trouble: reactive[str] = reactive("", init=False)
    """Why the last question was not answered; nothing when it was."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.head: int | None = None
        self._is_lost = self._is_head_lost = False
        self._threads: dict[str, ThreadPoolExecutor] = {}

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

    @property
    def view(self) -> View | None:
        """The screen of the browser that is shown, below any dialog."""
        try:
            views = [screen for screen in self.screen_stack if isinstance(screen, View)]
        except ScreenStackError:
            return None
        return views[-1] if views else None

    async def on_unmount(self) -> None:
        for pool in self._threads.values():
            pool.shutdown(wait=False, cancel_futures=True)
