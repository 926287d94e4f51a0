"""Folders of LoRA adapters as `peft` writes them: find the one that a name stands for, and check that it fits its model."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hardneg.errors import UserError
from hardneg.models.resolve import SHIPPED, ModelKind, Resolved, config_of, download, resolve, weights_of
from hardneg.models.tensors import weights

WEIGHTS = "adapter_model.safetensors"
ADAPTER = ModelKind(
    label="rewrite.llm.adapter",
    config="adapter_config.json",
    deciding=("adapter_config.json", "*.safetensors"),
    wanted=("adapter_config.json", "*.safetensors"),
    shipped=SHIPPED / "adapters",
    fetched=False,
    by_content=True,
    extra="cpu",
    without="set rewrite.llm.adapter=null",
)
_PREFIX = "base_model.model."

Shape = tuple[int, ...]


class Adapter(NamedTuple):
    """Describe a LoRA adapter: its folder, the largest rank of its matrices, the last names of its modules, and its revision."""

    name: str
    path: Path
    rank: int
    modules: tuple[str, ...]
    revision: str


def find_adapter(name: str, model: Resolved) -> Adapter:
    """Return the adapter that a user named for a model.

    Args:
        name: A shipped name, a folder, or a hub id.
        model: The LLM. Its weights are compared with the adapter's if they are on this machine.

    Raises:
        UserError: There is no such adapter, it is no LoRA adapter in safetensors, or it belongs to another model.
    """
    found = download(resolve(name, ADAPTER))
    assert found.path is not None
    config = config_of(found)
    if config.get("peft_type") != "LORA":
        raise UserError(f"{ADAPTER.label} {name}: its {ADAPTER.config} is not that of a LoRA adapter (peft_type {config.get('peft_type')})")
    if not (found.path / WEIGHTS).is_file():
        weights_of(found)  # names a pickle, if that is what there is
        raise UserError(f"{ADAPTER.label} {name}: no {WEIGHTS} in it; give a folder written by peft's save_pretrained")
    own = dict(_shapes(found.path))
    if model.path is not None:
        _check_shapes(name, own, model.name, dict(_shapes(model.path)))
    ranks = [config.get("r"), *(config.get("rank_pattern") or {}).values()]
    if not all(isinstance(rank, int) and rank > 0 for rank in ranks):
        raise UserError(f"{ADAPTER.label} {name}: its {ADAPTER.config} has no rank r")
    modules = {tensor.partition(".lora_")[0].rpartition(".")[2] for tensor in own}
    return Adapter(found.name, found.path, max(ranks), tuple(sorted(modules)), found.revision)


def _check_shapes(name: str, own: Mapping[str, Shape], model: str, base: Mapping[str, Shape]) -> None:
    """Compare the matrices of an adapter with the weights that they are added to; a model whose weights are no safetensors is not compared.

    Raises:
        UserError: The model has no such weight, or one of another shape.
    """
    if not base:
        return
    for tensor, shape in own.items():
        module, _, matrix = tensor.removeprefix(_PREFIX).partition(".lora_")
        if matrix not in ("A.weight", "B.weight"):
            continue
        expected = base.get(f"{module}.weight")
        axis = 1 if matrix.startswith("A") else 0  # A reads the input, B writes the output
        if expected is None or expected[axis] != shape[axis]:
            has = "has no such layer" if expected is None else f"has {expected[axis]}"
            raise UserError(f"{ADAPTER.label} {name}: belongs to another model: {module} is {shape[axis]} wide, and {model} {has}")


def _shapes(folder: Path) -> Iterator[tuple[str, Shape]]:
    """Yield name and shape of each tensor in a folder, from the headers of its files.

    Raises:
        UserError: A file is no safetensors.
    """
    from safetensors import SafetensorError, safe_open

    for file in weights(folder):
        try:
            with safe_open(file, framework="np") as tensors:
                yield from ((key, tuple(tensors.get_slice(key).get_shape())) for key in tensors.keys())  # noqa: SIM118 (no mapping)
        except (SafetensorError, OSError) as error:
            raise UserError(f"{file} cannot be read ({error}); fetch or save it again") from None
