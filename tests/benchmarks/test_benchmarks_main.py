import pytest

from benchmarks.__main__ import main, names
from benchmarks.llm import compare, holes


def test_a_benchmark_is_named_by_its_module(capsys: pytest.CaptureFixture[str]) -> None:
    assert "llm" in names()
    assert main(["nothing"]) == 2
    said = capsys.readouterr().err
    assert "no benchmark 'nothing'" in said
    assert "llm" in said


def test_a_module_without_main_is_no_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phases"]) == 2
    assert "no benchmark 'phases'" in capsys.readouterr().err
    assert not {"phases", "composition_grounding"} & set(names())


def test_the_two_sides_take_turns_and_begin_alike() -> None:
    calls: list[str] = []
    compare(1, 2, lambda: calls.append("ours"), lambda: calls.append("bare"), lambda: calls.append("fresh"))
    assert calls == ["fresh", "ours", "fresh", "bare", "fresh", "bare", "fresh", "ours", "fresh", "ours", "fresh", "bare"]


def test_the_requests_never_offer_what_stands_there() -> None:
    assert all(f"Caption: A {choice} " not in hole.prompt.split("\n\n")[-1] for hole in holes(40) for choice in hole.choices)
