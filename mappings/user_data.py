"""The user's own folder: official texts and tariffs that Hirfa fetched or was given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FOLDER_VARIABLE: Final = "HIRFA_DATA"


def data_folder(*parts: str) -> Path:
    """The folder for the user's data, or a place below it; it may not exist yet.

    Parameters
    ----------
    *parts : str
        Names below it.

    Returns
    -------
    Path
        ``$HIRFA_DATA`` when set, else the system's folder for user data.

    Examples
    --------
    >>> data_folder("tariffs").name
    'tariffs'
    """
    import platformdirs

    root = os.environ.get(FOLDER_VARIABLE) or platformdirs.user_data_dir("hirfa", appauthor=False)
    return Path(root, *parts)
