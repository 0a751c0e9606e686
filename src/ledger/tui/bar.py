"""The scroll bar of a list: the library's own, put on the screen without its detour over text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style as RichStyle
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.style import Style
    from textual.visual import RenderOptions

_PLAIN = Color.default()


class Bar(ScrollBarRender):
    """A vertical bar: each segment of it is a line, which the library finds out by rendering."""

    def visualize(self) -> Visual:
        """The lines of the bar, as the library asks for them."""
        return _Lines(self)


class _Lines(Visual):
    def __init__(self, bar: Bar) -> None:
        self._bar = bar

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        bar = self._bar
        drawn = bar.style if isinstance(bar.style, RichStyle) else RichStyle.parse(bar.style)
        segments = bar.render_bar(
            height or 0,
            bar.virtual_size,
            bar.window_size,
            bar.position,
            width,
            back_color=drawn.bgcolor or _PLAIN,
            bar_color=drawn.color or _PLAIN,
        )
        return [Strip([segment], width) for segment in segments.segments]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return self._bar.thickness

    def get_height(self, rules: RulesMap, width: int) -> int:
        return int(self._bar.window_size)
