import json
import shutil
from pathlib import Path

import pytest
from gguf_file import tiny_gguf
from lora import random_adapter

from hardneg.errors import UserError
from hardneg.models.adapter_folder import find_adapter
from hardneg.models.gguf import convert
from hardneg.models.resolve import LANGUAGE_MODEL, Resolved, resolve


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tiny LLM and an adapter for it."""
    folder = tmp_path_factory.mktemp("shared")
    tiny_gguf(folder / "tiny.gguf")
    convert(folder / "tiny.gguf", folder / "base")
    random_adapter(folder / "base", folder / "adapter", rank=4)
    return folder


@pytest.fixture
def base(shared: Path) -> Resolved:
    return resolve(str(shared / "base"), LANGUAGE_MODEL)


@pytest.fixture
def adapter(shared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared / "adapter", tmp_path / "adapter"))


def test_an_adapter_is_a_folder_with_a_rank_and_a_revision(adapter: Path, base: Resolved) -> None:
    found = find_adapter(str(adapter), base)

    assert (found.name, found.path, found.rank) == ("adapter", adapter.resolve(), 4)
    assert found.modules == ("down_proj", "o_proj", "q_proj", "up_proj")
    assert found.revision.startswith("adapter@")


def test_the_largest_rank_of_any_module_counts(adapter: Path, base: Resolved) -> None:
    config = json.loads((adapter / "adapter_config.json").read_text()) | {"rank_pattern": {"q_proj": 24}}
    (adapter / "adapter_config.json").write_text(json.dumps(config))

    assert find_adapter(str(adapter), base).rank == 24


def test_the_revision_follows_weights_and_config(adapter: Path, base: Resolved) -> None:
    before = find_adapter(str(adapter), base).revision
    (adapter / "README.md").write_text("A card.")
    assert find_adapter(str(adapter), base).revision == before

    config = json.loads((adapter / "adapter_config.json").read_text()) | {"lora_alpha": 64}
    (adapter / "adapter_config.json").write_text(json.dumps(config))
    assert find_adapter(str(adapter), base).revision != before


def test_an_adapter_of_another_model_is_one_line(shared: Path, base: Resolved, tmp_path: Path) -> None:
    random_adapter(shared / "base", tmp_path / "wide", width=48)

    with pytest.raises(UserError, match=r"belongs to another model: model\.layers\.0\.\S+ is 48 wide, and base has 32"):
        find_adapter(str(tmp_path / "wide"), base)


def test_an_adapter_with_more_layers_than_the_model_is_one_line(shared: Path, base: Resolved, tmp_path: Path) -> None:
    deep = Path(shutil.copytree(shared / "base", tmp_path / "deep"))
    (deep / "config.json").write_text(json.dumps(json.loads((deep / "config.json").read_text()) | {"num_hidden_layers": 2}))
    random_adapter(deep, tmp_path / "adapter")

    with pytest.raises(UserError, match=r"model\.layers\.1\.\S+ is \d+ wide, and base has no such layer"):
        find_adapter(str(tmp_path / "adapter"), base)


def test_a_model_that_is_not_here_is_not_compared(adapter: Path) -> None:
    assert find_adapter(str(adapter), resolve("owner/name", LANGUAGE_MODEL)).rank == 4


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("adapter_config.json", None, "no adapter_config.json in it"),
        ("adapter_config.json", '{"peft_type": "IA3"}', "not that of a LoRA adapter"),
        ("adapter_config.json", '{"peft_type": "LORA"}', "has no rank"),
        ("adapter_config.json", "[", "cannot be read"),
        ("adapter_model.safetensors", None, "adapter_model.safetensors in it|no model.safetensors in it"),
        ("adapter_model.safetensors", "weights", "cannot be read"),
    ],
)
def test_a_folder_that_is_no_adapter_is_one_line(adapter: Path, base: Resolved, file: str, content: str | None, message: str) -> None:
    if content is None:
        (adapter / file).unlink()
    else:
        (adapter / file).write_text(content)

    with pytest.raises(UserError, match=message) as caught:
        find_adapter(str(adapter), base)

    assert "\n" not in str(caught.value)


def test_a_pickled_adapter_is_refused(adapter: Path, base: Resolved) -> None:
    (adapter / "adapter_model.safetensors").rename(adapter / "adapter_model.bin")

    with pytest.raises(UserError, match=r"adapter_model\.bin is a pickle"):
        find_adapter(str(adapter), base)


def test_a_name_that_stands_for_nothing_is_one_line(base: Resolved) -> None:
    with pytest.raises(UserError, match=r"rewrite\.llm\.adapter no-such-adapter: no such folder"):
        find_adapter("no-such-adapter", base)
