"""``hirfa train``, ``evaluate``, ``benchmark`` and ``catalogue check``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.errors import MissingExtraError
from mappings import HirfaError
from service.cli.speech import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from training.evaluate import Report, Share


def train(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder of the model; that of the package by default."),
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option("--encoder", help="A sentence-transformers name or folder instead of our embedding."),
    ] = None,
    catalogue: Annotated[
        Path | None, typer.Option("--catalogue", help="Folder of another catalogue.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="JSON lines of `hirfa decisions export`, to learn from as well."),
    ] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the catalogue.")] = None,
) -> None:
    """Train the model from the written knowledge."""
    with _extra():
        from training.pipeline import train as run
        from training.recipe import Recipe
    from dataclasses import replace

    from classifier.artifact import DEFAULT
    from training.card import write_card
    from training.knowledge import CATALOGUE

    recipe = Recipe(encoder=encoder)
    recipe = recipe if epochs is None else replace(recipe, epochs=epochs)
    with _bar("train") as advance:
        folder, target = catalogue or CATALOGUE, output or DEFAULT
        model = run(recipe, target, catalogue=folder, decisions=decisions, progress=advance)
    write_card(model.artifact.facts, *(() if output is None else (output / "MODEL_CARD.md",)))
    sys.stdout.write(f"{model.name} → {target}\n")
    learnt = model.artifact.facts.get("decisions")
    if learnt:
        left = [f"{tell(name.replace('_', ' '))} {count:,}" for name, count in learnt["left_out"].items()]
        said = tell(
            "{used:,} of {read:,} decisions learnt; left out: {left}",
            used=learnt["used"],
            read=learnt["read"],
            left=left,
        )
        sys.stdout.write(said + "\n")


def evaluate(
    file: Annotated[
        Path | None, typer.Argument(help="CSV with text, code and optionally language, style, alternatives.")
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="Folder of another model.")] = None,
    plots: Annotated[Path | None, typer.Option("--plots", help="Folder for the plots.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure the model on labelled lines; on the validation lines by default."""
    from classifier import load_model
    from training.dialogue import read_cases, success
    from training.evaluate import refusals, reports, score_lines
    from training.knowledge import VALIDATION, read_labelled

    path = file or VALIDATION / "validation.csv"
    if not path.is_file():
        raise HirfaError("{path}: no such file; give a CSV with the columns text and code.", path=path)
    lines = read_labelled(path)
    classifier = load_model(model)
    scored = score_lines(classifier, lines)
    if not scored.lines:
        raise HirfaError("{path}: no row with an HS code; fill the column 'code' with six digits.", path=path)
    found, refused = reports(scored), refusals(classifier, lines)
    cases = path.with_name("ambiguous.csv")
    if file is None and cases.is_file():
        refused["right_after_two_answers"] = success(classifier, read_cases(cases))
    if plots is not None:
        with _extra():
            from training.plots import plot_reliability, plot_risk_coverage
        plot_reliability(scored, plots / "reliability.png")
        plot_risk_coverage(scored, plots / "risk_coverage.png")
    if as_json:
        content = {"groups": [r.to_dict() for r in found], **{k: v.value for k, v in refused.items()}}
        sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")
        return
    _print_reports(found, refused)


def benchmark(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Also write the table as CSV.")
    ] = None,
    share: Annotated[
        float,
        typer.Option("--share", min=0.01, max=1.0, help="Share of the catalogue that all models train on."),
    ] = 1.0,
    curve: Annotated[
        Path | None, typer.Option("--curve", help="Draw accuracy against the number of texts instead (PNG).")
    ] = None,
) -> None:
    """Train the alternatives and compare them with our model."""
    with _extra():
        from training.benchmark import compare
        from training.curve import SHARES, learning_curve
        from training.plots import plot_learning_curve
    from classifier.decide import OUT, VAGUE
    from training.corpus import load_corpus, sample
    from training.knowledge import VALIDATION, read_labelled
    from training.recipe import Recipe

    craft = [x for x in read_labelled(VALIDATION / "validation.csv") if x.codes[0] not in (OUT, VAGUE)]
    if curve is not None:
        with _bar("curve") as advance:
            points = []
            for point in learning_curve(Recipe(), craft):
                points.append(point)
                advance(len(points) / len(SHARES))
        plot_learning_curve(
            [p.texts for p in points], [p.top1 for p in points], [p.top3 for p in points], curve
        )
        _print_table(
            ["texts", "top-1", "top-3"], [[f"{p.texts:,}", f"{p.top1:.3f}", f"{p.top3:.3f}"] for p in points]
        )
        return
    results = []
    with _bar("benchmark") as advance:
        for result in compare(sample(load_corpus(), share), Recipe(), craft):
            results.append(result)
            advance(len(results) / 8)
    header = ["model", "top-1", "top-3", *results[0].by_language, *results[0].by_style, "texts/s"]
    rows = [
        [r.name, *(f"{v:.3f}" for v in (r.top1, r.top3, *r.by_language.values(), *r.by_style.values())),
         f"{r.texts_per_second:,.0f}"]
        for r in results
    ]  # fmt: skip
    if output is not None:
        import csv

        with output.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *rows])
    _print_table(header, rows)


def check(
    catalogue: Annotated[Path | None, typer.Argument(help="Folder of another catalogue.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check the written knowledge: unknown codes, duplicates, ambiguous phrases, thin codes, coverage."""
    from dataclasses import asdict

    from training.check import check_catalogue
    from training.knowledge import CATALOGUE

    found = check_catalogue(catalogue or CATALOGUE)
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
    else:
        console = _console()
        said = tell(
            "{phrases:,} phrases, {texts:,} texts, {codes:,} subheadings",
            phrases=found.phrases,
            texts=found.texts,
            codes=found.codes,
        )
        console.print(said)
        _print_table(
            ["language", *found.by_language], [[tell("lines"), *map(str, found.by_language.values())]]
        )
        _print_table(["style", *found.by_style], [[tell("lines"), *map(str, found.by_style.values())]])
        for name in ("unknown", "duplicates", "ambiguous", "thin", "unprofiled"):
            entries = getattr(found, name)
            console.print(f"{tell(name)}: {len(entries)}", style="green" if not entries else "yellow")
            for entry in entries[:20]:
                console.print(f"  {entry}", markup=False)
    if not found.sound:
        raise typer.Exit(1)


@contextmanager
def _extra() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "{name} is not installed; run: pip install 'hirfa[train]'", name=error.name
        ) from error


@contextmanager
def _bar(name: str) -> Iterator[Callable[[float], None]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(name, total=1.0)
        yield lambda share: progress.update(task, completed=share)


def _print_reports(found: list[Report], refused: dict[str, Share]) -> None:
    header = ["group", "lines", "top-1", "95 %", "top-3", "top-5", "heading", "chapter", "F1", "ECE", "cover", "set",
              "decided", "right", "refused"]  # fmt: skip
    rows = []
    for r in found:
        low, high = r.top1.interval
        rows.append([
            r.group, str(r.top1.trials), f"{r.top1.value:.3f}", f"{low:.3f}-{high:.3f}", f"{r.top3.value:.3f}",
            f"{r.top5.value:.3f}", f"{r.heading.value:.3f}", f"{r.chapter.value:.3f}", f"{r.macro_f1:.3f}",
            f"{r.calibration_error:.3f}", f"{r.coverage.value:.3f}", f"{r.set_size:.2f}", f"{r.decided.value:.3f}",
            f"{r.decided_right.value:.3f}", f"{r.refused.value:.3f}",
        ])  # fmt: skip
    _print_table(header, rows)
    for name, share in refused.items():
        _console().print(f"{tell(name.replace('_', ' '))}: {share.hits}/{share.trials} = {share.value:.3f}")


def _print_table(header: list[str], rows: list[list[str]]) -> None:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), header_style="bold")
    for i, name in enumerate(header):
        table.add_column(tell(name), justify="left" if i == 0 else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    _console(width=40 + 14 * len(header)).print(table)


def _console(width: int | None = None) -> Console:
    from rich.console import Console

    return Console(highlight=False, width=width)
