"""The valid codes nearest to one that is not."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def nearest_codes(digits: str, valid: Sequence[str], count: int = 3) -> tuple[str, ...]:
    """The codes most like the one given, same length and chapter first.

    Examples
    --------
    >>> nearest_codes("570120", ["570110", "570190", "691200"], count=2)
    ('570190', '570110')
    """
    same = [code for code in valid if len(code) == len(digits)] or list(valid)
    pool = [code for code in same if code[:2] == digits[:2]] or same
    return tuple(difflib.get_close_matches(digits, pool, n=count, cutoff=0.0))
