"""The line that says which facts of the trail are shown."""

from __future__ import annotations

from ledger.errors import BadInput
from ledger.facts.intake import kind_named, near
from ledger.questions.trail import TrailFilter

_WORDS = ("holder", "kind", "body", "from", "to")


def filter_of(text: str) -> TrailFilter:
    """The filter that a line says: ``holder:reyes kind:ce-completed from:2024-01-01 words``.

    Raises:
        BadInput: naming the word that is not right.
    """
    import shlex

    from ledger.typed import day_of

    found: dict[str, str] = {}
    rest: list[str] = []
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadInput(f"the line does not read: {error}") from None
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not name.isalpha() or not name.islower():
            rest.append(word)
        elif name not in _WORDS:
            raise BadInput(f"there is no filter “{name}:”{near(name, _WORDS)}")
        elif not value or name in found:
            raise BadInput(f"“{name}:” needs one value, for example {name}:…")
        else:
            found[name] = value
    if "kind" in found:
        kind_named(found["kind"])
    return TrailFilter(
        found.get("holder"),
        found.get("kind"),
        found.get("body"),
        day_of(found["from"]) if "from" in found else None,
        day_of(found["to"]) if "to" in found else None,
        " ".join(rest) or None,
    )


def filter_text(only: TrailFilter) -> str:
    """The line that says a filter."""
    named = zip(_WORDS, only[:5], strict=True)
    words = [f"{name}:{value}" for name, value in named if value is not None]
    return " ".join([*words, *([only.text] if only.text else [])])
