import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import toy_task
from safetensors.torch import load_file
from toy_task import Line

from hardneg.engine.cluster import ray_session
from hardneg.training.loop import CURVE, fit
from hardneg.training.settings import Settings

SETTINGS = Settings(steps=120, learning_rate=0.02, evaluate_every=30, average=0.9, precision="fp32", cpus=0.5)


@pytest.fixture(scope="module", autouse=True)
def _ray() -> Iterator[None]:
    """Start one Ray for all tests here. Resumption and two workers are tested in test_scene_training."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(toy_task.__file__).parent), os.environ.get("PYTHONPATH", "")]))
        with ray_session():
            yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train without interruption."""
    out = tmp_path_factory.mktemp("plain")
    fit(Line(), SETTINGS, out, lambda _: None)
    return out


def _curve(out: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (out / CURVE).read_text().splitlines()]


@pytest.mark.slow
def test_training_learns_and_saves_the_weights_with_the_best_score(plain: Path) -> None:
    curve = _curve(plain)
    assert [entry["step"] for entry in curve] == [30, 60, 90, 120]
    assert curve[-1]["held_out_score"] > max(-0.02, curve[0]["held_out_score"])
    model = Line().model()
    model.load_state_dict(load_file(plain / "model.safetensors"))
    assert Line().evaluate(model)["score"] == pytest.approx(max(entry["held_out_score"] for entry in curve), abs=1e-6)


@pytest.mark.slow
def test_a_run_that_gets_no_better_stops_early_and_a_finished_one_is_not_repeated(tmp_path: Path) -> None:
    settings = SETTINGS.model_copy(update={"patience": 2})
    said: list[str] = []
    assert len(fit(Line(hopeless=True), settings, tmp_path, said.append)) == 3
    assert len(said) == 3
    again: list[str] = []
    assert len(fit(Line(hopeless=True), settings, tmp_path, again.append)) == 3
    assert again == []


@pytest.mark.slow
def test_a_time_budget_ends_a_run(tmp_path: Path) -> None:
    settings = Settings(minutes=0.05, learning_rate=0.02, evaluate_every=1_000_000, precision="fp32", cpus=0.5)
    curve = fit(Line(pause=0.02), settings, tmp_path, lambda _: None)
    assert len(curve) == 1
    assert 0.05 <= curve[0]["minutes"] < 0.1


@pytest.mark.slow
def test_workers_find_the_relative_paths_of_a_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    settings = SETTINGS.model_copy(update={"steps": 10, "evaluate_every": 10})
    assert len(fit(Line(data="data"), settings, Path("out"), lambda _: None)) == 1
