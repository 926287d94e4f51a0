"""Make tiny pipelines once, and a folder that passes for a matcher. Without diffusers these tests are skipped."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("diffusers")


@pytest.fixture(scope="session")
def pipelines(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a tiny pipeline by its kind."""
    from synthesise import tiny_pipelines

    folder = tmp_path_factory.mktemp("pipelines")

    def made(kind: str) -> Path:
        path = folder / kind
        if not path.exists():
            tiny_pipelines.save_xl(path, kind == "xl-inpaint") if kind.startswith("xl") else tiny_pipelines.save(kind, path)
        return path

    return made


@pytest.fixture
def model(tmp_path: Path) -> str:
    """Return a folder that passes for a matcher until it is loaded."""
    folder = tmp_path / "matcher"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "clip"}))
    (folder / "model.safetensors").write_bytes(b"weights")
    return str(folder)
