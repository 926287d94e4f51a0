from pathlib import Path

from scripts.install_consumers import version


def test_the_version_is_that_of_the_folder_asked_for(tmp_path: Path) -> None:
    (tmp_path / "pytest-7.0.dist-info").mkdir()
    (tmp_path / "pytest-7.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: pytest\nVersion: 7.0\n")

    assert version("pytest", [str(tmp_path)]) == "7.0"
    assert version("pytest", []) == "missing"
