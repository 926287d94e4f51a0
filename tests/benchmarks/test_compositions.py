import json
from pathlib import Path

from cutouts import draw_folders

from benchmarks.compositions import CAPTIONS, examples, with_other_images
from hardneg.scenes.graph import from_dict
from hardneg.scenes.oracle import is_true
from hardneg.scenes.photo.photo_world import photo_world
from hardneg.training.matcher.run_examples import read_examples
from hardneg.training.matcher.scenes.scene_accuracy import trial_of


def test_training_reads_captions_whose_texts_have_the_truth_that_they_claim(tmp_path: Path) -> None:
    file = examples(tmp_path / "scenes", 6, 3, photo_world(*draw_folders(tmp_path)))
    scenes = {
        row["id"]: from_dict(row["scene"]) for row in map(json.loads, (tmp_path / "scenes" / "graphs.jsonl").read_text().splitlines())
    }
    found = list(read_examples(str(file)).examples())
    assert len(found) > 6 * (CAPTIONS - 1)
    for example in found:
        scene = scenes[example.caption_id.rpartition("-")[0]]
        assert all(is_true(text, scene) is True for text in (example.caption, *example.positives))
        assert all(is_true(text, scene) is False for text, _ in example.negatives)
        assert example.image.path is not None
        assert (tmp_path / "scenes" / example.image.path).exists()


def test_shuffling_gives_every_text_the_image_of_another_scene(tmp_path: Path) -> None:
    trial = trial_of(5, 2, 64, photo_world(*draw_folders(tmp_path)))
    other = with_other_images(trial)
    assert other.texts == trial.texts
    for before, after in ((trial.captions, other.captions), (trial.positives, other.positives), (trial.negatives, other.negatives)):
        assert (before[:, 0] != after[:, 0]).all()
        assert (before[:, 1:] == after[:, 1:]).all()
