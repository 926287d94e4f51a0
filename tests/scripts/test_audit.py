from scripts.audit import as_on_pypi
from scripts.setup import LOCKED


def test_torch_is_looked_up_in_the_version_that_pypi_lists() -> None:
    text = (LOCKED / "torch.txt").read_text(encoding="utf-8")

    assert "torch==2.13.0 " in as_on_pypi(text)
    assert as_on_pypi(text) == text.replace("+cpu", "")


def test_versions_without_a_label_are_looked_up_as_they_are() -> None:
    text = (LOCKED / "cpu.txt").read_text(encoding="utf-8")

    assert as_on_pypi(text) == text
