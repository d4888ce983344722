"""Linear heads fitted by scikit-learn on any embedding."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from classifier.encoder import Floats
from classifier.head import LinearHead


def fit_head(
    embeddings: Floats, labels: Sequence[str], *, strength: float = 10.0, iterations: int = 60
) -> LinearHead:
    """Multinomial logistic regression as a `LinearHead`.

    Parameters
    ----------
    embeddings : ndarray of float32, shape (texts, dimension)
    labels : sequence of str
        One for each row.
    strength : float
        Inverse of the L2 penalty (scikit-learn's ``C``).
    iterations : int
        At most so many steps of L-BFGS.

    Returns
    -------
    LinearHead
        Labels sorted.

    Examples
    --------
    >>> points = np.array([[0.0, 1.0], [1.0, 0.0]], np.float32)
    >>> fit_head(points, ["a", "b"]).labels
    ('a', 'b')
    """
    model = LogisticRegression(C=strength, max_iter=iterations, tol=1e-3)
    with warnings.catch_warnings():
        # The validation figures, not the last digits of the loss, say when a fit is good enough.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(embeddings, np.asarray(labels))
    weight, bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
    if len(model.classes_) == 2:
        weight, bias = np.vstack((-weight, weight)) / 2, np.concatenate((-bias, bias)) / 2
    return LinearHead(tuple(str(c) for c in model.classes_), weight, bias)
