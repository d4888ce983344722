"""The classifier as `mappings.reclassify` wants it: texts in, HS2022 probabilities out."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.encoder import Floats
from classifier.model import Classifier, load_model


class SubheadingScorer:
    """Probabilities of the six-digit HS2022 codes, for `mappings.reclassify`.

    Parameters
    ----------
    model : Classifier, optional
        The shipped one when not given.

    Examples
    --------
    >>> scorer = SubheadingScorer()
    >>> scorer.codes[int(scorer(["zellige taillé main sur trame"]).argmax())]
    '690730'
    """

    def __init__(self, model: Classifier | None = None) -> None:
        self._model = model or load_model()
        self.codes: tuple[str, ...] = self._model.codes

    def __call__(self, texts: Sequence[str]) -> Floats:
        """Probabilities, shape (texts, codes).

        A row adds up to one less the probability that the text is outside
        the perimeter or too vague.
        """
        return self._model.scorer(texts).probabilities
