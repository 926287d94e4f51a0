"""LoRA on the CPU: the products themselves, and the engine that uses them."""

from collections.abc import Iterator

import pytest
from lora import adapted_llm

from hardneg.llm.interface import Chat, Message
from hardneg.llm.local import LocalLLM

pytestmark = pytest.mark.slow

TEXTS = ["A man rides a horse along the beach.", "Two dogs."]
CHATS = [Chat((Message("user", f"Name an animal with {legs} legs."),), legs, max_tokens=16) for legs in (0, 2, 4, 6, 8)]


@pytest.mark.parametrize("prefill", [False, True])
@pytest.mark.parametrize("slots", [(0, 1, 1, 0, 2), (1, 1, 1, 1, 1), (0, 0, 0, 0, 0)])
def test_each_row_gets_the_product_of_its_own_adapter(slots: tuple[int, ...], prefill: bool) -> None:
    import torch
    from vllm.lora.layers import LoRAMapping

    from hardneg.llm.cpu_lora import CpuLora

    drawn = torch.Generator().manual_seed(0)
    x, before = torch.randn(5, 6, generator=drawn), torch.randn(5, 7, generator=drawn)
    a = [torch.randn(3, 1, 2, 6, generator=drawn) for _ in range(2)]
    b = [torch.randn(3, 1, size, 2, generator=drawn) for size in (4, 3)]
    wrapper = CpuLora(16, 8, "cpu")
    wrapper.update_metadata(LoRAMapping(slots, slots, is_prefill=prefill), [1, 2, None], 3, 10)

    y = before.clone()
    wrapper.add_lora_linear(y, x, tuple(a), tuple(b), 0.5, (4, 3))

    for row, adapter in enumerate(slots):
        added = [0.5 * b[part][adapter - 1, 0] @ a[part][adapter - 1, 0] @ x[row] for part in range(2)]
        expected = before[row] + (torch.cat(added) if adapter else 0)
        assert torch.allclose(y[row], expected, atol=1e-5)


@pytest.fixture(scope="module")
def llm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalLLM]:
    engine = adapted_llm(tmp_path_factory.mktemp("lora") / "adapter", 0.0)
    yield engine
    engine.close()


def test_the_adapter_changes_chats_and_nothing_else(llm: LocalLLM) -> None:
    adapted, scored = [fill.text for fill in llm.chat(CHATS)], llm.log_likelihood(TEXTS)

    selected, llm._adapter = llm._adapter, None
    plain = [fill.text for fill in llm.chat(CHATS)]
    llm._adapter = selected

    assert all(one != other for one, other in zip(adapted, plain, strict=True))
    assert scored == llm.log_likelihood(TEXTS)
    assert all(-60 < score < 0 for score in scored)
    assert [fill.text for fill in llm.chat(CHATS)] == adapted


def test_requests_with_and_without_the_adapter_may_share_a_batch(llm: LocalLLM) -> None:
    from vllm import SamplingParams

    prompt = {"prompt_token_ids": llm._templated(CHATS[0].messages)}
    greedy = SamplingParams(temperature=0.0, max_tokens=12)

    def texts(adapters: list[object]) -> list[str]:
        done = llm.engine.generate([prompt] * len(adapters), greedy, use_tqdm=False, lora_request=adapters)
        return [output.outputs[0].text for output in done]

    (plain,), (adapted,) = texts([None]), texts([llm._adapter])

    assert plain != adapted
    assert texts([None, llm._adapter, None, llm._adapter]) == [plain, adapted, plain, adapted]
