"""What the names of styles look like in a theme.

Colours come from the theme alone, and never stand alone: every meaning has a glyph or a word too.
The styles are worked out once a theme, since a list draws thousands of cells with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style
from textual.color import Color

STYLES: Mapping[str, tuple[str, float, str]] = {
    "dim": ("foreground", 0.6, ""),
    "strong": ("foreground", 1, "bold"),
    "heading": ("accent", 1, "bold"),
    "yes": ("text-success", 1, "bold"),
    "no": ("text-error", 1, "bold"),
    "undetermined": ("text-warning", 1, "bold"),
    "pending": ("text-primary", 1, ""),
    "sanction": ("text-secondary", 1, "bold"),
    "counted": ("text-success", 1, "bold"),
    "refused": ("text-error", 1, ""),
    "corrected": ("text-warning", 1, ""),
    "assumed": ("text-accent", 1, "italic"),
    "void": ("foreground", 0.5, "strike"),
    "faint": ("foreground", 0.3, ""),
}
"""Name of a style → the theme's colour, how much of it, and attributes of the text."""

STATUS_STYLES: Mapping[str, str] = {
    "none": "dim",
    "pending": "pending",
    "current": "yes",
    "expired": "no",
    "suspended": "sanction",
    "revoked": "sanction",
    "undetermined": "undetermined",
}
"""Status → the style of its glyph and word; an answer is the name of its own style."""

FOLLOWS = 0.03
"""Seconds by which frames, scroll bars and the line of keys follow what a key is pressed for."""

Pen = Mapping[str, Style]
"""Name of a style → how text of it is drawn in one place."""


class Paint:
    """The styles of one theme; each has a foreground, and only the cursors a background.

    Args:
        variables: The theme's colours by name.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        ground = Color.parse(variables["background"])

        def colour(name: str, share: float) -> str:
            return ground.blend(Color.parse(variables[name]), share, 1).hex

        self.styles = {
            name: Style.parse(f"{attributes} {colour(variable, share)}".strip())
            for name, (variable, share, attributes) in STYLES.items()
        }
        self.styles[""] = Style.null()
        self.cursor = Style(bgcolor=colour("accent", 0.35))
        self.cursor_away = Style(bgcolor=colour("foreground", 0.1))

    def __getitem__(self, name: str) -> Style:
        return self.styles[name]


@lru_cache(maxsize=8)
def _paint(variables: tuple[tuple[str, str], ...]) -> Paint:
    return Paint(dict(variables))


def paint_of(variables: Mapping[str, str]) -> Paint:
    """The paint of a theme's colours."""
    names = {"background", *(name for name, _, _ in STYLES.values())}
    return _paint(tuple((name, variables[name]) for name in sorted(names)))


@lru_cache(maxsize=32)
def pen_of(paint: Paint, base: Style) -> Pen:
    """The styles of a paint put over another style: made once, since a page is drawn at once."""
    return {name: base + style for name, style in paint.styles.items()}
