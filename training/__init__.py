"""What makes the model: the written knowledge, the fitting, the measuring.

Examples
--------
>>> from training import Recipe
>>> Recipe().epochs
12
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mappings.later import later

if TYPE_CHECKING:
    from training.card import write_card
    from training.check import check_catalogue
    from training.evaluate import report, score_lines
    from training.knowledge import CATALOGUE, VALIDATION, read_labelled
    from training.lesson import new_lines, teach
    from training.metrics import reliability, wilson
    from training.pipeline import train
    from training.recipe import Recipe

__all__ = [
    "CATALOGUE",
    "VALIDATION",
    "Recipe",
    "check_catalogue",
    "new_lines",
    "read_labelled",
    "reliability",
    "report",
    "score_lines",
    "teach",
    "train",
    "wilson",
    "write_card",
]

# Measuring needs no torch, which only what fits imports.
_LATER: Final = {
    "CATALOGUE": "training.knowledge",
    "VALIDATION": "training.knowledge",
    "Recipe": "training.recipe",
    "check_catalogue": "training.check",
    "new_lines": "training.lesson",
    "read_labelled": "training.knowledge",
    "reliability": "training.metrics",
    "report": "training.evaluate",
    "score_lines": "training.evaluate",
    "teach": "training.lesson",
    "train": "training.pipeline",
    "wilson": "training.metrics",
    "write_card": "training.card",
}
__getattr__ = later(__name__, _LATER)
