"""Half-precision products by sums of single precision: the products themselves, and which layers get them."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

EVERY = settings(max_examples=40, deadline=None)


def drawn(*shape: int, seed: int) -> Any:
    import torch

    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).bfloat16()


@EVERY
@given(
    leading=st.lists(st.integers(1, 5), min_size=1, max_size=2),
    inputs=st.integers(1, 70),
    outputs=st.integers(1, 90),
    biased=st.booleans(),
    part=st.sampled_from([1, 64, 1 << 20]),
)
def test_a_product_is_that_of_double_precision_rounded_once(leading: list[int], inputs: int, outputs: int, biased: bool, part: int) -> None:
    import torch

    from hardneg.llm import cpu_linear

    x, weight = drawn(*leading, inputs, seed=1), drawn(outputs, inputs, seed=2)
    bias = drawn(outputs, seed=3) if biased else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cpu_linear, "PART", part)
        found = cpu_linear.linear(x, weight, bias)

    exact = torch.nn.functional.linear(x.double(), weight.double(), bias.double() if biased else None)
    assert found.dtype == torch.bfloat16
    assert found.shape == exact.shape
    assert torch.allclose(found.double(), exact, rtol=2**-8, atol=1e-5)


@EVERY
@given(rows=st.integers(2, 60), others=st.integers(1, 300), seed=st.integers(0, 9))
def test_a_row_depends_neither_on_other_rows_nor_on_its_place(rows: int, others: int, seed: int) -> None:
    import torch

    from hardneg.llm.cpu_linear import is_slow, linear

    if not is_slow(torch.bfloat16):
        pytest.skip("vLLM's own products are used on this processor")
    x, weight = drawn(rows, 576, seed=seed), drawn(960, 576, seed=10)
    alone = linear(x, weight)
    among = linear(torch.cat([drawn(others, 576, seed=11), x]).flip(0), weight).flip(0)[others:]
    assert torch.equal(alone, among)


@pytest.mark.parametrize("slow", [False, True])
def test_a_layer_gets_these_products_only_where_vllm_has_plain_loops(slow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from vllm.model_executor.layers import utils

    from hardneg.llm import cpu_linear

    layer = torch.nn.Linear(64, 32, bias=False, dtype=torch.bfloat16)
    layer.weight.requires_grad_(False)
    monkeypatch.setattr(utils, "dispatch_cpu_unquantized_gemm", utils.dispatch_cpu_unquantized_gemm)
    monkeypatch.setattr(cpu_linear, "is_slow", lambda _: slow)
    monkeypatch.setattr(cpu_linear, "_chosen_by_vllm", lambda layer, _: setattr(layer, "cpu_linear", "vLLM's"))
    cpu_linear.install()

    utils.dispatch_cpu_unquantized_gemm(layer, remove_weight=True)

    assert layer.cpu_linear is (cpu_linear.linear if slow else "vLLM's")


def test_products_of_single_precision_stay_those_of_vllm() -> None:
    import torch

    from hardneg.llm.cpu_linear import is_slow

    assert not is_slow(torch.float32)


@pytest.mark.parametrize("unable", [False, True])
def test_products_are_slow_where_onednn_has_none(unable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from hardneg.llm import cpu_linear

    def create(*_: object) -> None:
        if unable:
            raise RuntimeError("could not create a primitive descriptor for the matmul primitive")

    monkeypatch.setattr(cpu_linear, "_custom_ops", SimpleNamespace(_supports_onednn=True, create_onednn_mm=create))
    x86 = SimpleNamespace(get_cpu_architecture=lambda: cpu_linear.CpuArchEnum.X86, is_zen_cpu=lambda: False)
    monkeypatch.setattr(cpu_linear, "current_platform", x86)
    assert cpu_linear.is_slow.__wrapped__(torch.bfloat16) == unable
