from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import AnswerError, Classification, Classifier, FrameError, score_frame
from classifier.columns import NAMES, score_texts
from classifier.decide import OUT, VAGUE
from classifier.encoder import HashedEncoder
from mappings import load_nomenclature
from tests.conftest import close

words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz éèأبتزليجسجادة 0123456789%", max_size=120)
anything = st.one_of(st.none(), st.text(max_size=200), st.floats(), st.integers(), st.booleans())
HOSTILE = [
    None, float("nan"), "", "   ", "123456", "🧿🏺", "\x00\x07", "x" * 100_000, "a" * 39 + " " + "ز" * 5000,
    "коврик ручной работы", "手工地毯 tapis زربية", "\ud800", "%%%%", "~~~", "1" * 5000 + "%", "'" * 3000,
]  # fmt: skip


@given(words)
def test_token_weights_add_up_to_the_score(model: Classifier, text: str) -> None:
    encoder, head = model.artifact.encoder, model.artifact.head
    assert isinstance(encoder, HashedEncoder)
    found = model.classify(text)
    logits = head.logits(encoder.encode([text]))[0]
    score = float(logits[head.labels.index(found.candidates[0].code)] - logits.mean())
    assert math.isclose(sum(e.weight for e in found.evidence), score, abs_tol=2e-3)


@given(st.lists(words, max_size=6))
def test_a_batch_says_what_single_calls_say(model: Classifier, texts: list[str]) -> None:
    batch = model.classify(texts)
    for text, found in zip(texts, batch, strict=True):
        alone = model.classify(text)
        assert (alone.status, alone.code) == (found.status, found.code)
        assert close([c.probability for c in alone.candidates], [c.probability for c in found.candidates])


@given(anything)
def test_anything_gets_an_answer(model: Classifier, text: object) -> None:
    check_shape(model.classify(text))  # type: ignore[call-overload]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: repr(t)[:20])
def test_hostile_input_gets_a_status_and_a_reason(model: Classifier, text: object) -> None:
    check_shape(model.classify(text))  # type: ignore[call-overload]


def test_nothing_readable_is_undecided(model: Classifier) -> None:
    for text in (None, "", "  ", "123", "🧿", "\x00"):
        found = model.classify(text)
        assert (found.status, found.code, found.language) == ("undecided", None, "und")


def check_shape(found: Classification) -> None:
    known = load_nomenclature()
    assert len(found.candidates) >= 5
    assert all(len(c.code) == 6 and c.code in known and c.title for c in found.candidates)
    probabilities = [c.probability for c in found.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= p <= 1 for p in probabilities)
    assert found.prediction_set
    assert found.reason
    assert (found.code is None) == (found.status in ("undecided", "out_of_scope"))
    assert found.code is None or found.code in known
    assert found.status != "decided" or len(found.code or "") == 6
    assert found.status != "partial" or len(found.code or "") in (2, 4)
    json.dumps(found.to_dict())


@given(words)
def test_probabilities_roll_up(model: Classifier, text: str) -> None:
    scores = model.scorer([text])
    total = scores.probabilities.sum() + scores.levels.out[0] + scores.levels.vague[0]
    assert abs(total - 1) < 1e-3
    assert close(model.scorer.headings(scores.probabilities).sum(), scores.probabilities.sum(), 1e-3)
    first, second, third = (p[0] for p in scores.levels.probability)
    assert first <= second + 1e-5
    assert second <= third + 1e-5


def test_the_labels_hold_the_two_refusals(model: Classifier) -> None:
    assert {OUT, VAGUE} <= set(model.artifact.head.labels)
    assert set(model.codes) <= set(load_nomenclature().subheadings)


def test_an_answer_moves_the_probabilities_its_way(model: Classifier) -> None:
    before = model.classify("tapis", k=len(model.codes))
    assert before.status != "decided"
    assert before.question is not None
    name = before.question.attribute
    profiles = model.artifact.knowledge.profiles
    for option in before.question.options:
        after = model.classify("tapis", answers={name: option.value}, k=len(model.codes))
        fits = {c for c in model.codes if option.value in profiles[c].get(name, ())}
        share = [sum(c.probability for c in found.candidates if c.code in fits) for found in (before, after)]
        assert share[1] > share[0]
        assert after.question is None or after.question.attribute != name


def test_unknown_answers_are_refused_with_the_known_ones(model: Classifier) -> None:
    with pytest.raises(AnswerError, match="unknown attribute 'colour'"):
        model.classify("tapis", answers={"colour": "red"})
    with pytest.raises(AnswerError, match=r"unknown value 'moon'.*wool"):
        model.classify("tapis", answers={"material": "moon"})


def test_questions_speak_the_users_language(model: Classifier) -> None:
    for language in ("fr", "en", "es", "ar"):
        found = model.classify("tapis", language=language)
        assert found.question is not None
        expected = model.artifact.knowledge.attributes[found.question.attribute].question[language]
        assert found.question.text == expected


@settings(max_examples=20)
@given(st.lists(anything, min_size=1, max_size=12))
def test_a_frame_keeps_its_rows(model: Classifier, values: list[object]) -> None:
    frame = pd.DataFrame({"designation": pd.Series(values, dtype=object), "n": range(len(values))})
    scored = score_frame(frame, model=model)
    assert scored["n"].tolist() == frame["n"].tolist()
    assert list(scored.columns) == ["designation", "n", *NAMES]
    assert list(frame.columns) == ["designation", "n"]
    for value, first, members in zip(values, scored["hs_1"], scored["hs_set"], strict=True):
        found = model.classify(value)  # type: ignore[call-overload]
        assert first == found.candidates[0].code
        assert members.split()[0] == found.prediction_set[0]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="no column 'designation'; the table has: label"):
        score_frame(pd.DataFrame({"label": ["tapis"]}))


def test_columns_agree_with_classifications(model: Classifier) -> None:
    texts = ["tapis noué main laine", "sac", "téléphone portable", "divers", "", "belgha jeld dial rjal"]
    columns = score_texts(model, texts)
    for i, found in enumerate(model.classify(texts)):
        assert columns.status[i] == found.status
        assert columns.code[i] == (found.code or "")
        assert [column[i] for column in columns.top] == [c.code for c in found.candidates]
        assert columns.sets[i].split() == list(found.prediction_set)
        assert np.isclose(columns.probability[i], found.probability, atol=1e-5)
