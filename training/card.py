"""The model card, written from the manifest so that its figures are the measured ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: written by hirfa train -->\n", "<!-- end of figures -->"
CARD = Path(__file__).parent / "MODEL_CARD.md"


def write_card(facts: dict[str, Any], path: Path = CARD) -> None:
    """Put the figures of a model between the marks of a model card.

    Parameters
    ----------
    facts : dict
        The manifest's facts, with metrics.
    path : Path
        A card with the marks; a new file gets nothing but the figures.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else BEGIN + END
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(before + BEGIN + card(facts) + END + after, encoding="utf-8")


def card(facts: dict[str, Any]) -> str:
    """The figures of a model as Markdown."""
    metrics = facts["metrics"]
    head = "| group | lines | top-1 | 95 % interval | top-3 | heading | ECE | coverage | set size | decided | right when decided |"
    rows = [head, "|" + "---|" * 11]
    for r in metrics["craft"]:
        low, high = r["top1"]["interval"]
        rows.append(
            f"| {r['group']} | {r['top1']['trials']} | {r['top1']['value']:.3f} | {low:.3f} to {high:.3f} "
            f"| {r['top3']['value']:.3f} | {r['heading']['value']:.3f} | {r['calibration_error']:.3f} "
            f"| {r['coverage']['value']:.3f} | {r['set_size']:.2f} | {r['decided']['value']:.3f} "
            f"| {r['decided_right']['value']:.3f} |"
        )
    refused = "\n".join(
        f"- {name.replace('_', ' ')}: {share['hits']} of {share['trials']} ({share['value']:.3f})"
        for name, share in metrics["refusals"].items()
    )
    wrongly = metrics["craft"][0]["refused"]
    return (
        f"**{facts['model']}**, trained on {facts['lines']:,} lines for {facts['codes']:,} subheadings of HS2022. "
        "Figures on the validation lines (never trained on; accepted alternatives count as right):\n\n"
        + "\n".join(rows)
        + f"\n\n{refused}\n- craft wrongly refused: {wrongly['hits']} of {wrongly['trials']} ({wrongly['value']:.3f})\n"
        + (provenance(facts["decisions"]) if "decisions" in facts else "")
    )


def provenance(decisions: dict[str, Any]) -> str:
    """Where the decisions come from that a model learnt beside the catalogue, as Markdown.

    Examples
    --------
    >>> facts = {"file": "d.jsonl", "sha256": "ab", "head": "9:cd", "read": 9, "used": 7, "lines": 6, "times": 4,
    ...          "left_out": {"corrected": 2, "erased": 0}}
    >>> print(provenance(facts).strip())
    Also learnt: 7 of the 9 decisions in `d.jsonl` (6 lines, each seen 4 times in a pass; left out: corrected 2).
    SHA-256 of the file `ab`; the last decision in it is `9:cd`.
    """
    left_out = ", ".join(f"{n.replace('_', ' ')} {c:,}" for n, c in decisions["left_out"].items() if c)
    head = f"; the last decision in it is `{decisions['head']}`" if decisions["head"] else ""
    name = decisions["file"].replace("`", "'")
    return (
        f"\nAlso learnt: {decisions['used']:,} of the {decisions['read']:,} decisions in `{name}` "
        f"({decisions['lines']:,} lines, each seen {decisions['times']} times in a pass"
        + (f"; left out: {left_out}" if left_out else "")
        + f").\nSHA-256 of the file `{decisions['sha256']}`{head}.\n"
    )
