from pathlib import Path

from hardneg.engine.machine import differing, this_machine
from hardneg.schemas.manifest import Machine

CPUINFO = """processor\t: 0
model name\t: Some Processor @ 2.00GHz
flags\t\t: fpu avx2 sse fma avx512f

processor\t: 1
model name\t: Another
"""


def test_a_machine_is_its_first_processor_and_the_instructions_that_matter(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(CPUINFO)

    found = this_machine(tmp_path / "cpuinfo")

    assert (found.processor, found.instructions) == ("Some Processor @ 2.00GHz", ["avx2", "fma", "avx512f"])


def test_a_machine_without_that_file_has_a_name_all_the_same(tmp_path: Path) -> None:
    assert this_machine(tmp_path / "none").processor


def test_what_differs_is_named_and_equal_machines_do_not_differ() -> None:
    one, other = Machine(processor="A", architecture="x86_64", instructions=["avx2"]), Machine(processor="B", architecture="aarch64")

    assert differing(one, one, {"torch": "2"}, {"torch": "2"}) is None
    assert differing(other, one, {"torch": "2"}, {"torch": "2"}) == "A (avx2) -> B (aarch64)"
    assert differing(one, one, {"torch": "2"}, {"torch": "1", "ray": "2"}) == "torch 1 -> 2, ray 2 -> missing"
