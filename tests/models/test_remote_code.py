"""Models and tokenizers bring code of their own (`auto_map`), which must not run, whatever is answered to a question on the terminal."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import hardneg
from hardneg.errors import UserError
from hardneg.schemas.config import LLMConfig

CODE = """
from pathlib import Path
from transformers import PretrainedConfig
(Path({taken!r})).write_text("taken")
class EvilConfig(PretrainedConfig):
    model_type = "evil"
"""


@pytest.mark.slow
def test_every_call_that_could_load_code_forbids_it() -> None:
    for path in Path(hardneg.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "from_pretrained":
                name = ast.unparse(node.func.value)
                given = {keyword.arg for keyword in node.keywords}
                if name.startswith(("Auto", "transformers.Auto")):
                    assert "trust_remote_code" in given or None in given, f"{path.name}:{node.lineno}"
                assert not any(
                    keyword.arg == "trust_remote_code" and getattr(keyword.value, "value", None) is True for keyword in node.keywords
                ), path


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a model folder with code, and answer yes to every question."""
    folder = tmp_path / "evil"
    folder.mkdir()
    auto = {"AutoConfig": "evil.EvilConfig", "AutoTokenizer": ["evil.EvilConfig", None]}
    (folder / "config.json").write_text(json.dumps({"model_type": "evil", "architectures": ["EvilForCausalLM"], "auto_map": auto}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "Evil", "auto_map": auto}))
    (folder / "evil.py").write_text(CODE.format(taken=str(tmp_path / "taken")))
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    return folder


def _embedder(folder: str) -> object:
    from hardneg.rewrite.debias.embedder import Embedder

    return Embedder(folder)


def _memory(folder: str) -> object:
    from hardneg.llm.engine import _bytes_per_token

    return _bytes_per_token(LLMConfig(model=folder))


def _tokenizer(folder: str) -> object:
    from hardneg.rewrite.generate.context_window import _pretrained

    return _pretrained(folder)


@pytest.mark.slow
@pytest.mark.parametrize("load", [_embedder, _memory, _tokenizer])
def test_code_of_a_model_folder_does_not_run(load: Callable[[str], object], evil: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"custom code|no such tokenizer|config\.json"):
        load(str(evil))
    assert not (tmp_path / "taken").exists()
