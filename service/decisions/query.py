"""What is asked of the records, and how that reads in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_

from classifier.text import normalise
from service.decisions.errors import DecisionError
from service.decisions.record import Decision, timestamp
from service.storage.tables import DecisionRow

MOST: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which decisions are wanted; a filter that is None admits all.

    Parameters
    ----------
    code : str, optional
        Two to six digits: the chosen subheading begins so. More: the line does.
    who : str, optional
        "page", or the name of a key.
    since, until : datetime, optional
        Recorded from, and before.
    contains : str, optional
        Found in the text, whatever its case, accents or Arabic spelling.

    Raises
    ------
    DecisionError
        When a code is not digits, or a time has no time zone.

    Examples
    --------
    >>> Query(code="5701.10").digits
    '570110'
    """

    code: str | None = None
    who: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    contains: str | None = None

    def __post_init__(self) -> None:
        if self.code is not None and not (self.digits.isascii() and self.digits.isdecimal()):
            raise DecisionError(
                "{code!r} is not the beginning of a code; give two to twelve digits.", code=self.code
            )
        for moment in (self.since, self.until):
            if moment is not None and moment.tzinfo is None:
                raise DecisionError(
                    "{moment!r} has no time zone; add one, such as Z.", moment=moment.isoformat()
                )

    @property
    def digits(self) -> str:
        """The code without dots and blanks."""
        return (self.code or "").replace(".", "").replace(" ", "")


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions, newest first.

    Parameters
    ----------
    items : tuple of Decision
    next : int or None
        What to give as `before` for the page after this one; None on the last.
    """

    items: tuple[Decision, ...]
    next: int | None


def conditions(query: Query) -> list[ColumnElement[bool]]:
    """The query as SQL conditions on decisions."""
    row = DecisionRow
    found: list[ColumnElement[bool]] = [row.kind == "decision"]
    if query.code is not None:
        column: Any = row.code if len(query.digits) <= 6 else row.line
        found.append(column.startswith(query.digits, autoescape=True))
    if query.who is not None:
        found.append(row.who == query.who)
    if query.since is not None:
        found.append(row.time >= timestamp(query.since))
    if query.until is not None:
        found.append(row.time < timestamp(query.until))
    if query.contains:
        found.append(_contains(query.contains))
    return found


def _contains(wanted: str) -> ColumnElement[bool]:
    # The databases fold case each in its own way; the normalised text is folded the same everywhere.
    plain = DecisionRow.text.contains(wanted, autoescape=True)
    folded = normalise(wanted)
    return or_(plain, DecisionRow.normalised.contains(folded, autoescape=True)) if folded else plain
