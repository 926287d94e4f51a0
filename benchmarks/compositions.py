"""Train a head on frozen encoders on compositions of photographs, and measure by family what it distinguishes on new ones.

    python -m benchmarks compositions --cutouts stamps/cutouts --backgrounds stamps/backgrounds --to runs/compositions

Texts and truths are the grammar's and the oracle's, so no label is wrong. Each figure stands beside the same with the images shuffled,
which is what the texts alone give. Scenes, features and the head stay in the folder, and a second run continues with them.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.composition_grounding import GroundedTask
from hardneg.captions.cleaning.clean import Rejected
from hardneg.encoders.images import open_image_encoder
from hardneg.encoders.texts import open_text_encoder
from hardneg.matching.features import FeaturesMatcher, save_net
from hardneg.matching.features_config import FeaturesConfig
from hardneg.matching.features_network import FeaturesNet
from hardneg.scenes.grammar import compose
from hardneg.scenes.photo.photo_world import photo_world
from hardneg.scenes.statement import Statement
from hardneg.scenes.text_variants import negatives, positives
from hardneg.scenes.world import SceneSample, World, samples
from hardneg.scenes.write import write
from hardneg.seeding import generator_for
from hardneg.training.loop import fit
from hardneg.training.matcher.frozen import StoredFeatures
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.matcher.photos.linear_map import fit_linear
from hardneg.training.matcher.photos.remembering import RememberingImages, RememberingTexts
from hardneg.training.matcher.run_examples import read_examples
from hardneg.training.matcher.scenes.scene_accuracy import FAMILIES, SceneTrial, figures_of, scores_of, trial_of
from hardneg.training.settings import Settings

SEED, NEW_SEED = 21, 22
"""The seeds of the scenes to train on, and of those to measure on."""

IMAGES, TEXTS = "efficientnet-lite2", "minilm-l6-v2"
"""The frozen encoders."""

LAYERS = 3
"""Layers in which words attend to cells: a relation takes more than one."""

CAPTIONS = 3
"""Captions of a scene in training."""

HEADS = ("plain", "grounded")
"""Heads that are trained: as `hardneg train-matcher` does it, and with losses on what is where."""

IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("caption", pa.string()),
        ("image", IMAGE),
        ("image_id", pa.string()),
        ("source", pa.struct([("input", pa.string()), ("key", pa.string())])),
        ("positives", pa.list_(pa.string())),
        ("negatives", pa.list_(pa.struct([("id", pa.string()), ("negative", pa.string()), ("family", pa.string())]))),
    ]
)
"""The columns of a part of the rewrite stage that training reads."""


def main(words: Sequence[str]) -> None:
    """Parse the options, train and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cutouts", required=True)
    parser.add_argument("--backgrounds", required=True)
    parser.add_argument("--to", type=Path, default=Path("runs/compositions"))
    parser.add_argument("--scenes", type=int, default=2500, help="compositions to train on")
    parser.add_argument("--new", type=int, default=500, help="compositions to measure on")
    parser.add_argument("--minutes", type=float, default=12.0, help="length of the training; 0: the linear map alone")
    parser.add_argument("--heads", nargs="+", choices=HEADS, default=["plain", "grounded"], help="what is trained")
    options = parser.parse_args(words)
    options.to = options.to.resolve()  # Ray's workers have another working directory
    world = photo_world(options.cutouts, options.backgrounds)
    data = examples(options.to / "scenes", options.scenes, SEED, world)
    linear = fitted(data, options.to)
    heads = [trained(name, data, linear, options.to, options.minutes) for name in options.heads if options.minutes]
    trial = trial_of(options.new, NEW_SEED, world=world)
    images, texts = RememberingImages(open_image_encoder(IMAGES)), RememberingTexts(open_text_encoder(TEXTS, batch_size=128))
    for folder in (linear, *heads):
        matcher = FeaturesMatcher.from_folder(folder)
        matcher.images, matcher.texts = images, texts
        true, shuffled = (figures_of(scores_of(matcher, each), trial, 0.0) for each in (trial, with_other_images(trial)))
        print(f"{folder.name}: pairwise accuracy on {options.new:,} new compositions, with their images and with those of others")
        for family in FAMILIES:
            print(f"  {family:15s} {true.pairwise[family]:.3f}  {shuffled.pairwise[family]:.3f}  n={true.counts[family]:,}")


def with_other_images(trial: SceneTrial) -> SceneTrial:
    """Return the trial with each text at the image of the next scene."""
    moved = []
    for pairs in (trial.captions, trial.positives, trial.negatives):
        other = pairs.copy()
        other[:, 0] = (other[:, 0] + 1) % len(trial.pictures)
        moved.append(other)
    return trial._replace(captions=moved[0], positives=moved[1], negatives=moved[2])


def fitted(data: Path, to: Path) -> Path:
    """Fit the linear map from images to captions, the start of the head, and return its folder."""
    folder = to / "linear"
    if (folder / "config.json").exists():
        return folder
    stored = StoredFeatures(to / "features", open_image_encoder(IMAGES), open_text_encoder(TEXTS, batch_size=128))
    read = read_examples(str(data))
    found = list(read.examples())
    stored.add_images((each.image for each in found), read.places)
    stored.add_texts(each.caption for each in found)
    images: dict[str, Any] = {}
    captions: dict[str, list[Any]] = {}
    for each in found:
        seen = stored.image(each.image, read.places)
        if not isinstance(seen, Rejected):
            images[each.group] = np.asarray(seen[0], np.float32)
            captions.setdefault(each.group, []).append(np.asarray(stored.text(each.caption)[0], np.float32))
    config = FeaturesConfig(
        image_encoder=IMAGES,
        image_revision=stored.image_encoder.revision,
        image_width=stored.image_encoder.width,
        side=stored.image_encoder.side,
        text_encoder=TEXTS,
        text_revision=stored.text_encoder.revision,
        text_width=stored.text_encoder.width,
        reader_layers=1,
        fusion_layers=LAYERS,
    )
    net = FeaturesNet(config)
    net.linear.load_state_dict(fit_linear(np.stack(list(images.values())), [np.stack(each) for each in captions.values()]).map.state_dict())
    save_net(net, config, folder)
    return folder


def trained(name: str, data: Path, linear: Path, to: Path, minutes: float) -> Path:
    """Train a head of `HEADS` for some minutes and return its folder; a training that was finished is not repeated."""
    folder = to / name
    if not (folder / "config.json").exists():
        task: PairsTask = PairsTask(str(data), str(linear), images=32, negatives=4, share=0.05, features=str(to / "features"))
        settings = Settings(minutes=minutes, learning_rate=5e-4, weight_decay=0.1, average=0.995, precision="fp32", evaluate_every=200)
        if name == "grounded":
            task = GroundedTask(**vars(task) | {"name": name}, scenes=str(data.parent))
            settings = settings.model_copy(update={"learning_rate": 1.5e-3, "average": 0.99})
        task.check()
        fit(task, settings, folder, print)
    return folder


def examples(folder: Path, count: int, seed: int, world: World) -> Path:
    """Write scenes, and a Parquet file with the captions of each and what the oracle says of their edits; return the file."""
    file = folder / "examples.parquet"
    if not file.exists():
        write(str(folder), count, seed, world=world)
        images = [json.loads(line)["image"] for line in (folder / "captions.jsonl").read_text(encoding="utf-8").splitlines()]
        rows = [row for sample, image in zip(samples(seed, count, world=world), images, strict=True) for row in _rows(sample, image, seed)]
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), file, row_group_size=1000)
    return file


def _rows(sample: SceneSample, image: str, seed: int) -> Iterator[dict[str, Any]]:
    for number, statement in enumerate(_statements(sample, seed)):
        rng = generator_for(seed, sample.id, "compositions", str(number))
        pairs = negatives(sample.scene, rng, statement)
        yield {
            "id": f"{sample.id}-{number}",
            "caption": str(statement),
            "image": {"bytes": None, "path": image},
            "image_id": sample.id,
            "source": {"input": "captions.jsonl", "key": sample.id},
            "positives": positives(sample.scene, rng, statement, count=1),
            "negatives": [
                {"id": f"{sample.id}-{number}-{i}", "negative": pair.negative, "family": pair.family.value} for i, pair in enumerate(pairs)
            ],
        }


def _statements(sample: SceneSample, seed: int) -> list[Statement]:
    rng = generator_for(seed, sample.id, "compositions", "captions")
    return [sample.statement, *(compose(sample.scene, rng) for _ in range(CAPTIONS - 1))]
