"""Training that begins from a model instead of from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from classifier.artifact import Artifact
from classifier.encoder import HashedEncoder
from classifier.head import LinearHead
from training.knowledge import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from training.embedding import Network


def start_from(network: Network, artifact: Artifact) -> None:
    """Give a network the weights of a model, and hold those of the labels that the model has.

    What is learnt then goes into the words, and into the labels that are new;
    little else is forgotten.

    Parameters
    ----------
    network : Network
        Changed.
    artifact : Artifact

    Raises
    ------
    CatalogueError
        When the model has another kind or size of embedding.
    """
    encoder, table = artifact.encoder, network.table.weight
    if not isinstance(encoder, HashedEncoder) or artifact.languages is None:
        raise CatalogueError(
            "{model} has no embedding of our own to start from; train without it.", model=_name(artifact)
        )
    if encoder.table.shape != tuple(table.shape):
        raise CatalogueError(
            "{model} has an embedding of {held} numbers, the recipe one of {asked}; "
            "give the recipe the buckets and the dimension of the model.",
            model=_name(artifact),
            held="×".join(map(str, encoder.table.shape)),
            asked="×".join(map(str, table.shape)),
        )
    with torch.no_grad():
        table.copy_(torch.from_numpy(encoder.table * encoder.scale[:, None]))
    _copy(network.head, network.rows, artifact.head)
    _copy(network.languages, artifact.languages.labels, artifact.languages)


def hold_others(table: nn.EmbeddingBag, moving: Sequence[int]) -> None:
    """Let only some rows of an embedding learn.

    Parameters
    ----------
    table : EmbeddingBag
        With sparse gradients.
    moving : sequence of int
        The rows that stay free.
    """
    free = torch.zeros(table.num_embeddings)
    free[torch.tensor(moving, dtype=torch.long)] = 1.0

    def masked(gradient: torch.Tensor) -> torch.Tensor:
        whole = gradient.coalesce()
        values = whole.values() * free[whole.indices()[0], None]
        return torch.sparse_coo_tensor(whole.indices(), values, whole.shape, check_invariants=False)

    table.weight.register_hook(masked)  # type: ignore[no-untyped-call]


def _copy(layer: nn.Linear, rows: Sequence[str], head: LinearHead) -> None:
    """Row by row: the first row of a label is its first, the second its second."""
    places = {label: i for i, label in enumerate(_numbered(head.labels))}
    known = [(i, places[label]) for i, label in enumerate(_numbered(rows)) if label in places]
    into, out_of = np.array(known, np.int64).reshape(-1, 2).T
    with torch.no_grad():
        layer.weight[torch.from_numpy(into)] = torch.from_numpy(head.weight[out_of])
        layer.bias[torch.from_numpy(into)] = torch.from_numpy(head.bias[out_of])
    free = torch.ones(len(rows))
    free[torch.from_numpy(into)] = 0.0
    layer.weight.register_hook(lambda gradient: gradient * free[:, None])  # type: ignore[no-untyped-call]
    layer.bias.register_hook(lambda gradient: gradient * free)  # type: ignore[no-untyped-call]


def _numbered(labels: Sequence[str]) -> list[tuple[str, int]]:
    """Each label with how often it stood before.

    Examples
    --------
    >>> _numbered(["570110", "OUT", "OUT"])
    [('570110', 0), ('OUT', 0), ('OUT', 1)]
    """
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        found.append((label, seen.get(label, 0)))
        seen[label] = seen.get(label, 0) + 1
    return found


def _name(artifact: Artifact) -> str:
    return str(artifact.facts.get("model", "the model"))
