"""Folders of diffusers pipelines: find the one that a name stands for."""

from pathlib import Path
from typing import NamedTuple

from hardneg.errors import UserError
from hardneg.models.resolve import GENERATOR, Resolved, config_of, download, resolve


class PipelineFolder(NamedTuple):
    """Describe a pipeline on this machine.

    Attributes:
        name: As the user named it; of a folder its last part.
        path: The folder.
        pipeline: The class that model_index.json names.
        revision: Name with the commit of a hub model, else with the digest of all weights and configs.
    """

    name: str
    path: Path
    pipeline: str
    revision: str


def find_pipeline(model: str, revision: str | None = None, variant: str | None = None) -> PipelineFolder:
    """Return the folder of a diffusers pipeline; a hub id is downloaded unless it is in the cache.

    Args:
        model: `scenes`, a path, or `owner/name`.
        revision: Commit, tag or branch of a hub id.
        variant: Of the weights of a hub id that are downloaded, such as `fp16`.

    Raises:
        UserError: There is none, or it is no diffusers pipeline.
    """
    found = download(resolve(model, GENERATOR, revision), lambda of: _from_hub(of, variant))
    pipeline = config_of(found).get("_class_name")
    if not isinstance(pipeline, str):
        raise UserError(f"{GENERATOR.label} {found.name}: its {GENERATOR.config} names no pipeline class (_class_name)")
    assert found.path is not None
    return PipelineFolder(found.name, found.path, pipeline, found.revision)


def _from_hub(found: Resolved, variant: str | None) -> str:
    """Download as diffusers does, which leaves out the files that the pipeline does not need."""
    from diffusers import DiffusionPipeline

    return str(DiffusionPipeline.download(found.name, revision=found.commit, variant=variant, use_safetensors=True))
