"""Tensors of safetensors files: read them one at a time, and refuse those that are broken or not finite."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hardneg.errors import UserError


def weights(folder: Path) -> list[Path]:
    """Return the files of weights in a folder, by name."""
    return sorted(folder.glob("*.safetensors"))


def make_readable(folder: Path) -> None:
    """Let all users read the weights in a folder: safetensors writes them for their owner alone."""
    for file in weights(folder):
        file.chmod(0o644)


def tensors_of(file: Path, model: str) -> Iterator[tuple[str, Any]]:
    """Yield name and tensor of every weight in a file, one in memory at a time.

    Raises:
        UserError: The file is not there, truncated or no safetensors, or a tensor holds NaN or infinity.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118 (no mapping)
                tensor = tensors.get_tensor(name)
                if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
                    raise UserError(
                        f"matcher {model}: {file.name}: {name} holds NaN or infinity; the training went wrong, use other weights"
                    )
                yield name, tensor
    except (SafetensorError, OSError) as error:
        raise UserError(f"matcher {model}: {file.name} cannot be read ({error}); fetch or save it again") from None


def misfits(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return the names of tensors that only one of two states has, and then of those that have another shape."""
    shapes = sorted(name for name in wanted.keys() & found.keys() if wanted[name].shape != found[name].shape)
    return sorted(wanted.keys() ^ found.keys()) + shapes


def check_finite(folder: Path, model: str) -> None:
    """Read every weight in a folder; errors as `tensors_of`."""
    for file in weights(folder):
        for _ in tensors_of(file, model):
            pass
