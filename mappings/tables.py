"""Reading of the small CSV tables that ship with the package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mappings.errors import TableError

if TYPE_CHECKING:
    import pandas as pd


def read_table(name: str, package: str = "mappings.data") -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped CSV table.

    Parameters
    ----------
    name : str
        File name, such as "codes.csv".
    package : str
        The package folder that holds it.

    Yields
    ------
    dict of str to str
        One row; keys are the column names of the header.

    Raises
    ------
    TableError
        When the table is missing: the installation is incomplete.

    Examples
    --------
    >>> next(read_table("codes.csv"))["code"]
    '01'
    """
    try:
        with (files(package) / name).open(encoding="utf-8") as handle:
            yield from csv.DictReader(handle)
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise TableError(
            "table {name} is missing from {package}; install Hirfa again.", name=name, package=package
        ) from error


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a small table as named tuples.

    Examples
    --------
    >>> import pandas as pd
    >>> [row.code for row in rows_of(pd.DataFrame({"code": ["5701"]}))]
    ['5701']
    """
    yield from frame.itertuples(index=False)
