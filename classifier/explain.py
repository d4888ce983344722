"""Exact evidence: what each token adds to the score of a code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from classifier.encoder import HashedEncoder
from classifier.head import LinearHead
from classifier.results import Evidence

PRIOR = "·"


def centred(head: LinearHead) -> LinearHead:
    """A head whose logits are those of `head` above their mean; worth keeping, not computing twice."""
    return replace(head, weight=head.weight - head.weight.mean(axis=0), bias=head.bias - head.bias.mean())


def evidence(tokens: list[str], label: int, encoder: HashedEncoder, head: LinearHead) -> tuple[Evidence, ...]:
    """Split the score of a label over the tokens of a text.

    The score is the logit of the label above the mean logit of all labels.
    Because the encoder adds and the head is linear, it is a sum over tokens;
    a pair of neighbouring tokens shares its part equally between the two.

    Parameters
    ----------
    tokens : list of str
        Of the text, as `classifier.text.tokenise` returns them.
    label : int
        Row of the head.
    encoder : HashedEncoder
    head : LinearHead
        As `centred` returns it.

    Returns
    -------
    tuple of Evidence
        Heaviest first; the item `PRIOR` is what the label starts from.
    """
    terms = encoder.terms(tokens)
    direction = head.weight[label] / head.temperature
    prior = float(head.bias[label] / head.temperature)
    if not terms:
        return (Evidence(PRIOR, prior),)
    parts = encoder.term_vectors(terms) @ direction / np.sqrt(len(terms))
    weights: dict[str, float] = {}
    for term, part in zip(terms, parts.tolist(), strict=True):
        names = term.split(" ") if encoder.bigrams else (term,)
        for name in names:
            weights[name] = weights.get(name, 0.0) + part / len(names)
    weights[PRIOR] = prior
    ranked = sorted([(-abs(weight), token) for token, weight in weights.items()])
    return tuple([Evidence(token, weights[token]) for _, token in ranked])
