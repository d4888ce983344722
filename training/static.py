"""A subword static embedding, trained with sentence-transformers."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from typing import Any

from classifier.text import normalise
from training.corpus import Corpus

VOCABULARY = 16_000


def train_static(corpus: Corpus, generator: random.Random, dimension: int = 128, epochs: int = 3) -> Any:
    """Train ``StaticEmbedding`` on pairs of texts of the same code.

    Parameters
    ----------
    corpus : Corpus
    generator : random.Random
        Draws the pairs.
    dimension : int
    epochs : int

    Returns
    -------
    sentence_transformers.SentenceTransformer
    """
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.losses import MultipleNegativesRankingLoss
    from sentence_transformers.models import StaticEmbedding

    texts = [normalise(text) for text in corpus.texts()]
    model = SentenceTransformer(
        modules=[StaticEmbedding(_tokeniser(texts), embedding_dim=dimension)], device="cpu"
    )
    anchors, positives = _pairs(corpus, texts, generator)
    with tempfile.TemporaryDirectory() as folder:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=folder,
            num_train_epochs=epochs,
            per_device_train_batch_size=1024,
            learning_rate=0.2,
            warmup_steps=0.1,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            logging_strategy="no",
            use_cpu=True,
            seed=0,
        )
        SentenceTransformerTrainer(
            model=model,
            args=arguments,
            train_dataset=Dataset.from_dict({"anchor": anchors, "positive": positives}),
            loss=MultipleNegativesRankingLoss(model),
        ).train()
    return model


def _tokeniser(texts: list[str]) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokeniser = Tokenizer(models.Unigram())
    tokeniser.pre_tokenizer = pre_tokenizers.Metaspace()
    tokeniser.train_from_iterator(
        texts, trainers.UnigramTrainer(vocab_size=VOCABULARY, unk_token="[UNK]", special_tokens=["[UNK]"])
    )
    return tokeniser


def _pairs(corpus: Corpus, texts: list[str], generator: random.Random) -> tuple[list[str], list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for line, text in zip(corpus.lines, texts, strict=True):
        members[line.codes[0]].append(text)
    anchors, positives = [], []
    for group in members.values():
        shuffled = generator.sample(group, len(group))
        anchors += group
        positives += shuffled
    return anchors, positives
