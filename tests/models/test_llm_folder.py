import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.models.llm_folder import AbsentError, find_llm

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def folder(where: Path, architecture: str = "LlamaForCausalLM", *, weights: bool = True) -> Path:
    where.mkdir(parents=True)
    (where / "config.json").write_text(json.dumps({"architectures": [architecture]}), encoding="utf-8")
    if weights:
        (where / "model.safetensors").write_bytes(b"")
    return where


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the cache of a hub that does not answer."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub" / "models--somebody--larger"


def test_a_folder_is_known_by_its_content(tmp_path: Path) -> None:
    place = find_llm(str(folder(tmp_path / "llm")))
    assert place.source == str(tmp_path / "llm")
    assert place.revision.startswith("llm@")


@pytest.mark.parametrize("revision", [COMMIT, "main", None])
def test_a_hub_id_is_known_by_its_commit(hub: Path, revision: str | None) -> None:
    folder(hub / "snapshots" / COMMIT)
    (hub / "refs").mkdir()
    (hub / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    assert find_llm("somebody/larger", revision).revision == f"somebody/larger@{COMMIT[:16]}"


def test_a_commit_that_is_not_in_the_cache_is_absent(hub: Path) -> None:
    folder(hub / "snapshots" / COMMIT)
    with pytest.raises(AbsentError, match="at feedc0de"):
        find_llm("somebody/larger", "feedc0de")


def test_a_hub_id_without_its_weights_is_absent(hub: Path) -> None:
    folder(hub / "snapshots" / COMMIT, weights=False)
    with pytest.raises(AbsentError, match="weights"):
        find_llm("somebody/larger", COMMIT)


@pytest.mark.parametrize("architecture", ["BertForMaskedLM", "T5ForConditionalGeneration"])
def test_what_is_no_causal_llm_is_refused(tmp_path: Path, architecture: str) -> None:
    with pytest.raises(UserError, match=f"not causal .{architecture}"):
        find_llm(str(folder(tmp_path / "llm", architecture)))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no model\.safetensors"):
        find_llm(str(folder(tmp_path / "llm", weights=False)))
