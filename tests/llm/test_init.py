from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.llm import make, revision
from hardneg.schemas.config import LLMConfig


def folder(path: Path, weights: bytes) -> str:
    path.mkdir()
    (path / "model.safetensors").write_bytes(weights)
    return str(path)


def test_the_revision_of_a_folder_follows_its_weights(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "a", b"one"), folder(tmp_path / "b", b"two")
    assert revision(LLMConfig(model=first)) != revision(LLMConfig(model=second))
    assert revision(LLMConfig(model=first)) == revision(LLMConfig(model=first, url="http://localhost:1"))


def test_the_revision_of_a_hub_id_names_its_commit() -> None:
    assert revision(LLMConfig(model="some/model", revision="abc")) == "some/model@abc"
    assert revision(LLMConfig(model="some/model")) == "some/model@main"


def test_a_default_model_that_is_not_here_has_a_revision_behind_a_url_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARDNEG_CACHE", str(tmp_path))
    assert revision(LLMConfig(url="http://localhost:1")) == "smollm2-135m-instruct@main"
    with pytest.raises(UserError, match="hardneg models fetch"):
        revision(LLMConfig())


def test_an_adapter_is_part_of_the_revision(tmp_path: Path) -> None:
    model = folder(tmp_path / "a", b"one")
    with pytest.raises(UserError, match=r"rewrite\.llm\.adapter"):
        revision(LLMConfig(model=model, adapter="served"))

    assert revision(LLMConfig(model=model, adapter="served", url="http://localhost:1")) == revision(LLMConfig(model=model)) + "+served"


def test_a_url_makes_a_client_and_says_where_no_server_is() -> None:
    with pytest.raises(UserError, match=r"http://127\.0\.0\.1:9"):
        make(LLMConfig(url="http://127.0.0.1:9", retries=0))
