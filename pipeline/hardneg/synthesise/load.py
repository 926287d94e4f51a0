"""Load a diffusers folder as a pipeline for a mode: the matching class, on its device, with weights from safetensors only."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import torch

from hardneg.errors import UserError
from hardneg.models import pretrained
from hardneg.models.device import device_of
from hardneg.models.pipeline_folder import PipelineFolder
from hardneg.models.resolve import GENERATOR, missing_package
from hardneg.schemas.config import SynthesiseConfig

AUTO = {"text": "AutoPipelineForText2Image", "inpaint": "AutoPipelineForInpainting", "image": "AutoPipelineForImage2Image"}
TAKES = {"text": {"prompt"}, "inpaint": {"prompt", "image", "mask_image"}, "image": {"prompt", "image"}, "instruct": {"prompt", "image"}}
"""Arguments that a pipeline must accept, by mode."""

EXAMPLES = {
    "text": "StableDiffusionPipeline, StableDiffusionXLPipeline, FluxPipeline",
    "inpaint": "StableDiffusionInpaintPipeline, StableDiffusionXLPipeline, FluxPipeline",
    "image": "StableDiffusionPipeline, StableDiffusionXLPipeline, FluxPipeline",
    "instruct": "StableDiffusionInstructPix2PixPipeline, FluxKontextPipeline, QwenImageEditPipeline",
}


def load_pipeline(folder: PipelineFolder, config: SynthesiseConfig) -> Any:
    """Return the pipeline of `folder` for `config.mode`, ready to be called.

    Raises:
        UserError: It does not fit the mode, its weights are missing or no safetensors, or the device or offloading is not available.
    """
    try:
        import diffusers
    except ImportError:
        raise missing_package(GENERATOR, folder.name) from None
    device = device_of(config.device)
    kind = _class_of(diffusers, folder, config.mode)
    options = {"variant": config.variant} if config.variant else {}
    try:
        with quiet():
            pipe = kind.from_pretrained(folder.path, dtype=_dtype(config, device), use_safetensors=True, local_files_only=True, **options)
    except (OSError, ValueError, RuntimeError, TypeError, KeyError, AttributeError, ImportError) as error:
        said = " ".join(str(error).split())[:300]
        if "AutoPipeline" in said:
            raise UserError(_unfit(folder, config.mode)) from None
        raise UserError(f"synthesise.model {folder.name}: cannot be loaded as {folder.pipeline} ({said})") from None
    _check(pipe, folder, config.mode)
    _check_steps(pipe, config)
    pipe.set_progress_bar_config(disable=True)
    if not config.safety and getattr(pipe, "safety_checker", None) is not None:
        pipe.safety_checker = None
    return _placed(pipe, folder, config, device)


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the progress bars and warnings of diffusers and transformers; what matters is an error here."""
    import diffusers

    shown = diffusers.logging.get_verbosity()
    diffusers.logging.set_verbosity_error()
    diffusers.logging.disable_progress_bar()
    try:
        with pretrained.quiet():
            yield
    finally:
        diffusers.logging.set_verbosity(shown)
        diffusers.logging.enable_progress_bar()


def _class_of(diffusers: Any, folder: PipelineFolder, mode: str) -> Any:
    """Return the class that loads `folder`: diffusers' choice for the mode, or the folder's own."""
    if not hasattr(diffusers, folder.pipeline):
        return _own(folder, mode)
    return getattr(diffusers, AUTO[mode]) if mode in AUTO else getattr(diffusers, folder.pipeline)


def _own(folder: PipelineFolder, mode: str) -> Any:
    """Return a pipeline class of this package."""
    try:
        scene_pipeline = import_module("hardneg.synthesise.scene_pipeline")
    except ImportError:
        raise UserError(
            f"synthesise.model {folder.name}: diffusers has no pipeline class {folder.pipeline}; is it of a newer version?"
        ) from None
    found = getattr(scene_pipeline, folder.pipeline, None)
    if found is None:
        raise UserError(f"synthesise.model {folder.name}: diffusers has no pipeline class {folder.pipeline}; is it of a newer version?")
    if not set(inspect.signature(found.__call__).parameters) >= TAKES[mode]:
        raise UserError(_unfit(folder, mode))
    return found


def _check(pipe: Any, folder: PipelineFolder, mode: str) -> None:
    """Check that the pipeline accepts the arguments of the mode, and its U-Net the channels."""
    arguments = inspect.signature(pipe.__call__).parameters
    edits = mode != "instruct" or not {"mask_image", "strength"} & set(arguments)
    if not set(arguments) >= TAKES[mode] or not edits:
        raise UserError(_unfit(folder, mode))
    unet, vae = getattr(pipe, "unet", None), getattr(pipe, "vae", None)
    channels, latent = _number(unet, "in_channels"), _number(vae, "latent_channels")
    if channels is None or latent is None:
        return
    wanted = {"inpaint": (latent, 2 * latent + 1), "instruct": (2 * latent,)}.get(mode, (latent,))
    if channels not in wanted:
        hint = {2 * latent + 1: "; it is for mode inpaint", 2 * latent: "; it is for mode instruct", latent: "; it is for mode text"}
        takes = " or ".join(map(str, wanted))
        raise UserError(
            f"synthesise.model {folder.name}: its U-Net takes {channels} channels, and mode {mode} needs {takes}{hint.get(channels, '')}"
        )


def _check_steps(pipe: Any, config: SynthesiseConfig) -> None:
    """Check that editing runs at least one step: only the last share `strength` of `steps` is run."""
    arguments = inspect.signature(pipe.__call__).parameters
    if config.mode not in ("inpaint", "image") or not {"strength", "num_inference_steps"} <= set(arguments):
        return
    steps = config.steps or arguments["num_inference_steps"].default
    strength = config.strength or arguments["strength"].default
    if int(steps * strength) < 1:
        raise UserError(
            f"synthesise: steps {steps} x strength {strength:g} is less than one step, so nothing would be drawn; "
            "raise synthesise.steps or synthesise.strength"
        )


def _number(part: Any, name: str) -> int | None:
    value = getattr(getattr(part, "config", None), name, None)
    return value if isinstance(value, int) else None


def _placed(pipe: Any, folder: PipelineFolder, config: SynthesiseConfig, device: Any) -> Any:
    if config.attention_slicing:
        pipe.enable_attention_slicing()
    if config.offload == "none":
        return pipe.to(device)
    if device.type == "cpu":
        raise UserError(f"synthesise.offload {config.offload}: there is no GPU here to offload from; set synthesise.offload=none")
    try:
        (pipe.enable_model_cpu_offload if config.offload == "model" else pipe.enable_sequential_cpu_offload)(device=device)
    except (RuntimeError, ImportError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise UserError(f"synthesise.offload {config.offload}: {folder.name} cannot be offloaded ({said})") from None
    return pipe


def _dtype(config: SynthesiseConfig, device: Any) -> Any:
    name = config.dtype if config.dtype != "auto" else "float32" if device.type == "cpu" else "float16"
    return getattr(torch, name)


def _unfit(folder: PipelineFolder, mode: str) -> str:
    return f"synthesise.model {folder.name}: {folder.pipeline} cannot do mode {mode}; classes that can: {EXAMPLES[mode]}"
