"""Keys and theme from the user's file; what is not right in it is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import BadInput
from ledger.tui.settings import Settings
from tests.tui.conftest import Opening
from tests.tui.uses import REYES, TRAIL


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "browser.toml"


def test_a_key_is_changed(browse: Opening, file: Path) -> None:
    file.write_text('[keys]\n"list.down" = "x"\n', encoding="utf-8")
    terminal = browse(**TRAIL, settings=Settings.load(file))
    terminal.press("x")
    assert terminal.selected.startswith("76 ")
    terminal.press("j")
    assert terminal.selected.startswith("76 ")


def test_the_last_line_shows_the_key_that_was_chosen(browse: Opening, file: Path) -> None:
    file.write_text('keys = { "holder.compare" = "x" }\n', encoding="utf-8")
    terminal = browse(**REYES, settings=Settings.load(file))
    assert "x Compare" in terminal.keys


def test_the_help_shows_the_key_that_was_chosen(browse: Opening, file: Path) -> None:
    file.write_text('keys = { "trail.go" = "x" }\n', encoding="utf-8")
    terminal = browse(**TRAIL, settings=Settings.load(file), size=(110, 60))
    terminal.press("?")
    assert terminal.line("trail.go").strip("│▸ ").startswith("x  ")


def test_a_theme_is_chosen(browse: Opening, file: Path) -> None:
    file.write_text('theme = "textual-light"\n', encoding="utf-8")
    terminal = browse(**TRAIL, settings=Settings.load(file))
    assert terminal.browser.theme == "textual-light"
    assert "77 facts, newest first" in terminal.text


def test_a_theme_changes_no_text(browse: Opening) -> None:
    texts = {browse(**REYES, settings=Settings(theme=theme)).text for theme in ("", "dracula")}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("keys = 1", "is not a table of ids and keys"),
        ("theme = 1", "is not the name of a theme"),
        ('theme = "dracule"', "is not a theme"),
        ("colours = 1", "is not known; there are keys and theme"),
        ('[keys]\n"list.dwon" = "x"', "is not a key's id"),
        ('[keys]\n"list.down" = ""', "is not keys like"),
        ('[keys]\n"list.down" = 3', "is not keys like"),
        ("[keys", "is not TOML"),
        ("\ud800", "cannot be read"),
    ],
)
def test_what_is_not_right_is_one_sentence(text: str, sentence: str, file: Path) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadInput) as raised:
        Settings.load(file)
    assert sentence in str(raised.value)
    assert str(file) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_misspelt_id_is_told_with_the_right_one(file: Path) -> None:
    file.write_text('[keys]\n"list.dwon" = "x"\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"list\.down"):
        Settings.load(file)


def test_a_file_that_was_named_must_be_there(file: Path) -> None:
    with pytest.raises(BadInput, match="is not there"):
        Settings.load(file)


def test_without_a_file_there_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.tui.settings.settings_path", lambda: Path("/nowhere/browser.toml"))
    assert Settings.load() == Settings()
