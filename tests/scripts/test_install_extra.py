import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts import install_extra, setup


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Return what pip is asked to install."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(install_extra, "pip", lambda *words: asked.append(words))
    return asked


def test_a_package_counts_as_installed_in_a_fitting_version_and_in_the_folder_asked_for(tmp_path: Path) -> None:
    assert install_extra.is_installed(Requirement("pytest>=8"), sys.path)
    assert not install_extra.is_installed(Requirement("pytest>=999"), sys.path)
    assert not install_extra.is_installed(Requirement("pytest>=8"), [str(tmp_path)])


def test_a_folder_is_installed_by_its_lock_file_only_where_setup_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[tuple[str, ...]]
) -> None:
    for locked in (True, False):
        monkeypatch.setattr(install_extra, "is_locked", lambda locked=locked: locked)
        needs = install_extra.install_folder("open_clip", tmp_path, ["--no-deps"])
    by_lock, newest = calls

    assert "--require-hashes" in by_lock
    assert str(setup.LOCKED / "open_clip.txt") in by_lock
    assert newest == ("--upgrade", "--target", str(tmp_path), "--no-deps", *needs)


def test_another_locked_version_is_installed_over_the_former(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr(install_extra, "is_locked", lambda: True)
    for pin in install_extra.pins("open_clip"):
        name, version = pin.split("==")
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    install_extra.install_folder("open_clip", tmp_path)
    assert not calls

    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}.1\n")
    install_extra.install_folder("open_clip", tmp_path)
    assert len(calls) == 1
