"""The columns of a user's table: those that she names, and the likely ones for the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from mappings.errors import HirfaError

if TYPE_CHECKING:
    import pandas as pd

LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date", "month", "period", "time_period"),
    "value": ("value_dh", "value", "valeur", "valor"),
    "code": ("hs_code", "code", "hs", "true_code"),
    "text": ("text", "description", "libelle", "designation"),
    "destination": ("destination", "country", "pays", "partner"),
    "region": ("region", "région"),
    "declaration": ("declaration", "déclaration"),
    "currency": ("currency", "devise"),
    "quantity": ("quantity", "quantité", "quantite"),
    "edition_column": ("edition",),
}


def likely_columns(
    frame: pd.DataFrame, given: Mapping[str, str | None], needed: Collection[str]
) -> dict[str, str]:
    """The columns that a table has, by what they hold.

    Parameters
    ----------
    frame : DataFrame
    given : mapping of str to (str or None)
        The names that the user gave; None leaves the choice to `LIKELY`.
    needed : collection of str
        Those that must be found.

    Raises
    ------
    HirfaError
        When a named one is not there, or a needed one is neither named nor found.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(columns=["Valeur", "libelle", "what"])
    >>> likely_columns(table, {"value": None, "text": "what", "date": None}, ["value"])
    {'value': 'Valeur', 'text': 'what'}
    """
    held = {str(name).casefold(): str(name) for name in frame.columns}
    found: dict[str, str] = {}
    for key, name in given.items():
        chosen = name or next((held[n] for n in LIKELY.get(key, ()) if n in held), None)
        if chosen and chosen not in frame.columns:
            raise HirfaError(
                "no column {name!r}; the table has: {columns}.", name=chosen, columns=list(frame.columns)
            )
        if chosen:
            found[key] = chosen
        elif key in needed:
            raise HirfaError(
                "name the column of the {key} with --{key}; the table has: {columns}.",
                key=key,
                columns=list(frame.columns),
            )
    return found
