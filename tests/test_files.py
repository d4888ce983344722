from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from classifier.columns import NAMES
from classifier.errors import FrameError
from classifier.stream import score_file

ROWS = [
    ("001", "Théière en cuivre étamé", "12,50"),
    ("002", 'sac "cabas" en raphia; fait main', "3"),
    ("003", "", ""),
    ("004", "كوب من الفخار", "7"),
    ("005", "tapis noué, laine", "1\n2"),
]
FRAME = pd.DataFrame(ROWS, columns=["ref", "designation", "valeur"])


def read(path: Path, **options: str) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_way_of_writing_a_csv_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    frame = FRAME if encoding != "cp1252" else FRAME.drop(index=3)
    frame.to_csv(tmp_path / "in.csv", index=False, encoding=encoding, sep=separator)
    assert score_file(tmp_path / "in.csv", tmp_path / "out.csv") == len(frame)
    scored = read(tmp_path / "out.csv", sep=separator)
    assert list(scored.columns) == [*FRAME.columns, *NAMES]
    pd.testing.assert_frame_equal(
        scored[list(FRAME.columns)], frame.reset_index(drop=True), check_dtype=False
    )


def test_kinds_of_files_agree(tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "in.csv", index=False)
    FRAME.to_excel(tmp_path / "in.xlsx", index=False)
    FRAME.to_parquet(tmp_path / "in.parquet")
    found = []
    for kind in ("csv", "xlsx", "parquet"):
        score_file(tmp_path / f"in.{kind}", tmp_path / f"{kind}.parquet")
        found.append(pd.read_parquet(tmp_path / f"{kind}.parquet")[list(NAMES)])
    pd.testing.assert_frame_equal(found[0], found[1])
    pd.testing.assert_frame_equal(found[0], found[2])
    score_file(tmp_path / "in.parquet", tmp_path / "out.xlsx")
    assert (
        pd.read_excel(tmp_path / "out.xlsx")["hs_1"].astype(str).str.zfill(6).tolist()
        == found[0]["hs_1"].tolist()
    )


def test_processes_give_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    many = pd.concat([FRAME] * 5000, ignore_index=True)
    many["ref"] = [str(i) for i in range(len(many))]
    many.to_csv(tmp_path / "in.csv", index=False)
    score_file(tmp_path / "in.csv", tmp_path / "one.csv", workers=1)
    score_file(tmp_path / "in.csv", tmp_path / "two.csv", workers=2)
    one, two = read(tmp_path / "one.csv"), read(tmp_path / "two.csv")
    assert one["ref"].tolist() == many["ref"].tolist()
    pd.testing.assert_frame_equal(
        one[["ref", "hs_status", "hs_code", "hs_set"]], two[["ref", "hs_status", "hs_code", "hs_set"]]
    )


def bad(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"label,n\ntapis,1\n", "no column 'designation'; it has: label, n"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"designation,n\ntapis,1\nsac,2,3\n", "row 3"),
        ("a.csv", b"designation,designation\na,b\n", "stands twice"),
        ("a.csv", b"designation\n\x81\x8d\xff\n", "unreadable encoding"),
        ("a.csv", b'designation,n\n"tapis,1\nsac,2\n', "quot"),
        ("a.xlsx", b"this is no workbook", "not an Excel workbook"),
        ("a.parquet", b"PAR1 nonsense", "not a readable Parquet file"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx"),
    ],
)
def test_bad_files_get_one_sentence_and_touch_nothing(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    target = bad(tmp_path / "out.csv", b"precious")
    with pytest.raises(FrameError, match=message):
        score_file(bad(tmp_path / name, content), target)
    assert target.read_bytes() == b"precious"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted({name, "out.csv"})


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="no such file"):
        score_file(tmp_path / "none.csv", tmp_path / "out.csv")


def test_a_header_without_rows_gives_a_header(tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet"):
        frame = FRAME.head(0)
        frame.to_csv(tmp_path / name, index=False) if name.endswith("csv") else frame.to_parquet(
            tmp_path / name
        )
        assert score_file(tmp_path / name, tmp_path / "out.csv") == 0
        assert read(tmp_path / "out.csv").columns[-1] == "hs_set"


def test_scoring_twice_replaces_the_columns(tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "in.csv", index=False)
    score_file(tmp_path / "in.csv", tmp_path / "once.csv")
    score_file(tmp_path / "once.csv", tmp_path / "twice.csv")
    assert (tmp_path / "once.csv").read_text() == (tmp_path / "twice.csv").read_text()
