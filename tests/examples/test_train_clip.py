"""The demonstration: swaps, held-out figures, and a run of all arms in small."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from some_shards import rows_of, write_shards

from examples.train_clip.asked import holds, key_of, remember
from examples.train_clip.data import batches
from examples.train_clip.jobs import Job, known
from examples.train_clip.swaps import swaps_of
from examples.train_clip.table import table
from examples.train_clip.trial import Trial, measure, trial_of
from hardneg.errors import UserError

ROOT = Path(__file__).parents[2]
BLANK = PIL.Image.new("RGB", (1, 1))


def test_swaps_exchange_words_of_one_tag_or_noun_phrases_and_nothing_else() -> None:
    caption = "a red circle is above a blue square"
    [made] = swaps_of([caption], 0)
    wanted = {"a blue circle is above a red square", "a red square is above a blue circle", "a blue square is above a red circle"}
    assert wanted <= set(made)
    assert all(sorted(text.split()) == sorted(caption.split()) for text in made)


def test_shards_without_a_sample_end_the_training(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards", rows_of(0, 2, needs_image=True), 10)
    with pytest.warns(UserWarning, match="got no caption"), pytest.raises(UserError, match="no caption has a negative"):
        next(batches(tmp_path, 0, 4))


def test_a_caption_with_nothing_to_swap_has_no_swap() -> None:
    assert list(swaps_of(["a dog", "a dog and a dog"], 0)) == [[], []]


@pytest.mark.slow
def test_held_out_paraphrases_leave_nothing_out_and_images_of_negatives_differ() -> None:
    trial = trial_of(30, seed=3)
    assert len(trial.scenes) == 30
    assert len(trial.hard_positives) > 10
    for pair, paraphrase in trial.hard_positives:
        caption, text = trial.texts[trial.pairs[pair][1]], trial.texts[paraphrase]
        assert text != caption
        assert sum(map(caption.count, ("circle", "square"))) == sum(map(text.count, ("circle", "square")))
    assert all(trial.images[image].tobytes() != trial.images[other].tobytes() for image, _, _, other in trial.pairs if other >= 0)


def test_figures_count_what_is_above_what() -> None:
    texts = ["caption", "paraphrase", "negative", "second"]
    trial = Trial([BLANK] * 3, texts, [(0, 0), (2, 3)], [(0, 0, 2, 1)], ["count"], [(0, 1)])
    scores = np.array([[1.0, 0.5, 0.8, 0.0], [0.6, 0.7, 0.9, 0.8], [0.0, 0.0, 0.0, 1.0]], np.float32)
    found = measure(trial, lambda image, text: scores[image, text], lambda images, texts: scores[np.ix_(images, texts)])
    assert found["text count"] == found["text"] == 1.0
    assert found["image count"] == found["image"] == 1.0
    assert found["paraphrase"] == 0.0  # 0.5 for the paraphrase, 0.8 for the negative
    assert found["image to text"] == found["text to image"] == 1.0
    scores[0, :2], scores[1, 0], scores[2, 0] = [0.9, 1.0], 1.0, 2.0
    found = measure(trial, lambda image, text: scores[image, text], lambda images, texts: scores[np.ix_(images, texts)])
    assert (found["paraphrase"], found["image count"], found["image to text"], found["text to image"]) == (1.0, 0.0, 0.5, 0.5)


def test_the_table_has_means_and_deviations_over_seeds() -> None:
    text = table({"start": [{"text count": 0.5}], "a": [{"text count": 0.5}, {"text count": 0.7}]})
    assert "| caption above the negative, count | 0.500 | 0.600 ± 0.141 |" in text


def test_figures_of_other_data_are_not_read(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    rows = [{"job": ["a", 1, 4], "data": "one", "figures": {"x": 1.0}}, {"job": ["a", 2, 4], "figures": {"x": 2.0}}]
    results.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert known(results, "one") == {Job("a", 1, 4): {"x": 1.0}}
    assert known(results, "two") == {}
    assert known(tmp_path / "none", "one") == {}


def test_the_key_of_data_follows_its_files_and_facts(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    file.write_bytes(b"one")
    first = key_of([file], ["a caption"])
    assert key_of([file], ["a caption"]) == first
    assert key_of([file], ["another"]) != first
    file.write_bytes(b"two")
    assert key_of([file], ["a caption"]) != first


def test_a_folder_of_other_options_is_refused(tmp_path: Path) -> None:
    assert not holds(tmp_path, {"scenes": 4})
    remember(tmp_path, {"scenes": 4})
    assert holds(tmp_path, {"scenes": 4})
    with pytest.raises(UserError, match="name another folder"):
        holds(tmp_path, {"scenes": 5})


@pytest.mark.long
@pytest.mark.slow
def test_all_arms_train_in_small_and_a_second_run_does_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "examples.train_clip", str(tmp_path), "--quick"]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert sorted(row["job"][0] for row in rows) == ["a", "b", "c", "d", "e", "start"]
    assert all(0 <= value <= 1 for row in rows for value in row["figures"].values())
    assert (tmp_path / "results.md").read_text() in first
    start = {row["job"][0]: row["figures"] for row in rows}
    assert len({tuple(figures.values()) for figures in start.values()}) > 1
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (tmp_path / "results.md").read_text() == again
