"""Values in words and glyphs, as every face shows them: on paper, in a pipe, on a screen.

Nothing here knows colours of a terminal or a screen toolkit; a style is a name that a face maps.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger.facts.jsonl import checked_instant, instant_text

if TYPE_CHECKING:
    from ledger.judging.findings import Finding
    from ledger.judging.history import KnownAt
    from ledger.judging.rules import RuleValue
    from ledger.judging.verdict import Holds

ANSWER_GLYPHS: Mapping[str, str] = {"yes": "✓", "no": "✗", "undetermined": "?"}
"""Answer → the glyph that stands beside the word."""

STATUS_GLYPHS: Mapping[str, str] = {
    "none": "·",
    "pending": "◔",
    "current": "●",
    "expired": "○",
    "suspended": "◐",
    "revoked": "⊘",
    "undetermined": "?",
}
"""Status → the glyph that stands beside the word."""


def count_of(number: int, what: str) -> str:
    """So many of something that has a plural in s: “1 fact”, “1,204 facts”."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def last_day(until: date | None) -> date | None:
    """The last day before an exclusive end."""
    return None if until is None else until - timedelta(days=1)


def held(holds: Holds) -> str:
    """An interval in words."""
    since, last = holds.since, last_day(holds.until)
    if since is None and last is None:
        return "on every day"
    if since is None:
        return f"through {last}"
    if last is None:
        return f"since {since}, with no known end"
    return f"from {since} through {last}" if since != last else f"on {since} only"


def sourced(rule: RuleValue) -> str:
    """Where a rule value comes from and how sure it is."""
    since = f", from {rule.since}" if rule.since else ""
    return f"{rule.source} · {rule.confidence}{since}"


def amount(value: Decimal) -> str:
    """An amount, exact, without needless zeros."""
    return f"{value.normalize():f}"


def shortly(finding: Finding) -> str:
    """What is missing in a word or two; where nobody judges, why."""
    from ledger.judging.case import NOT_JUDGED

    if finding.id == NOT_JUDGED:
        return finding.text
    return finding.id if finding.missing is None else f"{finding.id} {amount(finding.missing)}"


def plain_value(value: Any) -> Any:
    """A rule value as JSON has it: numbers and dates as text."""
    if isinstance(value, Mapping):
        return {name: plain_value(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain_value(part) for part in value]
    if value is None or isinstance(value, bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def shown_value(rule: RuleValue) -> str:
    """A rule value in a few words."""
    value = plain_value(rule.value)
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_flat(part)}" for name, part in value.items())
    return _flat(value)


def _flat(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def known_at_text(known_at: KnownAt) -> str | None:
    """A knowledge time as JSON and people get it: a date, or an instant in UTC."""
    if isinstance(known_at, datetime):
        return instant_text(checked_instant(known_at))
    return None if known_at is None else known_at.isoformat()
