"""Run the notebooks from the first cell to the last, and compare what they say with what is stored.

    python notebooks/run.py [--write] [NAME ...]

Exits with 1 when a notebook fails, warns, or says something else than its
stored outputs; ``--write`` stores what it says now, and the picture of the
cell tagged ``cover`` in ``docs/``. Cells tagged ``varies`` (a training, whose
last digits depend on the machine) are run but not compared.
"""

from __future__ import annotations

import argparse
import base64
import difflib
import hashlib
import os
import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from classifier.artifact import DEFAULT, MANIFEST

FOLDER: Final = Path(__file__).parent
DOCS: Final = FOLDER.parent / "docs"
STYLE: Final = "house.mplstyle"
NAMES: Final = ("score_a_table", "ten_years_in_one_edition", "teach_it_a_new_craft")
_LIMIT: Final = 600
_ADDRESS: Final = re.compile(r"0x[0-9a-f]{6,}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all when not given")
    parser.add_argument("--write", action="store_true", help="store the outputs")
    given = parser.parse_args()
    return max(check(name, write=given.write) for name in given.names or NAMES)


def check(name: str, *, write: bool) -> int:
    """Run one notebook; 0 when all is well."""
    path = FOLDER / f"{name}.ipynb"
    stored: Any = nbformat.read(path, as_version=4)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        fresh = execute(stored)
    except CellExecutionError as error:
        print(f"{name}: {error}")
        return 1
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = list(warnings(fresh)) or ([] if write else list(differences(stored, fresh)))
    if write and not found:
        store(fresh, path)
    print(f"{name}: {seconds:.0f} s of processor time, {'stored' if write else 'compared'}")
    for line in found:
        print(f"  {line}")
    return int(bool(found))


def execute(notebook: Any) -> Any:
    """A copy of a notebook with fresh outputs, run in a folder that is thrown away."""
    fresh = nbformat.from_dict(notebook)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / STYLE).write_bytes((FOLDER / STYLE).read_bytes())
        # A profile of the user's own must not change what is printed.
        os.environ |= {"IPYTHONDIR": folder, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        client = NotebookClient(
            fresh,
            timeout=_LIMIT,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            store_widget_state=False,
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute()
    return fresh


def store(fresh: Any, path: Path) -> None:
    """Write a notebook, with the model that it was run with, and its cover."""
    fresh.metadata = {
        "hirfa": {"model": model_hash()},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(fresh, path)
    for cell in fresh.cells:
        if "cover" in tags(cell):
            (DOCS / f"notebook-{path.stem.replace('_', '-')}.png").write_bytes(pictures(cell)[-1])


def model_hash() -> str:
    """What the shipped model is known by: the hash of its manifest, which holds those of its files."""
    return hashlib.sha256((DEFAULT / MANIFEST).read_bytes()).hexdigest()


def differences(stored: Any, fresh: Any) -> Iterator[str]:
    """Lines of a comparison, cell by cell."""
    for number, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True)):
        if "varies" not in tags(new):
            yield from (
                f"cell {number}: {line}"
                for line in difflib.unified_diff(said(old), said(new), "stored", "fresh", lineterm="", n=0)
            )


def warnings(notebook: Any) -> Iterator[str]:
    """What was written to the error stream: nothing should be."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                yield f"cell {number}: {output['text'].strip()}"


def said(cell: Any) -> list[str]:
    """The lines of the texts that a cell puts out; of a picture, that it is there."""
    lines: list[str] = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        text = "<picture>" if "image/png" in data else data.get("text/plain", output.get("text", ""))
        lines += _ADDRESS.sub("0x", text).splitlines()
    return lines


def pictures(cell: Any) -> list[bytes]:
    """The PNG files that a cell puts out."""
    found = [output.get("data", {}).get("image/png") for output in cell.get("outputs", ())]
    return [base64.b64decode(data) for data in found if data]


def tags(cell: Any) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", ()))


if __name__ == "__main__":
    sys.exit(main())
