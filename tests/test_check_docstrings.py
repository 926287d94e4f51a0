from pathlib import Path

import pytest

from scripts.check_docstrings import main


def found(tmp_path: Path, source: str) -> int:
    file = tmp_path / "module.py"
    file.write_text(source, encoding="utf-8")
    return main([str(file)])


@pytest.mark.parametrize(
    "docstring",
    [
        "Return the captions of a part.",
        "A part is a file of captions.",
        "By default, a worker has one core.",
        "Hold scores, one for each text.",
    ],
)
def test_an_order_and_a_sentence_pass(tmp_path: Path, docstring: str) -> None:
    assert found(tmp_path, f'def f() -> None:\n    """{docstring}"""\n') == 0


@pytest.mark.parametrize(
    "docstring",
    [
        "What a part holds.",
        "How many texts were longer than the model reads.",
        "Where a row's image is: its bytes, or a path.",
        "Of each caption, its negatives.",
        "The captions of a part.",
    ],
)
def test_a_fragment_is_found_with_its_line(tmp_path: Path, docstring: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(tmp_path, f'\ndef f() -> None:\n    """{docstring}"""\n') == 1
    assert f"module.py:2: {docstring}" in capsys.readouterr().out


def test_a_module_may_begin_with_its_name(tmp_path: Path) -> None:
    assert found(tmp_path, '"""count: three dogs -> five dogs."""\n') == 0


def test_a_constant_may_have_a_noun_phrase_but_no_fragment(tmp_path: Path) -> None:
    assert found(tmp_path, 'DIGITS = 4\n"""Decimals of stored scores."""\n') == 0
    assert found(tmp_path, 'DIGITS = 4\n"""Of scores that are stored."""\n') == 1
    assert found(tmp_path, 'class A:\n    """Hold digits."""\n\n    digits: int\n    """How many digits are stored."""\n') == 1
