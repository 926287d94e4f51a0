from pathlib import Path

import pytest
from gguf_file import CHAT_TEMPLATE, tiny_gguf

from hardneg.errors import UserError
from hardneg.models import gguf
from hardneg.models.gguf import check_converter, convert


def test_weights_tokenizer_and_chat_template_of_a_gguf_file_are_kept(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    (tmp_path / "from").mkdir()
    tiny_gguf(tmp_path / "from" / "tiny.gguf")

    convert(tmp_path / "from" / "tiny.gguf", tmp_path / "to")

    model = AutoModelForCausalLM.from_pretrained(tmp_path / "to")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "to")
    assert model.dtype == torch.bfloat16
    assert tokenizer("abab")["input_ids"] == [2, 2]
    assert tokenizer.chat_template == CHAT_TEMPLATE
    assert torch.isfinite(model(torch.tensor([[2, 2]])).logits).all()
    assert {path.name for path in (tmp_path / "to").glob("model*")} == {"model.safetensors"}


def test_a_missing_package_is_named_before_the_download(monkeypatch: pytest.MonkeyPatch) -> None:
    check_converter("tiny")
    monkeypatch.setattr(gguf, "NEEDED", (*gguf.NEEDED, "no_such_package"))

    with pytest.raises(UserError, match="model tiny: needs torch and other packages"):
        check_converter("tiny")
