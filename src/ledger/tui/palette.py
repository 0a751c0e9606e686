"""What the command palette finds: screens, holders, and everything a key does."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

if TYPE_CHECKING:
    from ledger.tui.app import Browser

MOST = 50_000
"""Holders looked through."""


class LedgerProvider(Provider):
    """Screens, actions and holders."""

    @property
    def browser(self) -> Browser:
        """The application."""
        return cast("Browser", self.app)

    async def startup(self) -> None:
        browser = self.browser
        found = await browser.ask(lambda: list(islice(browser.ledger.holders(), MOST)), "paging")
        self._holders = found or []

    def _actions(self) -> list[tuple[str, str, partial[Coroutine[object, object, bool]]]]:
        found: dict[str, tuple[str, str, partial[Coroutine[object, object, bool]]]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.description and not binding.system and binding.id:
                key = self.app.get_key_display(binding)
                act = partial(self.app.run_action, binding.action, active.node)
                found.setdefault(binding.id, (binding.description, key, act))
        return list(found.values())

    async def discover(self) -> Hits:
        for text, key, act in self._actions():
            yield DiscoveryHit(text, act, help=f"key {key}")

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for text, key, act in self._actions():
            score = matcher.match(text)
            if score:
                yield Hit(score, matcher.highlight(text), act, help=f"key {key}")
        await asyncio.sleep(0)
        hits = 0
        for holder in self._holders:
            if query.casefold() in holder.casefold():
                score = matcher.match(holder) or 0.1
                yield Hit(
                    score,
                    matcher.highlight(holder),
                    partial(self.browser.open_holder, holder),
                    help="open this holder",
                )
                hits += 1
                if hits == 20:
                    return
