"""Define the commands about matchers; `hardneg.cli` registers them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hardneg.schemas.config import MatchConfig

MODEL_HELP = "A shipped name, a folder, or a hub id."
ASKED = f"{MODEL_HELP[:-1]}; also `llm`"
ConfigFile = Annotated[
    str | None, typer.Option("--config", "-c", metavar="CONFIG", help="Config that says which model `llm` or `vlm:NAME` asks.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="KEY=VALUE", help="Set one value of it, such as rewrite.llm.model=NAME or filter.match.url=URL."),
]


def _match(config: str | None, sets: list[str] | None) -> MatchConfig:
    from hardneg.config import load

    return load(config, sets or [], os.environ).match


def train_matcher(
    data: Annotated[
        str,
        typer.Option(
            "--data", "-d", metavar="OUT", help="Captions with images and negatives: a run (its shards/ or rewrite/), or Parquet files."
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar="FOLDER", help="Folder to write the model to.")],
    model: Annotated[str, typer.Argument(metavar="MODEL", help=f"Matcher to start from. {MODEL_HELP}")] = "scenes",
    minutes: Annotated[float, typer.Option(min=0, help="Length of the training; 0: --steps decides.")] = 10.0,
    steps: Annotated[int, typer.Option(min=0, help="Length of the training; 0: --minutes decides.")] = 0,
    images: Annotated[int, typer.Option(min=2, help="Images per step.")] = 16,
    negatives: Annotated[int, typer.Option(min=1, help="Negatives per image and step.")] = 4,
    learning_rate: Annotated[float, typer.Option(min=0, help="Peak learning rate.")] = 1e-4,
    workers: Annotated[int, typer.Option(min=1, help="Workers of Ray Train.")] = 1,
    gpus: Annotated[float, typer.Option(min=0, help="GPUs per worker.")] = 0.0,
    evaluate_every: Annotated[int, typer.Option(min=1, help="Steps between evaluations on the held-out data.")] = 50,
    patience: Annotated[int, typer.Option(min=0, help="Evaluations without a better score before training stops; 0: never.")] = 5,
    image_root: Annotated[str | None, typer.Option(metavar="FOLDER", help="Folder that relative image paths start from.")] = None,
    features: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Folder for the features of frozen encoders, where MODEL has such.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the split, the batches and the weights.")] = 0,
) -> None:
    """Fine-tune a matcher on captions with their own hard negatives. A training that was killed continues with the same command."""
    from hardneg.training.matcher.train_command import start

    start(
        data=data,
        out=to,
        model=model,
        minutes=minutes,
        steps=steps,
        images=images,
        negatives=negatives,
        learning_rate=learning_rate,
        workers=workers,
        gpus=gpus,
        evaluate_every=evaluate_every,
        patience=patience,
        image_root=image_root,
        features=features,
        seed=seed,
    )


def calibrate_matcher(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=f"{ASKED} or `vlm:NAME`.")],
    labels: Annotated[
        str | None, typer.Option(metavar="FILE", help="Parquet or JSON lines: image, caption, negative, valid (and family).")
    ] = None,
    scenes: Annotated[int | None, typer.Option(min=1, help="Number of drawn scenes to use instead of labels; their oracle labels.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the scenes; it must differ from those of training and testing.")] = 0,
    share: Annotated[float, typer.Option(help="Share of the scenes' negatives that are still true.")] = 0.2,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FOLDER", help="Folder for the calibration; the model's own if omitted.")
    ] = None,
    revision: Annotated[str | None, typer.Option(metavar="COMMIT", help="Commit of a hub id.")] = None,
    device: Annotated[str | None, typer.Option(help="Device such as cuda:0; a GPU if omitted and there is one.")] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Pairs per forward pass.")] = 64,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Fit p_valid to labelled negatives, and find the threshold that bounds the share of invalid ones among those kept."""
    from hardneg.training.matcher.calibrate_command import calibrate_matcher as calibrate

    calibrate(
        model,
        scenes=scenes,
        seed=seed,
        labels=labels,
        out=to,
        share=share,
        revision=revision,
        device=device,
        batch_size=batch_size,
        match=_match(config, sets),
    )


def evaluate_text_matcher(
    pairs: Annotated[str, typer.Option("--pairs", metavar="FILE", help="JSON lines: caption, paraphrase (still true), negative, type.")],
    model: Annotated[str, typer.Argument(metavar="MODEL", help=f"{ASKED}.")] = "text",
    json_file: Annotated[str | None, typer.Option("--json", metavar="FILE", help="File to write the figures to.")] = None,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Measure the ROC-AUC of a text matcher on paraphrases against negatives, by type, with embedding cosine and word overlap."""
    from pathlib import Path

    from hardneg.training.matcher.text_commands import evaluate_text_matcher as evaluate

    evaluate(Path(pairs), model, Path(json_file) if json_file else None, _match(config, sets))


def evaluate_matcher(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=MODEL_HELP)] = "scenes",
    scenes: Annotated[int, typer.Option("--scenes", min=1, help="Number of new scenes.")] = 4000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the scenes.")] = 1234,
    json_file: Annotated[str | None, typer.Option("--json", metavar="FILE", help="File to write the figures to.")] = None,
) -> None:
    """Measure accuracy by family on drawn scenes, with that of a plain contrastive model."""
    from hardneg.training.matcher.evaluate import evaluate

    evaluate(model, scenes, seed, json_file, print)
