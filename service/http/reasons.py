"""The library's own sentence about what went wrong, as it leaves the service."""

from __future__ import annotations

from typing import Final

from mappings.errors import HirfaError

_LONGEST: Final = 2_000


def reason_of(error: HirfaError, hidden: str = "") -> dict[str, str]:
    """The sentence of an error in every language: it says more than the kind of problem does.

    Parameters
    ----------
    error : HirfaError
    hidden : str
        What is not to be told, such as where on the server a file lay.

    Examples
    --------
    >>> reason_of(HirfaError("{path} is empty; give a table with a header row.", path="/srv/a.csv"), "/srv/")["en"]
    'a.csv is empty; give a table with a header row.'
    """
    said = error.sentence.in_all()
    return {language: _writable(text.replace(hidden, ""))[:_LONGEST] for language, text in said.items()}


def _writable(text: str) -> str:
    """The text without halves of surrogate pairs, which UTF-8 cannot hold."""
    return "".join(c if not "\ud800" <= c <= "\udfff" else "\ufffd" for c in text)
