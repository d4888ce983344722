"""The linear model on top of an embedding, and its temperature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.encoder import Floats


@dataclass(frozen=True, slots=True)
class LinearHead:
    """A multinomial linear classifier.

    Parameters
    ----------
    labels : tuple of str
        One label for each row of `weight`; a label with several rows is the
        union of them.
    weight : ndarray of float32, shape (labels, dimension)
    bias : ndarray of float32, shape (labels,)
    temperature : float
        Logits are divided by it (Guo et al., 2017, "On calibration of modern
        neural networks"); 1 leaves them alone.

    Examples
    --------
    >>> head = LinearHead(("a", "b"), np.eye(2, dtype=np.float32), np.zeros(2, np.float32))
    >>> head.probabilities(np.array([[3.0, 0.0]], np.float32)).round(2).tolist()
    [[0.949999988079071, 0.05000000074505806]]
    """

    labels: tuple[str, ...]
    weight: Floats
    bias: Floats
    temperature: float = 1.0

    def logits(self, embeddings: Floats) -> Floats:
        """Scores of shape (texts, labels), already divided by the temperature."""
        scores = np.asarray(embeddings @ self.weight.T, np.float32)
        scores += self.bias
        scores /= self.temperature
        return scores

    def probabilities(self, embeddings: Floats) -> Floats:
        """Probabilities of shape (texts, labels); every row sums to one."""
        return softmax(self.logits(embeddings))


def softmax(logits: Floats) -> Floats:
    """Row-wise softmax, computed without overflow.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]], np.float32)).tolist()
    [[0.5, 0.5]]
    """
    scores = logits - logits.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return np.asarray(scores, np.float32)
