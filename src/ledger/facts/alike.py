"""Ids of holders that are easily taken for one another: by capitals, or zeros before a number."""

from __future__ import annotations

import re
from itertools import islice

_DIGITS = re.compile("[0-9]+")
_WIDEST = 8
_MOST = 6
_LONGEST = 64


def alike(holder: str) -> list[str]:
    """The ids that one may have been meant for, few enough to look each of them up.

    Neighbours of a series, such as ``s015`` and ``s016``, are not among them.
    """
    spelled = {holder}
    for run in islice(_DIGITS.finditer(holder), _MOST):
        digits = run[0].lstrip("0") or "0"
        for width in range(len(digits), max(len(digits), _WIDEST) + 1):
            spelled.add(holder[: run.start()] + digits.zfill(width) + holder[run.end() :])
    cases = (str, str.lower, str.upper, str.capitalize)
    found = {case(one) for one in spelled if len(one) <= _LONGEST for case in cases}
    return sorted(found - {holder})
