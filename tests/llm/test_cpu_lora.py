"""LoRA on the CPU: the products themselves, and the engine that uses them."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lora import adapted_llm

from hardneg.llm.interface import Chat, Message
from hardneg.llm.local import LocalLLM

pytestmark = pytest.mark.slow

TEXTS = ["A man rides a horse along the beach.", "Two dogs."]
CHATS = [Chat((Message("user", f"Name an animal with {legs} legs."),), legs, max_tokens=16) for legs in (0, 2, 4, 6, 8)]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@settings(max_examples=25, deadline=None)
@given(
    slots=st.lists(st.integers(0, 2), min_size=1, max_size=9) | st.integers(0, 2).map(lambda slot: [slot] * 6),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=3),
    inputs=st.integers(1, 40),
    rank=st.integers(1, 8),
    prefill=st.booleans(),
)
def test_each_row_gets_the_product_of_its_own_adapter(
    slots: list[int], sizes: list[int], inputs: int, rank: int, prefill: bool, dtype: str
) -> None:
    import torch

    kind = getattr(torch, dtype)
    drawn = torch.Generator().manual_seed(0)
    x, before = (torch.randn(len(slots), width, generator=drawn).to(kind) for width in (inputs, sum(sizes)))
    a = tuple(torch.randn(3, 1, rank, inputs, generator=drawn).to(kind) for _ in sizes)
    b = tuple(torch.randn(3, 1, size, rank, generator=drawn).to(kind) for size in sizes)
    wrapper = wrapper_of([1, 2, None], slots, prefill)

    y = before.clone()
    wrapper.add_lora_linear(y, x, a, b, 0.5, tuple(sizes))

    exact, most = before.double(), before.double().abs()
    for row, slot in enumerate(slots):
        if slot:
            pairs = [(each[slot - 1, 0].double(), other[slot - 1, 0].double()) for each, other in zip(a, b, strict=True)]
            exact[row] += torch.cat([0.5 * one @ (two @ x[row].double()) for two, one in pairs])
            most[row] += torch.cat([one.abs() @ (two.abs() @ x[row].double().abs()) for two, one in pairs])
    assert ((y - exact).abs() <= (2**-6 if dtype == "bfloat16" else 1e-5) * most).all()


def test_an_adapter_in_the_slot_of_another_one_is_applied() -> None:
    import torch

    x, a, b = torch.ones(1, 2), torch.ones(2, 1, 1, 2), torch.ones(2, 1, 3, 1)
    wrapper = wrapper_of([7, None], [7], prefill=False)
    first, second = torch.zeros(1, 3), torch.zeros(1, 3)
    wrapper.add_lora_linear(first, x, (a,), (b,), 1.0, (3,))
    a[0] = 2.0
    update(wrapper, [8, None], [8], prefill=False)
    wrapper.add_lora_linear(second, x, (a,), (b,), 1.0, (3,))
    assert (first.tolist(), second.tolist()) == ([[2.0] * 3], [[4.0] * 3])


def wrapper_of(ids: list[int | None], slots: list[int], prefill: bool) -> Any:
    """Return a wrapper whose batch has the adapter of that id in each row, or none for 0."""
    from hardneg.llm.cpu_lora import CpuLora

    wrapper = CpuLora(16, 16, "cpu")
    update(wrapper, ids, slots, prefill)
    return wrapper


def update(wrapper: Any, ids: list[int | None], slots: list[int], prefill: bool) -> None:
    from vllm.lora.layers import LoRAMapping

    wrapper.update_metadata(LoRAMapping(tuple(slots), tuple(slots), is_prefill=prefill), ids, len(ids), 10)


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
