"""The built-in sample, its story, and where the browser opens on it."""

from ledger.demo.people import build
from ledger.demo.story import OPENING, STORY, Chapter, Question

__all__ = ["OPENING", "STORY", "Chapter", "Question", "build"]
