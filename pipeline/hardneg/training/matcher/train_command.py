"""Run `hardneg train-matcher`: fine-tune a matcher on a user's data and write its card."""

from pathlib import Path

from rich.console import Console

from hardneg.errors import UserError
from hardneg.training.loop import fit
from hardneg.training.matcher.model_card import card
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.matcher.run_examples import read_examples, revision_of
from hardneg.training.settings import Settings


def start(
    data: str,
    out: str,
    model: str,
    minutes: float,
    steps: int,
    images: int,
    negatives: int,
    learning_rate: float,
    workers: int,
    gpus: float,
    evaluate_every: int,
    patience: int,
    image_root: str | None,
    features: str | None,
    seed: int,
) -> None:
    """Train a matcher and print the results. The user's mistakes are reported before Ray starts.

    Raises:
        UserError: The run has no end, the model does not exist, there is nothing to train on, or no image can be read.
    """
    if not minutes and not steps:
        raise UserError("--minutes 0 --steps 0: the run has no end; give one of them")
    if images < workers:
        raise UserError(f"--images {images}: fewer than --workers {workers}; each worker needs at least one")
    if learning_rate <= 0:
        raise UserError(f"--learning-rate {learning_rate:g}: give a learning rate above 0")
    revision = revision_of(read_examples(data, image_root))
    task = PairsTask(data, model, images, negatives, image_root=image_root, seed=seed, features=features, revision=revision)
    task.check()
    settings = Settings(
        steps=steps,
        minutes=0.0 if steps else minutes,
        learning_rate=learning_rate,
        evaluate_every=evaluate_every,
        patience=patience,
        workers=workers,
        gpus=gpus,
        precision="bf16" if gpus else "fp32",
        seed=seed,
    )
    log = Console().print
    curve = fit(task, settings, Path(out), log)
    text = card(task, settings, curve)
    (Path(out) / "README.md").write_text(text, encoding="utf-8")
    log(text[text.index("| family") :])
    log(f"wrote {out}; use it on other images than these: --set filter.match.image_models={out}, after hardneg calibrate-matcher")
