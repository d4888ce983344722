"""Text in, a Harmonized System code out.

Examples
--------
>>> from classifier import load_model
>>> load_model().classify("belgha jeld dial rjal").candidates[0].code
'640359'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.errors import AnswerError, ArtifactError, FrameError, MissingExtraError
from classifier.model import Classifier, load_model
from classifier.results import Candidate, Classification, Evidence, Option, Question
from classifier.scorer import SubheadingScorer

if TYPE_CHECKING:
    from classifier.frames import score_frame

__all__ = [
    "AnswerError",
    "ArtifactError",
    "Candidate",
    "Classification",
    "Classifier",
    "Evidence",
    "FrameError",
    "MissingExtraError",
    "Option",
    "Question",
    "SubheadingScorer",
    "load_model",
    "score_frame",
]


def __getattr__(name: str) -> Any:
    # pandas takes longer to import than a classification to run.
    if name == "score_frame":
        from classifier.frames import score_frame

        return score_frame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
