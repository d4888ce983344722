"""The catalogue's attributes, legal basis and neighbours as `Knowledge`."""

from __future__ import annotations

import csv
from pathlib import Path

from classifier.knowledge import Attribute, Knowledge, Labels
from mappings import LANGUAGES
from training.knowledge import CATALOGUE, CatalogueError


def compile_knowledge(folder: Path = CATALOGUE) -> Knowledge:
    """Read what the answers lean on from a catalogue folder.

    Parameters
    ----------
    folder : Path
        Holds ``attributes.csv``, ``profiles.csv``, ``legal_basis.csv`` and
        ``neighbours.csv``.

    Returns
    -------
    Knowledge

    Raises
    ------
    CatalogueError
        When a profile names an unknown attribute or value.
    """
    attributes = _attributes(_table(folder / "attributes.csv"))
    return Knowledge(
        attributes,
        _profiles(_table(folder / "profiles.csv"), attributes),
        {row["heading"]: _labels(row) for row in _table(folder / "legal_basis.csv")},
        {row["code"]: tuple(row["neighbours"].split()) for row in _table(folder / "neighbours.csv")},
    )


def _attributes(rows: list[dict[str, str]]) -> dict[str, Attribute]:
    questions = {row["attribute"]: _labels(row) for row in rows if not row["value"]}
    values: dict[str, dict[str, Labels]] = {name: {} for name in questions}
    for row in rows:
        if row["value"]:
            if row["attribute"] not in questions:
                raise CatalogueError(
                    "attributes.csv: {name} has no question; add a row without value.", name=row["attribute"]
                )
            values[row["attribute"]][row["value"]] = _labels(row)
    return {name: Attribute(name, question, values[name]) for name, question in questions.items()}


def _labels(row: dict[str, str]) -> Labels:
    return {str(language): row[language] for language in LANGUAGES}


def _profiles(
    rows: list[dict[str, str]], attributes: dict[str, Attribute]
) -> dict[str, dict[str, tuple[str, ...]]]:
    profiles: dict[str, dict[str, tuple[str, ...]]] = {}
    for number, row in enumerate(rows, 2):
        name, values = row["attribute"], tuple(row["values"].split())
        if name not in attributes:
            raise CatalogueError(
                "profiles.csv:{number}: unknown attribute {name!r}; add it to attributes.csv.",
                number=number,
                name=name,
            )
        for value in values:
            if value not in attributes[name].values:
                raise CatalogueError(
                    "profiles.csv:{number}: unknown value {value!r} of {name}; add it to attributes.csv.",
                    number=number,
                    value=value,
                    name=name,
                )
        profiles.setdefault(row["code"], {})[name] = values
    return profiles


def _table(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
