"""Honest figures of a model on labelled lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.columns import Columns, score_texts
from classifier.decide import OUT, VAGUE
from classifier.model import Classifier
from training.knowledge import Line
from training.metrics import calibration_error, macro_f1, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its 95 % Wilson interval."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """The proportion; not a number without trials."""
        return self.hits / self.trials if self.trials else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high end."""
        return wilson(self.hits, self.trials)


@dataclass(frozen=True, slots=True)
class Report:
    """Measures of one group of craft lines.

    Parameters
    ----------
    group : str
        "all", a language, or a style.
    top1, top3, top5, heading, chapter : Share
        Accepted alternatives count as right.
    macro_f1 : float
    calibration_error : float
        15 bins, confidence of the best code.
    coverage : Share
        Lines whose prediction set holds an accepted code.
    set_size : float
        Mean size of the prediction sets.
    decided : Share
        Lines that are decided.
    decided_right : Share
        Right among the decided.
    refused : Share
        Craft lines wrongly refused as out of scope.
    """

    group: str
    top1: Share
    top3: Share
    top5: Share
    heading: Share
    chapter: Share
    macro_f1: float
    calibration_error: float
    coverage: Share
    set_size: float
    decided: Share
    decided_right: Share
    refused: Share

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; shares become their proportion and count."""
        values = asdict(self)
        for name, value in values.items():
            share = getattr(self, name)
            if isinstance(share, Share):
                values[name] = {**value, "value": share.value, "interval": share.interval}
        return values


@dataclass(frozen=True, slots=True)
class Scored:
    """Craft lines with what the model said of them."""

    lines: tuple[Line, ...]
    columns: Columns

    def correct(self, rank: int, digits: int = 6) -> NDArray[np.bool_]:
        """Whether an accepted code stands among the first `rank`, to so many digits."""
        return np.array(
            [
                bool(
                    {c[:digits] for c in line.codes}
                    & {column[i][:digits] for column in self.columns.top[:rank]}
                )
                for i, line in enumerate(self.lines)
            ],
            dtype=np.bool_,
        )

    def select(self, rows: NDArray[np.int64]) -> Scored:
        """The lines of some rows."""
        return Scored(tuple(self.lines[i] for i in rows.tolist()), self.columns.take(rows))


def score_lines(model: Classifier, lines: Sequence[Line]) -> Scored:
    """Score the craft lines among `lines`; others are left out."""
    craft = tuple(line for line in lines if line.codes[0] not in (OUT, VAGUE))
    return Scored(craft, score_texts(model, [line.text for line in craft]))


def report(scored: Scored, group: str = "all") -> Report:
    """All measures of a group.

    Parameters
    ----------
    scored : Scored
    group : str
        Its name.

    Returns
    -------
    Report
    """
    lines, columns = scored.lines, scored.columns
    first = scored.correct(1)
    decided = np.array([s == "decided" for s in columns.status], dtype=np.bool_)
    covered = [bool(set(line.codes) & set(s.split())) for line, s in zip(lines, columns.sets, strict=True)]
    truth = [
        best if best in line.codes else line.codes[0]
        for line, best in zip(lines, columns.top[0], strict=True)
    ]
    return Report(
        group=group,
        top1=_share(first),
        top3=_share(scored.correct(3)),
        top5=_share(scored.correct(5)),
        heading=_share(scored.correct(1, 4)),
        chapter=_share(scored.correct(1, 2)),
        macro_f1=macro_f1(truth, columns.top[0]),
        calibration_error=calibration_error(columns.top_probability[:, 0].astype(np.float64), first),
        coverage=_share(np.array(covered, dtype=np.bool_)),
        set_size=float(np.mean([len(s.split()) for s in columns.sets])) if lines else 0.0,
        decided=_share(decided),
        decided_right=_share(first[decided]),
        refused=_share(np.array([s == "out_of_scope" for s in columns.status], dtype=np.bool_)),
    )


def reports(scored: Scored) -> list[Report]:
    """The report of all lines, then of every language, then of every style."""
    found = [report(scored)]
    for key in ("language", "style"):
        names = np.array([getattr(line, key) for line in scored.lines])
        found += [
            report(scored.select(np.flatnonzero(names == name)), name) for name in sorted(set(names.tolist()))
        ]
    return found


def refusals(model: Classifier, lines: Sequence[Line]) -> dict[str, Share]:
    """Out-of-scope lines refused, and vague lines not decided at six digits."""
    found = {}
    for name, label, good in (
        ("out_of_scope_refused", OUT, {"out_of_scope"}),
        ("vague_not_decided", VAGUE, {"partial", "undecided", "out_of_scope"}),
    ):
        texts = [line.text for line in lines if line.codes[0] == label]
        status = score_texts(model, texts).status if texts else []
        found[name] = Share(sum(s in good for s in status), len(status))
    return found


def _share(flags: NDArray[np.bool_]) -> Share:
    return Share(int(flags.sum()), len(flags))
