"""Run `hardneg train-photos`: from captioned photographs to a calibrated matcher of them, in one command."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from rich.console import Console

from hardneg.captions.cleaning.clean import Rejected
from hardneg.encoders.images import open_image_encoder
from hardneg.encoders.texts import open_text_encoder
from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError
from hardneg.matching.calibration import require_both_classes
from hardneg.matching.features import FeaturesMatcher, save_net
from hardneg.matching.features_config import FeaturesConfig
from hardneg.matching.features_network import FeaturesNet
from hardneg.schemas.config import Config, MatchConfig
from hardneg.training.loop import fit
from hardneg.training.matcher.calibrate_command import calibrate_on
from hardneg.training.matcher.example_order import Use, use_of
from hardneg.training.matcher.frozen import StoredFeatures
from hardneg.training.matcher.labelled_cases import Case
from hardneg.training.matcher.labelled_scores import scored
from hardneg.training.matcher.model_card import card
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.matcher.photos.labelled_pairs import SOURCE, labelled_pairs
from hardneg.training.matcher.photos.linear_map import FOLDS, fit_linear
from hardneg.training.matcher.photos.remembering import RememberingImages, RememberingTexts
from hardneg.training.matcher.run_examples import Data, RunExample, read_examples, revision_of
from hardneg.training.settings import Settings
from hardneg.wording import amount

RULES = (
    "rewrite.writer=lexicon",
    "rewrite.balance.text_model=null",
    "rewrite.balance.embedding_model=null",
    "filter.match.image_models=[]",
    "filter.match.text_model=null",
)
"""Settings of the run that makes the negatives: by rules, without a model."""
RUN, FEATURES, LINEAR = "run", "features", "linear"
"""Folders in the folder of the matcher."""
EVALUATED = 0.1
"""Share of the images that training is evaluated on."""


class PhotoSettings(NamedTuple):
    """Hold what a user may set of a training.

    Attributes:
        image_encoder: Name, folder or hub id.
        text_encoder: The same.
        calibration: Share of the images that are kept for the calibration.
        steps: Steps of training; 0: the linear map alone is made.
        images: Captions with their images in a step.
        negatives: Negatives of a caption in a step.
        learning_rate: Peak of it.
        seed: Of the order and the weights.
    """

    image_encoder: str = "efficientnet-lite2"
    text_encoder: str = "minilm-l6-v2"
    calibration: float = 0.5
    steps: int = 600
    images: int = 16
    negatives: int = 4
    learning_rate: float = 5e-4
    seed: int = 0


def train_photos(photos: str, to: str, settings: PhotoSettings, config: Config, image_root: str | None, log: Callable[[str], None]) -> None:
    """Make negatives, encode, fit the linear map, train the head, and calibrate both on images that training did not see.

    Args:
        photos: Captions with images as `hardneg run --input` reads them, or the OUT of a run that has shards.
        to: Folder of the matcher; the linear map is in its folder `linear`.
        settings: What a user may set.
        config: Of the run that makes the negatives.
        image_root: Folder that relative paths of images start from.
        log: Prints a line.

    Raises:
        UserError: There are no images, or too few, or a model is not there.
    """
    folder = Path(to)
    encoders = open_image_encoder(settings.image_encoder), open_text_encoder(settings.text_encoder, batch_size=128)
    stored = StoredFeatures(folder / FEATURES, *encoders)
    out = photos if read_manifest(photos) is not None else _run(photos, str(folder / RUN), with_image_root(config, image_root))
    train_on_run(out, folder, stored, settings, image_root, config.filter.match, log)


def train_on_run(
    out: str,
    folder: Path,
    stored: StoredFeatures,
    settings: PhotoSettings,
    image_root: str | None,
    match: MatchConfig,
    log: Callable[[str], None],
) -> None:
    """Do the same with the negatives of a run that is finished.

    Args:
        out: OUT of the run.
        folder: Folder of the matcher.
        stored: Features by both encoders.
        settings: As in `train_photos`.
        image_root: The same.
        match: By which it is said what each matcher may judge.
        log: The same.

    Raises:
        UserError: There are too few images.
    """
    data = read_examples(out, image_root)
    cases = _calibration_cases(data, settings)
    _fit_linear(data, stored, settings, folder / LINEAR, log)
    matchers = [folder / LINEAR]
    if settings.steps:
        _train(data, out, folder, settings, image_root, log)
        matchers.append(folder)
    _calibrate(cases, matchers, stored, match, log)
    log(f"wrote {folder}; use it on other photographs than these: --set filter.match.image_models={matchers[-1]}")


def with_image_root(config: Config, image_root: str | None) -> Config:
    """Return the config of the run that makes the negatives, which has to find the images where the training does."""
    if image_root is None:
        return config
    return config.model_copy(update={"captions": config.captions.model_copy(update={"image_root": image_root})})


def _run(photos: str, out: str, config: Config) -> str:
    from hardneg.runner import run

    run(config, out, input=photos)
    return out


def _fit_linear(data: Data, stored: StoredFeatures, settings: PhotoSettings, to: Path, log: Callable[[str], None]) -> None:
    images: dict[str, np.ndarray] = {}  # type: ignore[type-arg]
    captions: dict[str, list[str]] = {}
    for some in _groups(data, settings, Use.TRAINING):
        stored.add_images((each.image for each in some), data.places)
        stored.add_texts(each.caption for each in some)
        for each in some:
            found = stored.image(each.image, data.places)
            if not isinstance(found, Rejected) and each.id == each.caption_id:
                images.setdefault(each.group, np.asarray(found[0], np.float32))
                captions.setdefault(each.group, []).append(each.caption)
    if len(images) < FOLDS:
        raise UserError(f"train-photos: {len(images)} images to train on can be read, {FOLDS} are the least and hundreds are better")
    texts = [np.stack([np.asarray(stored.text(text)[0], np.float32) for text in of_one]) for of_one in captions.values()]
    fitted = fit_linear(np.stack(list(images.values())), texts)
    config = FeaturesConfig(
        image_encoder=_absolute(settings.image_encoder),
        image_revision=stored.image_encoder.revision,
        image_width=stored.image_encoder.width,
        side=stored.image_encoder.side,
        text_encoder=_absolute(settings.text_encoder),
        text_revision=stored.text_encoder.revision,
        text_width=stored.text_encoder.width,
    )
    net = FeaturesNet(config)
    net.linear.load_state_dict(fitted.map.state_dict())
    save_net(net, config, to)
    log(
        f"linear map of {len(images):,} images and {sum(map(len, texts)):,} captions: of {len(images) // FOLDS:,} images that it was not "
        f"fitted to it ranks the right one first for {fitted.first[fitted.penalty]:.0%} of the captions (penalty {fitted.penalty:g})"
    )


def _train(data: Data, out: str, folder: Path, settings: PhotoSettings, image_root: str | None, log: Callable[[str], None]) -> None:
    task = PairsTask(
        out,
        str(folder / LINEAR),
        settings.images,
        settings.negatives,
        share=EVALUATED,
        image_root=image_root,
        seed=settings.seed,
        calibration=settings.calibration,
        features=str(folder / FEATURES),
        revision=revision_of(data),
    )
    task.check()
    loop = Settings(
        steps=settings.steps,
        learning_rate=settings.learning_rate,
        weight_decay=0.1,
        average=0.99,
        precision="fp32",
        evaluate_every=max(1, settings.steps // 8),
        seed=settings.seed,
    )
    curve = fit(task, loop, folder, log)
    (folder / "README.md").write_text(card(task, loop, curve), encoding="utf-8")


def _calibrate(cases: list[Case], matchers: list[Path], stored: StoredFeatures, match: MatchConfig, log: Callable[[str], None]) -> None:
    """Calibrate each matcher; the encoders see each image and text once."""
    if not cases:
        log("no calibration: no image that was kept for it has two captions, so the matcher judges nothing; see docs/how-to/photos.md")
        return
    images, texts = RememberingImages(stored.image_encoder), RememberingTexts(stored.text_encoder)
    console = Console(markup=False)
    for folder in matchers:
        matcher = FeaturesMatcher.from_folder(folder)
        matcher.images, matcher.texts = images, texts
        rows = scored(str(folder), cases, console=console, matcher=matcher)
        log(f"{folder.name}:")
        calibrate_on(rows, matcher.revision, SOURCE, folder, match, console)


def _calibration_cases(data: Data, settings: PhotoSettings) -> list[Case]:
    """Return the labelled pairs to calibrate on, before the training. There may be none.

    Raises:
        UserError: There are some, and no calibration can be made of them.
    """
    calibration = (each for some in _groups(data, settings, Use.CALIBRATION) for each in some)
    cases = labelled_pairs(calibration, data.places, settings.seed)
    rows = pa.table({name: [getattr(case, name) for case in cases] for name in ("group", "valid", "added")})
    try:
        if cases:
            require_both_classes(rows, SOURCE)
    except UserError as error:
        few = len({case.group for case in cases})
        raise UserError(
            f"train-photos: {amount(few, 'image')} with two captions and a negative for the calibration: {error}; "
            "give more photographs, a larger --calibration, or --calibration 0 for a matcher without one"
        ) from None
    return cases


def _groups(data: Data, settings: PhotoSettings, use: Use) -> Iterator[list[RunExample]]:
    for group in data.groups:
        yield [each for each in data.read(group) if use_of(each.group, EVALUATED, settings.calibration) is use]


def _absolute(encoder: str) -> str:
    """Return a folder by its whole path, so that the matcher finds it from anywhere; names and hub ids as they are."""
    return str(Path(encoder).expanduser().resolve()) if Path(encoder).expanduser().is_dir() else encoder
