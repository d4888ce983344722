"""Text in, a Harmonized System code out.

Examples
--------
>>> from classifier import load_model
>>> load_model().classify("belgha jeld dial rjal").candidates[0].code
'640359'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from classifier.errors import AnswerError, ArtifactError, FrameError, MissingExtraError
from classifier.model import Classifier, load_model
from classifier.results import Candidate, Classification, Evidence, Option, Question
from classifier.scorer import SubheadingScorer
from mappings.later import later

if TYPE_CHECKING:
    from classifier.folders import score_folder
    from classifier.frames import score_frame
    from classifier.stream import score_file

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
    "score_file",
    "score_folder",
    "score_frame",
]

# pandas and pyarrow take longer to import than a classification to run.
_LATER: Final = {
    "score_file": "classifier.stream",
    "score_folder": "classifier.folders",
    "score_frame": "classifier.frames",
}
__getattr__ = later(__name__, _LATER)
