"""Every key of the browser does what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from ledger.tui import everything
from tests.tui.conftest import Opening
from tests.tui.screen import Terminal
from tests.tui.uses import USES, Seen, Use


def is_seen(terminal: Terminal, seen: Seen) -> bool:
    return seen in terminal.text if isinstance(seen, str) else seen(terminal)


@pytest.mark.parametrize("use", USES, ids=str)
def test_a_key_does_what_the_table_says(use: Use, browse: Opening, own_sample: Path) -> None:
    terminal = browse(**use.opening, store=own_sample, size=(80, 24))
    for step in use.before:
        if isinstance(step, str):
            terminal.press(step)
        else:
            step(terminal)
    for key, seen in use.steps:
        assert not is_seen(terminal, seen), f"this is seen before {key} is pressed"
        terminal.press(key)
        if terminal.browser.is_running:
            assert is_seen(terminal, seen), terminal.text
        else:
            assert is_seen(terminal, seen)


def bindings() -> list[tuple[str, Binding]]:
    """Every binding with its id."""
    return [
        (binding.id or repr(binding), binding)
        for owner in everything.OWNERS
        for binding in owner.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding)
    ]


def test_every_key_is_in_the_table() -> None:
    used = {(use.id, key) for use in USES for key, _ in use.steps}
    bound = {(id_, key) for id_, binding in bindings() for key in binding.key.split(",")}
    assert bound == used


def test_an_id_stands_for_one_set_of_keys() -> None:
    keys = {(id_, binding.key) for id_, binding in bindings()}
    assert len(keys) == len({id_ for id_, _ in keys})


def test_every_class_that_binds_keys_is_among_the_owners() -> None:
    from ledger.tui import axis, compare, dossier, facts, help, plugins, verdict

    modules = (axis, compare, dossier, facts, help, plugins, verdict)
    others = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__.startswith("ledger.tui")
    }
    assert not [one for one in others - set(everything.OWNERS) if one.__dict__.get("BINDINGS")]
