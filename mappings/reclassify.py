"""Moving records from edition to edition: every value accounted for, every row saying how it was moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from mappings.cases import BASES, Cases, Rules, plain_cases, variance
from mappings.errors import CodeError, TableError
from mappings.movements import Movements
from mappings.nomenclature import CURRENT_EDITION, EDITIONS, Edition, Language
from mappings.ragged import Ints, Ragged, allocate, cumulated
from mappings.raking import rake
from mappings.records import Records
from mappings.texts import Memory, Scorer, TextReader, with_texts
from mappings.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

ADDED: Final = (
    "source_edition",
    "source_code",
    "target_edition",
    "target_code",
    "share",
    "basis",
    "probability",
)
REASON, DETAIL = "unmapped_reason", "unmapped_detail"


@dataclass(frozen=True, slots=True)
class Reclassification:
    """The outcome of `reclassify`.

    Parameters
    ----------
    rows : DataFrame
        The columns of the input, the value columns holding each part's value,
        and those of `ADDED`; one row for each target code of a record, in the
        order of the input.
    unmapped : DataFrame
        The records that could not be moved, as they came, with the columns
        ``unmapped_reason`` (a key) and ``unmapped_detail`` (a sentence).
    movements : Movements
        What moved on which basis, for the report.
    """

    rows: pd.DataFrame
    unmapped: pd.DataFrame
    movements: Movements


def reclassify(
    frame: pd.DataFrame,
    source: Edition | None,
    target: Edition = CURRENT_EDITION,
    *,
    code: str,
    values: Sequence[str],
    text: str | None = None,
    scorer: Scorer | None = None,
    weights: Weights | None = None,
    edition_column: str | None = None,
    proportions: Mapping[str, float] | None = None,
    decide_at: float = 0.9,
    language: Language = "en",
    memory: Memory | None = None,
    progress: Callable[[int], None] = lambda _texts: None,
) -> Reclassification:
    """Move records to another edition, value for value.

    Parameters
    ----------
    frame : DataFrame
        Records.
    source : str or None
        The edition that they are coded in; may be None when `edition_column`
        is given.
    target : str
        The edition wanted.
    code : str
        Column of the codes: four to ten digits, as text or numbers, see
        `mappings.record_codes.read_record_code`.
    values : sequence of str
        Columns shared out with the record, each conserved exactly: dirhams,
        kilograms, units.
    text : str, optional
        Column of the descriptions.
    scorer : Scorer, optional
        What reads the descriptions, such as `classifier.SubheadingScorer`.
    weights : Weights, optional
        For the codes that divide and whose records have no telling text.
    edition_column : str, optional
        Column that gives each record's edition or year.
    proportions : mapping of str to float, optional
        Known proportions of the value of the divided records, by target code;
        the shares are raked to them.
    decide_at : float
        Probability from which a text moves its record whole.
    language : {"fr", "en", "es", "ar"}
        Of the reasons.
    memory : Memory, optional
        What texts said in earlier calls; give the same one to every piece of
        a long table, so that each distinct text is scored once.
    progress : callable
        Called with the number of texts of each chunk scored.

    Returns
    -------
    Reclassification

    Raises
    ------
    TableError
        When a column is missing.
    CodeError
        When an edition is unknown, or none is given.

    Notes
    -----
    A link to one code moves the row ("identity" when the number stays,
    "link" when it changes). A divided code is settled by the row's text, else
    by the weights, else by equal shares. Values are whole numbers of
    hundredths inside, so that nothing is lost or created. Missing values stay
    missing in every part, negative ones (corrections) are shared out as they
    are, and duplicated rows are all moved: whether two equal rows are one
    declaration is for the user to say.

    Examples
    --------
    >>> import pandas as pd
    >>> records = pd.DataFrame({"hs": ["570110", "690810"], "dh": [100.0, 0.05]})
    >>> moved = reclassify(records, "HS2012", "HS2022", code="hs", values=["dh"])
    >>> moved.rows[["target_code", "dh", "basis"]].values.tolist()[:3]
    [['570110', 100.0, 'identity'], ['690721', 0.01, 'equal'], ['690722', 0.01, 'equal']]
    """
    _check_columns(
        frame, [code, *values, *([text] if text else []), *([edition_column] if edition_column else [])]
    )
    _check_editions(source, target, edition_column)
    rules = Rules(target, weights, decide_at, proportions=proportions or {})
    read = Records.of(frame, source, rules.target, code, values, edition_column, language)
    mapped = np.flatnonzero(~read.refused)
    pair = read.pair[mapped]
    plain = plain_cases(read.pairs, rules)
    cases, case = plain, pair
    if text and scorer:
        told = memory if memory is not None else Memory()
        reader = TextReader(scorer, rules, told, progress)
        cases, case = with_texts(frame[text].iloc[mapped], pair, read.pairs, plain, reader)
    if rules.proportions:
        cases = _raked(cases, case, read.amounts[0].units[mapped], rules)
    rows = _rows(frame, read, mapped, case, cases, values, rules)
    unmapped = _unmapped(frame, read)
    count = len(cases.basis)
    squares = np.bincount(case, read.main[mapped] ** 2, count).astype(np.float64)
    moved = Movements.of(
        read.sources_of(case, pair, len(cases.basis)),
        cases,
        np.bincount(case, read.main[mapped], count).astype(np.float64),
        np.bincount(case, minlength=count).astype(np.int64),
        variance(cases, squares),
        unmapped,
        read.totals(values),
    )
    return Reclassification(rows, unmapped, moved)


def _raked(cases: Cases, case: Ints, units: Ints, rules: Rules) -> Cases:
    moved = np.bincount(case, np.abs(units).astype(float), len(cases.basis))
    values = np.where(cases.lists.lengths > 1, moved, 0.0)
    shares = rake(cases.shares, cases.lists.lengths, values, cases.targets, rules.proportions)
    return Cases(cases.lists, cases.targets, shares, cases.probability, cases.basis)


def _rows(
    frame: pd.DataFrame,
    read: Records,
    mapped: Ints,
    case: Ints,
    cases: Cases,
    values: Sequence[str],
    rules: Rules,
) -> pd.DataFrame:
    import pandas as pd

    used = cases.shares > 0
    kept = _without_zeros(cases, used)
    reached = cumulated(kept.shares, kept.lists.lengths)
    owner, position = kept.lists.take(case)
    origin = mapped[owner]
    made = frame.iloc[origin].drop(columns=[n for n in ADDED if n in frame.columns])
    for name, amount in zip(values, read.amounts, strict=True):
        parts = allocate(amount.units[mapped], reached[position], kept.lists.lengths[case])
        made[name] = np.where(amount.missing[origin], np.nan, amount.restore(parts))
    pair = read.pair[origin]
    made["source_edition"] = _categorical([e for e, _ in read.pairs], pair)
    made["source_code"] = _categorical([c for _, c in read.pairs], pair)
    made["target_edition"] = pd.Categorical([rules.target]).repeat(len(made))
    made["target_code"] = _categorical(kept.targets, position)
    made["share"] = kept.shares[position]
    made["basis"] = _categorical(BASES, kept.basis[case][owner])
    made["probability"] = kept.probability[position]
    return made.reset_index(drop=True)


def _without_zeros(cases: Cases, used: NDArray[np.bool_]) -> Cases:
    lengths = np.add.reduceat(used, cases.lists.starts) if len(cases.basis) else cases.lists.lengths
    return Cases(
        Ragged.of(lengths.astype(np.int64)),
        tuple(t for t, u in zip(cases.targets, used.tolist(), strict=True) if u),
        cases.shares[used],
        cases.probability[used],
        cases.basis,
    )


def _categorical(labels: Sequence[str], places: Ints) -> Any:
    """The labels at the given places."""
    import pandas as pd

    categories = sorted(set(labels))
    index = {label: i for i, label in enumerate(categories)}
    table = np.array([index[label] for label in labels], np.int32)
    codes: NDArray[np.int32] = table[places] if len(table) else np.zeros(0, np.int32)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(categories))


def _unmapped(frame: pd.DataFrame, read: Records) -> pd.DataFrame:
    places = np.flatnonzero(read.refused)
    left = frame.iloc[places].copy()
    left[REASON] = [read.reasons[int(i)][0] for i in places]
    left[DETAIL] = [read.reasons[int(i)][1] for i in places]
    return left.reset_index(drop=True)


def _check_columns(frame: pd.DataFrame, needed: Sequence[str]) -> None:
    for name in needed:
        if name not in frame.columns:
            raise TableError(
                "no column {name!r}; the table has: {columns}.", name=name, columns=list(frame.columns)
            )


def _check_editions(source: str | None, target: str, edition_column: str | None) -> None:
    known = (*EDITIONS, "HS2028")
    for edition in (source, target):
        if edition is not None and edition not in known:
            raise CodeError(str(edition), "unknown edition; choose one of {known}.", known=known)
    if source is None and edition_column is None:
        raise CodeError("", "no edition given; name it, or the column that holds it.")
