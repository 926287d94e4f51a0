"""Train a head on frozen encoders on compositions of photographs, and measure by family what it distinguishes on new ones.

    python -m benchmarks compositions --cutouts stamps/cutouts --backgrounds stamps/backgrounds --to runs/compositions

Texts and truths are the grammar's and the oracle's, so no label is wrong. Every pair of a caption and a negative occurs twice: with the
scene of the caption, and with the scene after the exact edit that makes the negative true and the caption false. So texts alone give 0.5,
in training and in the figures, and the two images differ in one thing. Beside each figure stands the same with the images shuffled.
Scenes, features and the head stay in the folder, and a second run continues with them.
"""

import argparse
import io
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from benchmarks.composition_grounding import GroundedTask
from hardneg.captions.cleaning.clean import Rejected
from hardneg.encoders.images import open_image_encoder
from hardneg.encoders.texts import open_text_encoder
from hardneg.matching.features import FeaturesMatcher, save_net
from hardneg.matching.features_config import FeaturesConfig
from hardneg.matching.features_network import FeaturesNet
from hardneg.scenes.edit import edited
from hardneg.scenes.grammar import compose
from hardneg.scenes.graph import Scene, to_dict
from hardneg.scenes.photo.photo_world import photo_world
from hardneg.scenes.statement import Statement
from hardneg.scenes.text_variants import SceneNegative, negatives, positives
from hardneg.scenes.world import SceneSample, World, sample_at
from hardneg.seeding import generator_for
from hardneg.training.loop import fit
from hardneg.training.matcher.frozen import StoredFeatures
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.matcher.photos.linear_map import fit_linear
from hardneg.training.matcher.photos.remembering import RememberingImages, RememberingTexts
from hardneg.training.matcher.run_examples import read_examples
from hardneg.training.matcher.scenes.scene_accuracy import FAMILIES, SceneTrial, figures_of, scores_of
from hardneg.training.settings import Settings

SEED, NEW_SEED = 21, 22
"""The seeds of the scenes to train on, and of those to measure on."""

IMAGES, TEXTS = "efficientnet-lite2", "minilm-l6-v2"
"""The frozen encoders."""

LAYERS = 3
"""Layers in which words attend to cells: a relation takes more than one."""

CAPTIONS, PAIRS = 2, 2
"""Captions of a scene in training, and the most pairs of each."""

RARE = ("swap_attribute", "count", "swap_object", "relation", "word_order", "attribute", "object")
"""Families by how seldom a caption has such a pair, the rarest first: pairs are taken in this order."""

MIXING = 1
"""Convolutions over cells, which counting needs."""

HEADS = ("plain", "grounded")
"""Heads that are trained: as `hardneg train-matcher` does it, and with losses on what is where, and on how many."""

IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("caption", pa.string()),
        ("image", IMAGE),
        ("image_id", pa.string()),
        ("source", pa.struct([("input", pa.string()), ("key", pa.string())])),
        ("positives", pa.list_(pa.string())),
        (
            "negatives",
            pa.list_(pa.struct([("id", pa.string()), ("negative", pa.string()), ("family", pa.string()), ("negative_image", IMAGE)])),
        ),
    ]
)
"""The columns of a part that training reads."""


class Pair(NamedTuple):
    """Hold a caption with a negative, and the scene after the edit that makes the negative true and the caption false."""

    texts: SceneNegative
    scene: Scene


def main(words: Sequence[str]) -> None:
    """Parse the options, train and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cutouts", required=True)
    parser.add_argument("--backgrounds", required=True)
    parser.add_argument("--to", type=Path, default=Path("runs/compositions"))
    parser.add_argument("--scenes", type=int, default=2000, help="compositions to train on")
    parser.add_argument("--new", type=int, default=500, help="compositions to measure on")
    parser.add_argument("--minutes", type=float, default=12.0, help="length of the training; 0: the linear map alone")
    parser.add_argument("--heads", nargs="+", choices=HEADS, default=["plain", "grounded"], help="what is trained")
    parser.add_argument("--processes", type=int, default=2, help="processes that draw compositions")
    options = parser.parse_args(words)
    options.to = options.to.resolve()  # Ray's workers have another working directory
    made = partial(drawn, options.cutouts, options.backgrounds)
    data = examples(options.to / "scenes", options.scenes, SEED, made, options.processes)
    linear = fitted(data, options.to)
    heads = [trained(name, data, linear, options.to, options.minutes) for name in options.heads if options.minutes]
    trial = trial_of(list(_in_order(partial(made, NEW_SEED), options.new, options.processes)))
    images, texts = RememberingImages(open_image_encoder(IMAGES)), RememberingTexts(open_text_encoder(TEXTS, batch_size=128))
    for folder in (linear, *heads):
        matcher = FeaturesMatcher.from_folder(folder)
        matcher.images, matcher.texts = images, texts
        true, shuffled = (figures_of(scores_of(matcher, each), trial, 0.0) for each in (trial, with_other_images(trial)))
        print(f"{folder.name}: {options.new:,} new compositions and their edits, with their images and with those of others")
        for family in FAMILIES:
            print(f"  {family:15s} {true.pairwise[family]:.3f}  {shuffled.pairwise[family]:.3f}  n={true.counts[family]:,}")


class Drawn(NamedTuple):
    """Hold a composition: rows as training reads them, scenes by the id of the text that is true of them, and images by path, encoded."""

    rows: list[dict[str, Any]]
    graphs: dict[str, Scene]
    images: dict[str, bytes]


def drawn(cutouts: str, backgrounds: str, seed: int, number: int) -> Drawn:
    """Return composition `number` of a seed, with its captions, and with an edited image for each pair."""
    world = _world(cutouts, backgrounds)
    sample = sample_at(seed, number, world)
    found = Drawn([], {}, {f"images/{sample.id}.{world.ending}": world.encode(sample.scene, world.pixels)})
    for place, statement in enumerate(_statements(sample, seed)):
        id_ = f"{sample.id}-{place}"
        rng = generator_for(seed, sample.id, "compositions", str(place))
        pairs = {f"{id_}-{i}": pair for i, pair in enumerate(pairs_of(sample.scene, negatives(sample.scene, rng, statement), world))}
        files = {pair: f"images/{pair}.{world.ending}" for pair in pairs}
        found.graphs.update({id_: sample.scene} | {key: pair.scene for key, pair in pairs.items()})
        found.images.update({files[key]: world.encode(pair.scene, world.pixels) for key, pair in pairs.items()})
        written = [
            {"id": key, "negative": pair.texts.negative, "family": pair.texts.family.value, "negative_image": _image(files[key])}
            for key, pair in pairs.items()
        ]
        found.rows.append(
            {
                "id": id_,
                "caption": str(statement),
                "image": _image(f"images/{sample.id}.{world.ending}"),
                "image_id": sample.id,
                "source": {"input": "captions.jsonl", "key": sample.id},
                "positives": positives(sample.scene, rng, statement, count=1),
                "negatives": written,
            }
        )
    return found


def pairs_of(scene: Scene, texts: Sequence[SceneNegative], world: World) -> list[Pair]:
    """Return up to `PAIRS` of the negatives, those of rare families first, for which the scene can be edited."""
    rarest = sorted(texts, key=lambda pair: RARE.index(pair.family.value))
    scenes = ((each, edited(scene, each.caption, each.negative, world.alternatives)) for each in rarest)
    return list(islice((Pair(each, other) for each, other in scenes if other is not None), PAIRS))


def trial_of(compositions: Sequence[Drawn]) -> SceneTrial:
    """Return the pairs of compositions, each with both of its scenes."""
    pictures: list[Image.Image] = []
    texts: list[str] = []
    captions: list[tuple[int, int]] = []
    changed: list[tuple[int, int, int]] = []
    family: list[str] = []

    def shown(image: str, caption: str, negative: str, name: str) -> None:
        captions.append((places[image], len(texts)))
        changed.append((places[image], len(texts), len(texts) + 1))
        family.append(name)
        texts.extend((caption, negative))

    for made in compositions:
        places = {name: len(pictures) + number for number, name in enumerate(made.images)}
        pictures += [Image.open(io.BytesIO(each)).convert("RGB") for each in made.images.values()]
        for row in made.rows:
            for each in row["negatives"]:
                shown(row["image"]["path"], row["caption"], each["negative"], each["family"])
                shown(each["negative_image"]["path"], each["negative"], row["caption"], each["family"])
    none = np.empty((0, 2), np.int64)
    return SceneTrial(pictures, texts, np.array(captions, np.int64), none, np.array(changed, np.int64), np.array(family, np.str_))


def with_other_images(trial: SceneTrial) -> SceneTrial:
    """Return the trial with each text at the image of another composition: the next images are the edits of the same one."""
    moved = []
    step = len(trial.pictures) // 2
    for pairs in (trial.captions, trial.positives, trial.negatives):
        other = pairs.copy()
        other[:, 0] = (other[:, 0] + step) % len(trial.pictures)
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
            images[each.group] = np.asarray(seen[0], np.float32)  # one image of a composition, which differs little from its others
            captions.setdefault(each.group, []).append(np.asarray(stored.text(each.caption)[0], np.float32))
    config = FeaturesConfig(
        image_encoder=IMAGES,
        image_revision=stored.image_encoder.revision,
        image_width=stored.image_encoder.width,
        side=stored.image_encoder.side,
        text_encoder=TEXTS,
        text_revision=stored.text_encoder.revision,
        text_width=stored.text_encoder.width,
        mixing_layers=MIXING,
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
        if name != "plain":
            task = GroundedTask(**vars(task) | {"name": name}, scenes=str(data.parent))
            settings = settings.model_copy(update={"learning_rate": 1.5e-3, "average": 0.99})
        task.check()
        fit(task, settings, folder, print)
    return folder


def examples(folder: Path, count: int, seed: int, made: Callable[[int, int], Drawn], processes: int = 1) -> Path:
    """Write images, graphs by the id of the text that is true of them, and a Parquet file that training reads; return the file."""
    file = folder / "examples.parquet"
    if file.exists():
        return file
    (folder / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    with (folder / "graphs.jsonl").open("w", encoding="utf-8") as graphs:
        for each in _in_order(partial(made, seed), count, processes):
            rows += each.rows
            graphs.writelines(json.dumps({"id": name, "scene": to_dict(scene)}) + "\n" for name, scene in each.graphs.items())
            for name, content in each.images.items():
                (folder / name).write_bytes(content)
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), file, row_group_size=1000)
    return file


def _in_order(made: Callable[[int], Drawn], count: int, processes: int) -> Iterator[Drawn]:
    if processes == 1:
        yield from map(made, range(count))
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(made, range(count), chunksize=16)


def _statements(sample: SceneSample, seed: int) -> list[Statement]:
    rng = generator_for(seed, sample.id, "compositions", "captions")
    return [sample.statement, *(compose(sample.scene, rng) for _ in range(CAPTIONS - 1))]


def _image(path: str) -> dict[str, Any]:
    return {"bytes": None, "path": path}


@cache
def _world(cutouts: str, backgrounds: str) -> World:
    return photo_world(cutouts, backgrounds)
