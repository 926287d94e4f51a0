"""The demonstration on photographs: batches, figures, bad input, and a run of all arms in small."""

import json
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from PIL import Image

torch = pytest.importorskip("torch")

from drawn_shards import drawn_shards  # noqa: E402
from some_shards import rows_of, write_shards  # noqa: E402

from examples.train_clip.asked import ASKED  # noqa: E402
from examples.train_photos.data import RULES, prepare  # noqa: E402
from examples.train_photos.titles import title_of  # noqa: E402
from examples.train_photos.towers import Towers, fit, upright  # noqa: E402
from examples.train_photos.train import batches  # noqa: E402
from examples.train_photos.trial import Pair, Trial, _triples, add_similar, measure  # noqa: E402
from hardneg.errors import UserError  # noqa: E402
from hardneg.scenes.render import png  # noqa: E402
from hardneg.scenes.world import samples  # noqa: E402

ROOT = Path(__file__).parents[2]
AXES = torch.eye(6)


def unit(*rows: list[float]) -> "torch.Tensor":
    return torch.nn.functional.normalize(torch.tensor([row + [0.0] * (6 - len(row)) for row in rows]), dim=-1)


def test_no_batch_has_two_captions_of_one_image_and_none_is_lost(tmp_path: Path) -> None:
    drawn_shards(tmp_path / "train" / "run", 12)
    ids = [f"c{number:05}" for number in range(12)]
    found = {sample["caption_id"] for batch in islice(batches(tmp_path, 0, dict.fromkeys(ids, "one"), 1), 12) for sample in batch}
    image_of = {name: f"image {i // 3}" for i, name in enumerate(sorted(found))}
    made = list(islice(batches(tmp_path, 0, image_of, 3), 40))
    assert all(len({image_of[sample["caption_id"]] for sample in batch}) == 3 for batch in made)
    seen = Counter(sample["caption_id"] for batch in made for sample in batch)
    assert set(seen) == found
    assert min(seen.values()) >= 9  # of ten epochs


def test_shards_of_too_few_images_for_a_batch_end_the_training(tmp_path: Path) -> None:
    write_shards(tmp_path / "train" / "run" / "shards", [*rows_of(0, 2), *rows_of(1, 2, needs_image=True)], 10)
    image_of = {"c00000": "one", "c00001": "two"}
    assert len(next(batches(tmp_path, 0, image_of, 1))) == 1
    with pytest.raises(UserError, match="1 images have a caption with a negative to train on, too few for a batch of 2"):
        next(batches(tmp_path, 0, image_of, 2))


def test_figures_are_of_the_image_and_blind_ones_are_not() -> None:
    texts = unit([1, 0, 0], [0.8, 0, 1], [0, 1, 0], [0.9, 0.1, 0])  # a caption, its negative, another caption, a paraphrase
    trial = Trial(
        images=["x", "y"],
        texts=["a", "b", "c", "d"],
        captions=[(0, 0), (1, 2)],
        pairs={"text count": [Pair(0, 0, 1)] * 30, "text object": [Pair(0, 1, 0)], "swap": [Pair(1, 2, 0)], "similar": []},
        also_true={"person": [(Pair(0, 0, 1), 3)], "rule": [(Pair(0, 0, 1), 2)]},
        triples={"swap_att": [(0, 3, 1)], "swap_obj": [(0, 1, 3)]},
    )
    found = measure(trial, unit([1], [0, 1]), texts, blind=unit([0, 0, 1])[0])
    assert found["text count"] == 1.0
    assert "text object" not in found  # too few pairs for a row, but among all
    assert found["text"] == pytest.approx(30 / 31)
    assert found["blind text"] == pytest.approx(1 / 31)
    assert (found["swap"], found["blind swap"]) == (1.0, 0.0)
    assert (found["also person"], found["also rule"]) == (1.0, 0.0)
    assert (found["triple swap_att"], found["triple swap_obj"]) == (1.0, 0.0)
    assert found["image to text"] == found["text to image"] == found["text to image 5"] == 1.0
    assert measure(trial, unit([0, 1], [1]), texts, blind=AXES[0])["text to image"] == 0.0


def test_pairs_of_similar_captions_are_of_two_images_and_blind_to_a_prior_of_words() -> None:
    texts = unit([1, 0.1], [1, 0.2], [1, 0.3], [0, 0, 1])
    trial = Trial(["x", "y"], ["a", "b", "c", "d"], [(0, 0), (0, 1), (1, 2), (1, 3)], {}, {}, {})
    add_similar(trial, texts)
    pairs = set(trial.pairs["similar"])
    assert {Pair(0, 1, 2), Pair(1, 2, 1)} <= pairs
    assert all(Pair(1 - image, false, caption) in pairs for image, caption, false in pairs)
    for prior in unit([1], [0.3, -1, 0.2]):
        assert measure(trial, unit([1], [0, 1]), texts, prior)["blind similar"] == 0.5


def test_the_start_maps_an_image_to_its_captions() -> None:
    torch.manual_seed(0)
    texts = torch.nn.functional.normalize(torch.randn(40, 6), dim=-1)
    features = torch.cat([100 * texts, torch.randn(40, 10)], 1)
    towers = Towers(torch.nn.ModuleList(), 16, 6).eval()
    fit(towers, features, texts.split(1))
    centred = torch.nn.functional.normalize(texts - texts.mean(0), dim=-1)
    with torch.no_grad():
        assert ((towers.see(features) @ centred.T).argmax(1) == torch.arange(40)).float().mean() > 0.9


def test_titles_say_the_maker_the_pairs_and_what_is_blind() -> None:
    assert title_of("text count", {"text count": 1234}) == "caption above negatives of hardneg, count (1,234)"
    assert title_of("blind swap", {"swap": 7}) == "caption above swaps as in NegCLIP, without the image"
    assert title_of("triple all", {}) == "texts alone, paraphrase nearer than the negative, all"


def test_a_file_of_triples_without_its_columns_is_one_line(tmp_path: Path) -> None:
    for content in ('{"caption": "a dog"}', "no json", "[1]"):
        (tmp_path / "triples.jsonl").write_text(content)
        with pytest.raises(UserError, match="no JSONL with caption, paraphrase and negative"):
            _triples(tmp_path / "triples.jsonl")
    with pytest.raises(UserError, match=r"missing\.jsonl"):
        _triples(tmp_path / "missing.jsonl")


def test_a_folder_of_other_photographs_or_settings_is_refused(tmp_path: Path) -> None:
    (tmp_path / ASKED).write_text(json.dumps({"photos": "first", "settings": RULES, "images": None}))
    for photos, settings, images in (("second", RULES, None), ("first", [], None), ("first", RULES, 20)):
        with pytest.raises(UserError, match=r"holds the demonstration of .*first.* name another folder"):
            prepare(tmp_path, photos, settings, images)


def test_a_photograph_is_turned_as_its_camera_says_and_one_that_is_damaged_is_named(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (40, 20)).save(tmp_path / "turned.jpg", exif=exif)
    (tmp_path / "damaged.jpg").write_bytes(b"no image")
    assert (upright(tmp_path / "turned.jpg").size, upright(tmp_path / "turned.jpg").mode) == ((20, 40), "RGB")
    with pytest.raises(UserError, match=r"damaged\.jpg: cannot be decoded"):
        upright(tmp_path / "damaged.jpg")


def drawn_folder(folder: Path, count: int) -> Path:
    """Write drawn scenes as a user's folder: an image and a text file of the same name."""
    folder.mkdir()
    for sample in samples(3, count):
        (folder / f"{sample.id}.png").write_bytes(png(sample.scene))
        (folder / f"{sample.id}.txt").write_text(sample.caption)
    return folder


@pytest.mark.slow
def test_too_few_images_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="4 images with captions; give at least 16"):
        prepare(tmp_path / "out", str(drawn_folder(tmp_path / "few", 4)), [])


@pytest.mark.long
@pytest.mark.slow
def test_all_arms_train_on_any_folder_of_captioned_images_and_a_second_run_does_nothing(tmp_path: Path) -> None:
    triples = tmp_path / "triples.jsonl"
    triples.write_text(json.dumps({"caption": "a red cup", "paraphrase": "a cup that is red", "negative": "a blue cup", "type": "att"}))
    folder = drawn_folder(tmp_path / "images", 24)
    command = [sys.executable, "-m", "examples.train_photos", str(tmp_path / "out"), "--photos", str(folder), "--triples", str(triples)]
    command += ["--steps", "2", "--seeds", "1", "--workers", "1"]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    results = tmp_path / "out" / "results.jsonl"
    found = {row["job"][0]: row["figures"] for row in map(json.loads, results.read_text().splitlines())}
    assert sorted(found) == ["a", "b", "c", "e", "start"]
    assert all(0 <= value <= 1 for figures in found.values() for value in figures.values())
    assert found["start"]["blind similar"] == 0.5
    text = (tmp_path / "out" / "results.md").read_text()
    assert text in first
    states = [path.read_text() for path in (results, tmp_path / "out" / "results.md")]
    subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [path.read_text() for path in (results, tmp_path / "out" / "results.md")] == states
