"""The built-in sample and its story."""

from ledger.demo.people import build
from ledger.demo.story import STORY, Chapter, Question

__all__ = ["STORY", "Chapter", "Question", "build"]
