from collections.abc import Sequence
from typing import Any

import numpy as np
import PIL.Image
import pytest

from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.schemas.config import MatchConfig, SynthesiseConfig
from hardneg.schemas.matching import ImageMatcher
from hardneg.synthesise.exact_images import CAPTION, OTHER, measured, trials
from hardneg.synthesise.verify import Verifier

COUNT, SEED = 12, 5


class Knowing:
    """Scores 5 what the oracle calls true of the scene that a picture was drawn from, and -5 what it does not."""

    revision = "oracle@1"
    threshold = None
    truncated = 0

    def __init__(self) -> None:
        self.scenes = {render(trial.scene).tobytes(): trial.scene for trial in trials(COUNT, SEED)}

    def score(self, images: Sequence[PIL.Image.Image], texts: Sequence[str], pairs: Any = None) -> Any:
        return np.array([5.0 if is_true(texts[t], self.scenes[images[i].tobytes()]) else -5.0 for i, t in pairs])

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        return None


@pytest.fixture
def verifier(tmp_path: Any) -> Verifier:
    (tmp_path / "config.json").write_text('{"model_type": "clip"}')
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    match = MatchConfig(image_models=[ImageMatcher(model=str(tmp_path))], uncalibrated="judge")
    made = Verifier(SynthesiseConfig(margin=2.0, fit_min=0.0), match)
    made.use(Knowing())
    return made


@pytest.mark.slow
def test_a_verifier_that_knows_accepts_exact_images_and_refuses_all_others(verifier: Verifier) -> None:
    found = measured(verifier.judge, COUNT, SEED)
    assert {"all", "attribute", "object", "swap_attribute"} <= set(found)
    whole = found["all"]
    assert whole.right > 20
    assert whole.accepted == whole.right
    assert whole.wrong == whole.refused
    assert set(whole.wrong) == {CAPTION, OTHER}
    assert whole.refused_share == 1.0
    assert sum(one.right for family, one in found.items() if family != "all") == whole.right


@pytest.mark.slow
def test_one_that_accepts_everything_is_found_out(verifier: Verifier) -> None:
    (viewer,) = verifier.viewers
    viewer.config, viewer.least = SynthesiseConfig(margin=-99.0), None
    found = measured(verifier.judge, COUNT, SEED)["all"]
    assert (found.accepted, found.refused_share) == (found.right, 0.0)
