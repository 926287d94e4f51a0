import importlib.metadata
import sys
from pathlib import Path

import pytest

from hardneg.models import registry
from hardneg.models.fetched import folder_of
from hardneg.report.doctor import Finding, companion, examine, failed_import, fetched_models, images, lexicon, library, show


def test_an_import_that_works_has_no_problem() -> None:
    assert failed_import("json") is None


def test_an_import_that_raises_is_reported_by_its_last_line() -> None:
    assert failed_import("no_such_thing_here") == "ModuleNotFoundError: No module named 'no_such_thing_here'"


def test_an_import_that_kills_its_process_is_reported_too() -> None:
    assert failed_import("x", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)") == "import is killed by signal 11"


def test_an_installed_library_is_found_with_its_version() -> None:
    assert library("httpx") == Finding("httpx", "ok", importlib.metadata.version("httpx"))


def test_a_library_that_is_not_installed_is_repaired_by_pip() -> None:
    repair = f"{sys.executable} -m pip install hardneg"
    assert library("no_such_thing_here") == Finding("no_such_thing_here", "broken", "not installed", repair)


def test_advice_is_a_make_target_where_make_was_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARDNEG_MAKE", "1")

    assert library("no_such_thing_here").repair == "make setup"


def test_the_library_that_generates_images_is_not_required() -> None:
    found = images("no_such_thing_here")
    assert (found.state, found.found) == ("absent", "not installed; only synthesise needs it")
    assert found.repair.endswith("pip install 'hardneg[images]'")


def test_a_missing_engine_is_installed_by_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.report.doctor.OF_ENGINE", ("no_such_thing_here",))

    assert library("no_such_thing_here").repair in ("pip install 'hardneg[cpu]'", "pip install 'hardneg[gpu]'")


@pytest.mark.slow
def test_setup_leaves_nothing_broken() -> None:
    assert [finding for finding in examine() if finding.state == "broken"] == []


def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str) -> None:
    (tmp_path / f"{name}.py").write_text(source)
    info = tmp_path / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def test_a_torchvision_that_does_not_fit_torch_is_uninstalled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch, "torchvision", "raise RuntimeError('operator torchvision::nms does not exist')")

    finding = companion("torchvision")

    assert finding.state == "broken"
    assert "nms does not exist" in finding.found
    assert finding.repair == f"{sys.executable} -m pip uninstall -y torchvision"


def test_a_companion_that_is_not_installed_is_ok() -> None:
    assert companion("no_such_thing_here").state == "ok"


def test_a_library_that_is_installed_but_broken_is_reinstalled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch, "wrecked", "import nothing_of_that_name")

    assert library("wrecked").repair == f"{sys.executable} -m pip install --force-reinstall wrecked"


def test_the_shipped_lexicon_is_whole() -> None:
    assert lexicon().state == "ok"


def test_a_lexicon_cut_short_is_broken(tmp_path: Path) -> None:
    (tmp_path / "nouns.parquet").write_bytes(b"PAR1 and no more")

    finding = lexicon(tmp_path)

    assert finding.state == "broken"
    assert "nouns.parquet" in finding.found
    assert finding.repair.endswith("--force-reinstall hardneg")


def test_an_empty_lexicon_is_broken(tmp_path: Path) -> None:
    assert lexicon(tmp_path).state == "broken"


def test_a_missing_llm_is_repaired_by_fetching_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARDNEG_CACHE", str(tmp_path))

    assert fetched_models() == Finding(
        "models", "broken", f"{registry.DEFAULT}: not in {tmp_path}/models/{registry.DEFAULT}", f"hardneg models fetch {registry.DEFAULT}"
    )


def test_a_larger_llm_counts_only_where_it_was_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARDNEG_CACHE", str(tmp_path))
    larger = "qwen2.5-coder-1.5b-instruct"
    monkeypatch.setattr(registry, "MODELS", {larger: registry.MODELS[larger]})

    assert fetched_models() == Finding("models", "ok", "")

    folder_of(larger).mkdir(parents=True)
    assert fetched_models().repair == f"hardneg models fetch {larger}"


def test_a_broken_finding_is_shown_with_its_repair_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    code = show(
        [Finding("ray", "ok", "2.60"), Finding("spaCy", "broken", "not [bold] installed", "make setup"), Finding("GPU", "absent", "none")]
    )

    shown = capsys.readouterr().out
    assert code == 1
    assert "not [bold] installed" in shown
    assert "make setup" in shown
    assert shown.endswith("broken: spaCy\n")


def test_what_is_not_required_does_not_fail() -> None:
    assert show([Finding("ray", "ok", "2.60"), Finding("GPU", "absent", "none")]) == 0
