"""The name that a misspelt one was meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Final

from mappings.line_cues import fold

_CUTOFF: Final = 0.84
_LEAD: Final = 0.04
_SHORTEST: Final = 5
_ARTICLES: Final = re.compile(r"^(?:les|la|le|l|the|los|las|el)\s+")
_BLANK: Final = frozenset({"", "nan", "none", "<na>", "na", "n/a", "null", "-", ".."})


def is_blank(given: str) -> bool:
    """Whether a cell says nothing.

    Examples
    --------
    >>> is_blank("N/A"), is_blank("Mali")
    (True, False)
    """
    return given.casefold() in _BLANK


def key_of(name: str) -> str:
    """A name without accents, article and case.

    Examples
    --------
    >>> key_of("Les États-Unis"), key_of("L'Oriental")
    ('etats unis', 'oriental')
    """
    return _ARTICLES.sub("", fold(name)).replace("&", "et")


def meant(key: str, names: Mapping[str, str]) -> tuple[str, str]:
    """The name that a key is near to, and what it stands for.

    Parameters
    ----------
    key : str
        See `key_of`.
    names : dict of key to code

    Returns
    -------
    (str, str)
        Code and name; an empty code and the nearest names when none is near
        enough (difflib ratio of 0.84), or another code's is nearly as near.

    Examples
    --------
    >>> meant("allemgne", {"allemagne": "DE", "espagne": "ES"})
    ('DE', 'allemagne')
    >>> meant("atlantide", {"allemagne": "DE", "espagne": "ES"})
    ('', '')
    """
    near = difflib.get_close_matches(key, list(names), n=12, cutoff=0.6)
    scored = [(difflib.SequenceMatcher(None, key, name).ratio(), name) for name in near]
    shown = ", ".join(dict.fromkeys(name for _, name in scored[:3]))
    if len(key) < _SHORTEST or not scored or scored[0][0] < _CUTOFF:
        return "", shown
    best, name = scored[0]
    rivals = [s for s, n in scored if names[n] != names[name]]
    return ("", shown) if rivals and best - rivals[0] < _LEAD else (names[name], name)
