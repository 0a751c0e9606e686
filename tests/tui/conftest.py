"""Browsers for the tests: on the sample that is built in, with a fixed size and a fixed today."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from ledger.demo import build
from ledger.ledger import Ledger
from ledger.tui.app import Asked, Browser
from tests.tui.screen import Terminal

if TYPE_CHECKING:
    from tests.tui.views import Gallery

TODAY = date(2025, 3, 14)
"""The day on which all tests of the browser take place."""


class Opening(Protocol):
    """Opens a browser; see `opened`."""

    def __call__(
        self,
        holder: str | None = None,
        credential: str | None = None,
        *,
        on: str | None = None,
        known_at: str | None = None,
        size: tuple[int, int] = (110, 34),
        store: Path | None = None,
        **more: Any,
    ) -> Terminal: ...


def opened(
    stack: ExitStack,
    sample: Path,
    holder: str | None = None,
    credential: str | None = None,
    *,
    on: str | None = None,
    known_at: str | None = None,
    size: tuple[int, int] = (110, 34),
    store: Path | None = None,
    **more: Any,
) -> Terminal:
    """A browser at rest, left when the stack is closed."""
    ledger = stack.enter_context(Ledger.open(str(store or sample), recorded_by="clerk"))
    day = date.fromisoformat(on) if on else TODAY
    known = date.fromisoformat(known_at) if known_at else None
    browser = Browser(
        ledger, holder=holder, credential=credential, asked=Asked(day, known), today=TODAY, **more
    )
    return stack.enter_context(Terminal(browser, size))


def write_sample(store: Path) -> Path:
    """Writes the sample into a new ledger."""
    with Ledger.open(str(store), recorded_by="clerk") as ledger:
        assert build(ledger) == 77
    return store


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the sample; for reading only."""
    return write_sample(tmp_path_factory.mktemp("sample") / "demo.ledger")


@pytest.fixture
def own_sample(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample, to write to."""
    store = tmp_path / "own.ledger"
    shutil.copyfile(sample, store)
    return store


@pytest.fixture
def browse(sample: Path) -> Iterator[Opening]:
    """Opens browsers on the sample, or on another store."""
    with ExitStack() as stack:

        def browse(*args: Any, **named: Any) -> Terminal:
            return opened(stack, sample, *args, **named)

        yield browse


@pytest.fixture(scope="session")
def gallery(sample: Path) -> Iterator[Gallery]:
    """Every view in every size, for looking only."""
    from tests.tui.views import Gallery

    with ExitStack() as stack:
        yield Gallery(stack, sample)
