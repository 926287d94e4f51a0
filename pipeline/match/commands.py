"""The commands `train-matcher` and `evaluate-matcher`; `pipeline.cli` gives them their names."""

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
    from pipeline.match.train.start import start

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


def evaluate_matcher(
    scenes: Annotated[int, typer.Option("--scenes", min=1, help="How many fresh scenes.")] = 4000,
    seed: Annotated[int, typer.Option("--seed", help="Of the scenes.")] = 1234,
    json_file: Annotated[str | None, typer.Option("--json", help="File for the figures.")] = None,
    model: Annotated[str, typer.Option("--model", "-m", help="A name that comes with this, a folder, or a hub id.")] = "scenes",
) -> None:
    """Accuracy by family on drawn scenes, beside a plain contrastive model's."""
    from pipeline.match.evaluate import evaluate

    evaluate(model, scenes, seed, json_file, print)
