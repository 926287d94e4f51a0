"""The commands about matchers; `hardneg.cli` gives them their names."""

from __future__ import annotations

from typing import Annotated

import typer


def train_matcher(
    data: Annotated[
        str,
        typer.Option("--data", "-d", help="Captions with images and negatives: OUT of a run (its shards/ or rewrite/), or Parquet files."),
    ],
    out: Annotated[str, typer.Option("--out", "-o", help="Folder to write the model to.")],
    model: Annotated[
        str, typer.Option("--model", "-m", help="What to start from: a name that comes with this, a folder, or a hub id.")
    ] = "scenes",
    minutes: Annotated[float, typer.Option(min=0, help="Length of the run; 0: --steps decides.")] = 10.0,
    steps: Annotated[int, typer.Option(min=0, help="Length of the run; 0: --minutes decides.")] = 0,
    images: Annotated[int, typer.Option(min=2, help="Images a step.")] = 16,
    negatives: Annotated[int, typer.Option(min=1, help="Negatives an image a step.")] = 4,
    learning_rate: Annotated[float, typer.Option(min=0)] = 1e-4,
    workers: Annotated[int, typer.Option(min=1, help="Of Ray Train.")] = 1,
    gpus: Annotated[float, typer.Option(min=0, help="Of one worker.")] = 0.0,
    evaluate_every: Annotated[int, typer.Option(min=1, help="Steps between looks at the held-out data.")] = 50,
    patience: Annotated[int, typer.Option(min=0, help="Stop after so many looks without a better score; 0: never.")] = 5,
    image_root: Annotated[str | None, typer.Option(help="Where relative image paths start.")] = None,
    seed: Annotated[int, typer.Option()] = 0,
) -> None:
    """Fine-tune a matcher on captions with their own hard negatives. The same command goes on where a killed one stood."""
    from hardneg.training.matcher.train_command import start

    start(
        data=data,
        out=out,
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
        seed=seed,
    )


def calibrate_matcher(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A name that comes with this, a folder, or a hub id.")],
    labels: Annotated[str | None, typer.Option(help="Parquet or JSON lines: image, caption, negative, valid (and family).")] = None,
    scenes: Annotated[int | None, typer.Option(min=1, help="Instead of labels: so many drawn scenes, judged by their oracle.")] = None,
    seed: Annotated[int, typer.Option(help="Of the scenes; another one than those of training and testing.")] = 0,
    share: Annotated[float, typer.Option(help="Of the scenes' negatives that are still true.")] = 0.2,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Folder for the calibration; without: the model's own.")] = None,
    revision: Annotated[str | None, typer.Option(help="Commit of a hub id.")] = None,
    device: Annotated[str | None, typer.Option(help="Such as cuda:0; without: a GPU if there is one.")] = None,
    batch_size: Annotated[int, typer.Option(min=1)] = 64,
) -> None:
    """Fit p(valid) to negatives of known worth, and find the threshold that bounds the share of invalid ones among those kept."""
    from hardneg.training.matcher.calibrate_command import calibrate_matcher as calibrate

    calibrate(model, scenes=scenes, seed=seed, labels=labels, out=out, share=share, revision=revision, device=device, batch_size=batch_size)


def evaluate_text_matcher(
    pairs: Annotated[str, typer.Option("--pairs", help="JSON lines: caption, paraphrase (still true), negative, type.")],
    json_file: Annotated[str | None, typer.Option("--json", help="File for the figures.")] = None,
    model: Annotated[str, typer.Option("--model", "-m", help="A name that comes with this, a folder, or a hub id.")] = "text",
) -> None:
    """ROC-AUC of a text matcher on paraphrases against negatives, by type, beside embedding cosine and overlap of words."""
    from pathlib import Path

    from hardneg.training.matcher.text_commands import evaluate_text_matcher as evaluate

    evaluate(Path(pairs), model, Path(json_file) if json_file else None)


def evaluate_matcher(
    scenes: Annotated[int, typer.Option("--scenes", min=1, help="How many fresh scenes.")] = 4000,
    seed: Annotated[int, typer.Option("--seed", help="Of the scenes.")] = 1234,
    json_file: Annotated[str | None, typer.Option("--json", help="File for the figures.")] = None,
    model: Annotated[str, typer.Option("--model", "-m", help="A name that comes with this, a folder, or a hub id.")] = "scenes",
) -> None:
    """Accuracy by family on drawn scenes, beside a plain contrastive model's."""
    from hardneg.training.matcher.evaluate import evaluate

    evaluate(model, scenes, seed, json_file, print)
