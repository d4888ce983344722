"""``hirfa decisions`` and ``hirfa audit``: the records of the service."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mappings import HirfaError
from mappings.words import Sentence
from service.cli.keys import DatabaseUrl
from service.cli.speech import tell

if TYPE_CHECKING:
    from service.decisions import DecisionStore, Head

decisions = typer.Typer(help="Decisions on record.", no_args_is_help=True, rich_markup_mode=None)
audit = typer.Typer(help="Check the records.", no_args_is_help=True, rich_markup_mode=None)


@decisions.command("export")
def export(
    output: Annotated[
        Path | None, typer.Argument(metavar="[OUTPUT]", help=".jsonl or .csv; the screen by default.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="jsonl (faithful) or csv (safe in a spreadsheet).")
    ] = None,
    code: Annotated[str | None, typer.Option("--code", help="The chosen code begins so.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="page, or the name of a key.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Date or time, UTC unless it says.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Date or time, not included.")] = None,
    contains: Annotated[str | None, typer.Option("--contains", help="Found in the text.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write decisions, oldest first."""
    from service.decisions import DecisionStore, Query
    from service.decisions.export import csv_lines, json_lines
    from service.storage import opened

    kind = form or (output.suffix.lstrip(".").lower() if output else "jsonl")
    lines = {"jsonl": json_lines, "ndjson": json_lines, "csv": csv_lines}.get(kind)
    if lines is None:
        raise HirfaError("{kind!r} is no format of an export; use jsonl or csv.", kind=kind)
    query = Query(code=code, who=who, since=parse_moment(since), until=parse_moment(until), contains=contains)
    with opened(database_url) as engine:
        rows = lines(DecisionStore(engine).export(query))
        if output is None:
            sys.stdout.writelines(rows)
        else:
            _write_aside(output, rows)


@decisions.command("erase")
def erase(
    identifiers: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    older_than: Annotated[
        int | None, typer.Option("--older-than", min=0, metavar="DAYS", help="All that are older.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Remove the texts of decisions for good; their hashes stay and the chain still verifies."""
    from service.decisions import DecisionStore
    from service.storage import opened

    if bool(identifiers) == (older_than is not None):
        raise HirfaError("nothing says what to erase; give ids, or --older-than DAYS, not both.")
    if not yes:
        typer.confirm(tell("Erased texts cannot be brought back. Erase?"), abort=True)
    with opened(database_url) as engine:
        store = DecisionStore(engine)
        if older_than is not None:
            count = store.erase_older_than(older_than, who="command line")
        else:
            wanted = list(dict.fromkeys(identifiers or []))
            for identifier in wanted:
                store.get(identifier)
            count = len([store.erase(identifier, who="command line") for identifier in wanted])
    sys.stdout.write(tell("{count:,} erased", count=count) + "\n")


@decisions.command("backup")
def backup_database(
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="An older copy is replaced.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Copy the whole database to one file while the service runs."""
    from service.storage import opened
    from service.storage.backup import backup

    with opened(database_url) as engine:
        said = tell("{count:,} bytes → {path}", count=backup(engine, output), path=output)
    sys.stdout.write(said + "\n")


@audit.command("verify")
def verify(
    head: Annotated[
        str | None, typer.Option("--head", help="SEQUENCE:HASH noted earlier, such as on a certificate.")
    ] = None,
    replayed: Annotated[
        bool, typer.Option("--replay", help="Also classify every text again with this model.")
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Check every record; exit code 2 names the first that does not hold."""
    from service.decisions import DecisionError, DecisionStore
    from service.storage import opened

    anchor = parse_head(head) if head else None
    with opened(database_url) as engine:
        store = DecisionStore(engine)
        found = store.verify_all(anchor)
        if found.fault is not None:
            raise DecisionError(
                "{why} The {count:,} before it hold.", why=found.fault.reason, count=found.checked
            )
        said = tell(
            "{count:,} records hold; the chain ends with {end}",
            count=found.checked,
            end=f"{found.head.sequence}:{found.head.hash}",
        )
        sys.stdout.write(said + "\n")
        if replayed:
            _replay_all(store)


def parse_moment(value: str | None) -> datetime | None:
    """A date or a time; UTC when it does not say.

    Raises
    ------
    HirfaError
        When it is neither.

    Examples
    --------
    >>> parse_moment("2026-02-11").isoformat()
    '2026-02-11T00:00:00+00:00'
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise HirfaError(
            "{value!r} is no date; write it such as 2026-02-11 or 2026-02-11T09:30Z.", value=value
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_head(value: str) -> Head:
    """The end of a chain, as a certificate states it.

    Raises
    ------
    HirfaError
        When it is not SEQUENCE:HASH.

    Examples
    --------
    >>> parse_head("12:" + "ab" * 32).sequence
    12
    """
    from service.decisions import Head

    if not re.fullmatch(r"[1-9][0-9]{0,17}:[0-9a-f]{64}", value):
        raise HirfaError(
            "--head {value!r} is not SEQUENCE:HASH; copy it from `chain.head` of a certificate.", value=value
        )
    sequence, _, digest = value.partition(":")
    return Head(int(sequence), digest)


def _replay_all(store: DecisionStore) -> None:
    from classifier import load_model
    from service.decisions import DecisionError, replay

    model, counts = load_model(), dict.fromkeys(("same", "different", "other_model", "erased"), 0)
    first: Sentence | None = None
    for decision in store.iterate():
        found = replay(decision, model)
        counts[found.outcome] += 1
        if found.outcome == "different" and not first:
            first = Sentence(
                "decision {sequence} ({id}) comes out otherwise: {why}",
                sequence=decision.sequence,
                id=decision.id,
                why=found.reason,
            )
    said = tell(
        "same: {same:,}, different: {different:,}, other model: {other_model:,}, erased: {erased:,}", **counts
    )
    sys.stdout.write(said + "\n")
    if first:
        raise DecisionError(first)


def _write_aside(output: Path, lines: Iterable[str]) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.stem}-") as folder:
            aside = Path(folder, output.name)
            with aside.open("w", encoding="utf-8", newline="") as handle:
                handle.writelines(lines)
            aside.replace(output)
    except OSError as error:
        raise HirfaError(
            "{output}: {why}; choose a file that can be written.", output=output, why=error.strerror
        ) from error
