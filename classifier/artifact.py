"""The model on disk: safetensors and JSON, verified when loaded. No pickle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from classifier.decide import Thresholds
from classifier.encoder import Encoder, HashedEncoder, SentenceEncoder
from classifier.errors import ArtifactError
from classifier.head import LinearHead
from classifier.knowledge import Knowledge

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DEFAULT: Final = Path(__file__).parent / "artifact"


@dataclass(frozen=True, slots=True)
class Artifact:
    """Everything that a classifier is made of.

    Parameters
    ----------
    encoder : Encoder
    head : LinearHead
        Over the codes, OUT and VAGUE.
    languages : LinearHead or None
        Over the languages; None when the encoder is not our own.
    thresholds : Thresholds
    knowledge : Knowledge
    facts : dict
        What the manifest says beside the file hashes: version, catalogue
        hash, metrics, versions of the libraries that trained it.
    """

    encoder: Encoder
    head: LinearHead
    languages: LinearHead | None
    thresholds: Thresholds
    knowledge: Knowledge
    facts: dict[str, Any] = field(default_factory=dict)


def save(artifact: Artifact, folder: Path) -> None:
    """Write an artifact into a folder, the manifest last.

    Parameters
    ----------
    artifact : Artifact
    folder : Path
        Created when missing; files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoder = artifact.encoder
    written = ["head.safetensors", "knowledge.json", "labels.json"]
    if isinstance(encoder, HashedEncoder):
        tensors: dict[str, Any] = {"table": encoder.table, "scale": encoder.scale.astype(np.float16)}
        _save_tensors(tensors, folder / "embedding.safetensors")
        written.append("embedding.safetensors")
        described: dict[str, Any] = {"kind": "hashed", "bigrams": encoder.bigrams}
    else:
        described = {"kind": "sentence-transformers", "name": getattr(encoder, "name", "")}
    _save_tensors(_head_tensors(artifact), folder / "head.safetensors")
    labels: dict[str, Any] = {"codes": artifact.head.labels}
    if artifact.languages is not None:
        labels["languages"] = artifact.languages.labels
    _write_json(folder / "labels.json", labels)
    _write_json(folder / "knowledge.json", artifact.knowledge.to_dict())
    manifest = {
        "format": FORMAT,
        **artifact.facts,
        "encoder": described,
        "temperature": artifact.head.temperature,
        "thresholds": artifact.thresholds.to_dict(),
        "files": {name: _sha256(folder / name) for name in written},
    }
    _write_json(folder / MANIFEST, manifest, indent=1)


def load(folder: Path = DEFAULT) -> Artifact:
    """Read and verify an artifact.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Artifact

    Raises
    ------
    ArtifactError
        When a file is missing, altered, or of another format; the sentence
        names the file and the remedy.
    """
    manifest = _read_json(folder / MANIFEST, folder)
    if manifest.get("format") != FORMAT:
        raise ArtifactError(
            "{path}: format {found!r} is not {format}; train the model again with this version: hirfa train.",
            path=folder / MANIFEST,
            found=manifest.get("format"),
            format=FORMAT,
        )
    _verify(folder, manifest)
    labels = _read_json(folder / "labels.json", folder)
    try:
        tensors = load_file(folder / "head.safetensors")
        encoder = _load_encoder(folder, manifest["encoder"])
        languages = None
        if "languages" in labels:
            languages = LinearHead(
                tuple(labels["languages"]),
                tensors["language_weight"].astype(np.float32),
                tensors["language_bias"].astype(np.float32),
            )
        head = LinearHead(
            tuple(labels["codes"]),
            tensors["weight"].astype(np.float32),
            tensors["bias"].astype(np.float32),
            float(manifest["temperature"]),
        )
        thresholds = Thresholds(**manifest["thresholds"])
    except (KeyError, TypeError, ValueError, SafetensorError) as error:
        raise ArtifactError(
            "{folder}: the model is damaged ({why}); install Hirfa again.", folder=folder, why=str(error)
        ) from error
    knowledge = Knowledge.from_dict(_read_json(folder / "knowledge.json", folder))
    return Artifact(encoder, head, languages, thresholds, knowledge, manifest)


def _save_tensors(tensors: dict[str, Any], path: Path) -> None:
    save_file(tensors, path)
    path.chmod(0o644)


def _head_tensors(artifact: Artifact) -> dict[str, Any]:
    tensors = {
        "weight": artifact.head.weight.astype(np.float16),
        "bias": artifact.head.bias.astype(np.float32),
    }
    if artifact.languages is not None:
        tensors["language_weight"] = artifact.languages.weight.astype(np.float16)
        tensors["language_bias"] = artifact.languages.bias.astype(np.float32)
    return tensors


def _load_encoder(folder: Path, described: dict[str, Any]) -> Encoder:
    if described["kind"] == "hashed":
        tensors = load_file(folder / "embedding.safetensors")
        return HashedEncoder(tensors["table"], tensors["scale"], bigrams=bool(described["bigrams"]))
    return SentenceEncoder(described["name"])


def _verify(folder: Path, manifest: dict[str, Any]) -> None:
    for name, digest in manifest.get("files", {}).items():
        path = folder / name
        if not path.is_file():
            raise ArtifactError("{path} is missing; install Hirfa again or run: hirfa train.", path=path)
        if _sha256(path) != digest:
            raise ArtifactError(
                "{path} was altered (its SHA-256 is not the one in {manifest}); "
                "install Hirfa again or run: hirfa train.",
                path=path,
                manifest=MANIFEST,
            )


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write_json(path: Path, content: Any, indent: int | None = None) -> None:
    separators = None if indent else (",", ":")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators)
    path.write_text(text + "\n", encoding="utf-8")


def _read_json(path: Path, folder: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactError(
            "{folder} holds no model ({name} is missing); install Hirfa again or run: hirfa train.",
            folder=folder,
            name=path.name,
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ArtifactError(
            "{path} is not valid JSON; install Hirfa again or run: hirfa train.", path=path
        ) from error
