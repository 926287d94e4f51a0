import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from cutouts import draw_folders

from benchmarks.compositions import PAIRS, Drawn, drawn, examples, trial_of, with_other_images
from hardneg.scenes.graph import from_dict
from hardneg.scenes.oracle import is_true
from hardneg.training.matcher.run_examples import read_examples


@pytest.fixture(scope="module")
def compositions(tmp_path_factory: pytest.TempPathFactory) -> list[Drawn]:
    return [drawn(*draw_folders(tmp_path_factory.mktemp("pictures")), 3, number) for number in range(6)]


def test_training_reads_each_pair_with_both_of_its_scenes_and_the_truth_that_it_claims(tmp_path: Path) -> None:
    file = examples(tmp_path / "scenes", 6, 3, partial(drawn, *draw_folders(tmp_path)))
    lines = (tmp_path / "scenes" / "graphs.jsonl").read_text().splitlines()
    scenes = {row["id"]: from_dict(row["scene"]) for row in map(json.loads, lines)}
    found = list(read_examples(str(file)).examples())
    for example in found:
        scene = scenes[example.id]
        assert all(is_true(text, scene) is True for text in (example.caption, *example.positives))
        assert all(is_true(text, scene) is False for text, _ in example.negatives)
        assert example.image.path is not None
        assert (tmp_path / "scenes" / example.image.path).exists()
    pairs = [(example.caption, text) for example in found for text, _ in example.negatives]
    assert len(pairs) > 12
    assert sorted(pairs) == sorted((text, caption) for caption, text in pairs)  # so the texts tell nothing


def test_a_caption_has_pairs_of_its_rarest_families(compositions: list[Drawn]) -> None:
    numbers = [len(row["negatives"]) for each in compositions for row in each.rows]
    assert max(numbers) == PAIRS
    assert "object" not in {row["negatives"][0]["family"] for each in compositions for row in each.rows if len(row["negatives"]) == PAIRS}


def test_a_trial_gives_half_to_a_matcher_that_reads_texts_alone(compositions: list[Drawn]) -> None:
    trial = trial_of(compositions)
    scores = np.array([len(text) for text in trial.texts])
    _, caption, negative = trial.negatives.T
    right = (scores[caption] > scores[negative]) + 0.5 * (scores[caption] == scores[negative])
    assert right.mean() == 0.5
    assert len(np.unique(trial.negatives[:, 0])) == len(trial.pictures)


def test_shuffling_gives_every_text_the_image_of_another_scene(compositions: list[Drawn]) -> None:
    trial = trial_of(compositions)
    other = with_other_images(trial)
    assert other.texts == trial.texts
    for before, after in ((trial.captions, other.captions), (trial.negatives, other.negatives)):
        assert (before[:, 0] != after[:, 0]).all()
        assert (before[:, 1:] == after[:, 1:]).all()
