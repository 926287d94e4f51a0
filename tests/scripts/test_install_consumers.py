import sys
from pathlib import Path

from packaging.requirements import Requirement

from scripts.install_consumers import is_installed, version


def test_a_package_counts_as_installed_in_a_fitting_version_and_in_the_folder_asked_for(tmp_path: Path) -> None:
    assert is_installed(Requirement("pytest>=8"), sys.path)
    assert not is_installed(Requirement("pytest>=999"), sys.path)
    assert not is_installed(Requirement("pytest>=8"), [str(tmp_path)])
    (tmp_path / "pytest-7.0.dist-info").mkdir()
    (tmp_path / "pytest-7.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: pytest\nVersion: 7.0\n")
    assert version("pytest", [str(tmp_path)]) == "7.0"
    assert version("pytest", []) == "missing"
