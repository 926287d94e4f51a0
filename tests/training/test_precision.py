import pytest

from hardneg.schemas.manifest import Machine
from hardneg.training.precision import Precision, in_bf16

OLD, NEW = (Machine(processor="x", architecture="x86_64", instructions=each) for each in (["avx2"], ["avx2", "avx512_bf16"]))


@pytest.mark.parametrize(
    ("precision", "device", "machine", "bf16"),
    [
        ("auto", "cpu", OLD, False),
        ("auto", "cpu", NEW, True),
        ("auto", "cuda", OLD, True),
        ("bf16", "cpu", OLD, True),
        ("fp32", "cuda", NEW, False),
    ],
)
def test_bf16_is_chosen_where_it_is_multiplied(precision: Precision, device: str, machine: Machine, bf16: bool) -> None:
    assert in_bf16(precision, device, machine) is bf16
