import math
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest
from lora import random_adapter
from typer.testing import CliRunner
from vllm_server import served

from hardneg.cli import app
from hardneg.errors import UserError
from hardneg.llm.engine import WORKER
from hardneg.llm.interface import Chat, Hole, Message
from hardneg.llm.local import LocalLLM
from hardneg.llm.serve import command, serve
from hardneg.llm.server import ServerLLM
from hardneg.models import registry
from hardneg.models.llm_folder import source_of
from hardneg.schemas.config import LLMConfig


def test_the_server_has_the_workers_arguments_and_the_configs_name(tmp_path: Path) -> None:
    config = LLMConfig(model=str(tmp_path), engine={"hf_overrides": {"a": 1}, "tensor_parallel_size": 2})
    words = command(config, "0.0.0.0", 8123, cpu=True)
    assert words[words.index("--served-model-name") + 1] == config.model
    assert words[words.index("--block-size") + 1] == "32"
    assert words[words.index("--worker-cls") + 1] == WORKER
    assert "--worker-cls" not in command(config, "0.0.0.0", 8123, cpu=False)
    assert "--lora-modules" not in words
    assert "--enforce-eager" in words
    assert "--no-enable-chunked-prefill" in words
    assert words[words.index("--hf-overrides") + 1] == '{"a": 1}'


def test_other_machines_are_not_admitted_unless_the_user_says_so(tmp_path: Path) -> None:
    assert signature(serve).parameters["host"].default == "127.0.0.1"
    assert "127.0.0.1" in CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
    words = command(LLMConfig(model=str(tmp_path)), "127.0.0.1", 8123, cpu=True)
    assert words[words.index("--host") + 1] == "127.0.0.1"
    assert not any("trust-remote-code" in word for word in words)


def test_a_server_whose_key_is_not_set_does_not_start_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEY_OF_TEST", raising=False)
    with pytest.raises(UserError, match=r"rewrite\.llm\.api_key_env names KEY_OF_TEST, which is not set"):
        serve(LLMConfig(model=str(tmp_path), api_key_env="KEY_OF_TEST"))


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of an adapter of the default LLM."""
    try:
        folder = source_of(registry.DEFAULT)
    except UserError as missing:
        pytest.skip(str(missing))
    return str(random_adapter(Path(folder), tmp_path_factory.mktemp("lora") / "adapter"))


@pytest.fixture(scope="module")
def url(adapter: str) -> Iterator[str]:
    """Start a real server by `serve` in a process of its own."""
    with served(["--set", f"rewrite.llm.adapter={adapter}"]) as address:
        yield address


@pytest.mark.slow
def test_an_adapter_that_the_server_does_not_serve_is_one_line(url: str) -> None:
    with pytest.raises(UserError, match=r"not other: name a model that it serves in rewrite\.llm\.adapter"):
        ServerLLM(LLMConfig(url=url, adapter="other"))


@pytest.mark.slow
def test_a_server_answers_as_the_engine_in_the_worker_does(url: str, adapter: str) -> None:
    long = "dog " * 3000
    holes = [Hole(f"Caption: a red car\nColour of door {n}:", n, ("blue", "green", "crème", "yellow")) for n in range(20)]
    holes += [Hole(long, 1, ("red",))]
    texts = ["Two dogs run across a field.", "Field a across run dogs two.", long, "A red bus."]
    schema = '{"type": "array", "items": {"enum": ["dog", "cat"]}, "minItems": 2, "maxItems": 2}'
    chats = [Chat((Message("system", "Two animals."), Message("user", f"{n}")), n, schema, 32) for n in range(4)]
    client = ServerLLM(LLMConfig(url=url, temperature=0.0, adapter=adapter))
    behind, scored, usage = client.fill(holes), client.log_likelihood(texts), client.usage.take()
    answered = client.chat(chats)
    pairs = [Chat((Message("user", f"Is {n} more than 3? Answer yes or no."),), 0) for n in range(6)]
    asked = [*pairs, Chat((Message("user", long),), 0)]
    gaps = client.yes_no(asked)
    client.close()
    plain = ServerLLM(LLMConfig(url=url, temperature=0.0))
    assert plain.chat(chats) != answered
    plain.close()
    engine = LocalLLM(LLMConfig(temperature=0.0, adapter=adapter))
    own = engine.fill(holes)
    # greedy: a server batches requests as they arrive, which changes the last digits, so random draws may differ
    assert own == behind
    assert engine.log_likelihood(texts) == pytest.approx(scored, abs=0.1, nan_ok=True)
    assert engine.usage.take() == usage
    written = engine.chat(chats)
    assert [each.tokens_in for each in written] == [each.tokens_in for each in answered]
    assert written == answered
    assert engine.yes_no(asked) == pytest.approx(gaps, abs=0.1, nan_ok=True)
    assert [math.isnan(each) for each in gaps] == [False] * 6 + [True]
    engine.close()
