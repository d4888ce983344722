"""Answers to questions as they travel in forms and addresses: ``a=attribute:value``, repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from classifier.ask import UNKNOWN

MOST: Final = 20
FIELD: Final = "a"
_PAIR: Final = re.compile(r"([a-z_]{1,40}):([\w-]{1,60})")


def read_answers(pairs: Iterable[str]) -> dict[str, str]:
    """Answers by attribute; what is no answer is left out, and of two the later one counts.

    Examples
    --------
    >>> read_answers(["technique:knotted", "<script>", "stamp:other"])
    {'technique': 'knotted', 'stamp': 'other'}
    """
    found = (_PAIR.fullmatch(pair) for pair in pairs)
    read = {match.group(1): match.group(2) for match in found if match}
    return dict(list(read.items())[:MOST])


def write_answers(answers: Mapping[str, str]) -> list[str]:
    """The inverse of `read_answers`.

    Examples
    --------
    >>> write_answers({"stamp": "other"})
    ['stamp:other']
    """
    return [f"{name}:{value}" for name, value in answers.items()]


def without(answers: Mapping[str, str], name: str) -> list[str]:
    """The answers but one, written."""
    return write_answers({other: value for other, value in answers.items() if other != name})


def meant_for_service(answers: Mapping[str, str], goods: Iterable[str]) -> dict[str, str]:
    """The answers that say something: "I do not know" counts for the classifier's own questions only."""
    known = set(goods)
    return {name: value for name, value in answers.items() if value != UNKNOWN or name in known}
