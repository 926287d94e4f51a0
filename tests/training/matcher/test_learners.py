import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers")
import torch
from matching import tiny

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher
from hardneg.training.matcher.learners import KINDS, learner_of

MODELS = {"clip": tiny.clip, "siglip": tiny.siglip, "blip": tiny.blip, "hardneg-cross": tiny.cross}


@pytest.fixture(scope="module", params=list(MODELS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return MODELS[request.param](tmp_path_factory.mktemp(request.param))


def test_what_is_saved_untrained_scores_as_what_it_was_made_from(folder: Path, tmp_path: Path) -> None:
    learner = learner_of(str(folder))
    learner.save(learner.net(), tmp_path)
    before, after = (load_matcher(str(path), device="cpu").score(tiny.pictures(), tiny.TEXTS[:3]) for path in (folder, tmp_path))
    np.testing.assert_allclose(after, before, atol=1e-4)


def test_saved_weights_can_be_read_by_others(folder: Path, tmp_path: Path) -> None:
    learner = learner_of(str(folder))
    learner.save(learner.net(), tmp_path)
    assert [file.name for file in tmp_path.iterdir() if file.is_file() and file.stat().st_mode & 0o044 != 0o044] == []


def test_texts_are_ids_of_one_length_and_a_mask_of_what_is_no_padding(folder: Path) -> None:
    ids, mask = learner_of(str(folder)).read(["a red dog sits", "a"])
    assert ids.shape == mask.shape
    assert ids.dtype == mask.dtype == torch.long
    assert (mask * ids == ids).all()
    assert mask.sum(1).tolist() == [6, 3]


def test_pictures_of_any_size_become_one_tensor(folder: Path) -> None:
    seen = learner_of(str(folder)).see(tiny.pictures(3))
    assert seen.shape[:2] == (3, 3)
    assert seen.dtype == torch.float32
    assert not torch.equal(seen[0], seen[1])


@pytest.mark.parametrize("kind", ["bert", "siglip2", "gpt2"])
def test_a_kind_that_is_not_trained_here_is_told_what_is(tmp_path: Path, kind: str) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind}))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(UserError, match=f"model_type {kind} is not trained here; {', '.join(KINDS)} are"):
        learner_of(str(tmp_path))
