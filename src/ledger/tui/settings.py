"""Keys and theme of the browser, from the user's ``browser.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput
from ledger.facts.intake import near

if TYPE_CHECKING:
    from textual.app import App


def settings_path() -> Path:
    """Where the settings are read from when no file is named."""
    import platformdirs

    return Path(platformdirs.user_config_dir("ledger")) / "browser.toml"


@dataclass(frozen=True)
class Settings:
    """What a user has changed.

    Attributes:
        keys: Binding id → keys, separated by commas; the ids stand in the help of the browser.
        theme: The name of a theme; empty: the default.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str = ""

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """The settings in a file; the defaults where there is none and none was named.

        Raises:
            BadInput: when the file is not right.
        """
        file = path or settings_path()
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            if path is None:
                return cls()
            raise BadInput("is not there", file=str(file)) from None
        except (OSError, UnicodeError) as error:
            raise BadInput(f"cannot be read: {error}", file=str(file)) from None
        from ledger.facts.toml import read_toml

        return cls._of(read_toml(text, file=str(file), parse_float=float), str(file))

    @classmethod
    def _of(cls, table: Mapping[str, Any], file: str) -> Settings:
        for name in table:
            if name not in ("keys", "theme"):
                raise BadInput("is not known; there are keys and theme", field=name, file=file)
        keys, theme = table.get("keys", {}), table.get("theme", "")
        if not isinstance(theme, str):
            raise BadInput("is not the name of a theme", field="theme", file=file)
        if not isinstance(keys, dict):
            raise BadInput("is not a table of ids and keys", field="keys", file=file)
        known = set(binding_ids())
        for name, value in keys.items():
            if name not in known:
                raise BadInput(f"is not a key's id{near(name, known)}", field=name, file=file)
            if not isinstance(value, str) or not value.replace(",", "").strip():
                raise BadInput('is not keys like "j" or "down,j"', field=name, file=file)
        if theme:
            from textual.theme import BUILTIN_THEMES

            if theme not in BUILTIN_THEMES:
                raise BadInput(f"is not a theme{near(theme, BUILTIN_THEMES)}", file=file)
        return cls(keys, theme)

    def apply(self, app: App[Any]) -> None:
        """Makes an application use them."""
        if self.keys:
            app.set_keymap(self.keys)
        if self.theme:
            app.theme = self.theme


def binding_ids() -> Iterator[str]:
    """The ids of every key of the browser."""
    from textual.binding import Binding

    from ledger.tui import everything

    for owner in everything.OWNERS:
        for binding in owner.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding.id
