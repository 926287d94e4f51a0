"""`hardneg train-matcher`: fine-tunes a matcher on a user's data and writes its card."""

from pathlib import Path

from rich.console import Console

from hardneg.errors import UserError
from hardneg.training.loop import fit
from hardneg.training.matcher.model_card import card
from hardneg.training.matcher.pairs_task import PairsTask
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
    seed: int,
) -> None:
    """Train, and say what came of it. Mistakes are found before Ray is started.

    Raises:
        UserError: There is no end to the run, no such model, nothing to train on, or no image that can be read.
    """
    if not minutes and not steps:
        raise UserError("--minutes 0 --steps 0: the run has no end; give one of them")
    if images < workers:
        raise UserError(f"--images {images}: fewer than --workers {workers}; each worker needs one at least")
    if learning_rate <= 0:
        raise UserError(f"--learning-rate {learning_rate:g}: nothing would be learned; give one above 0")
    task = PairsTask(data, model, images, negatives, image_root=image_root, seed=seed)
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
    say = Console().print
    curve = fit(task, settings, Path(out), say)
    text = card(task, settings, curve)
    (Path(out) / "README.md").write_text(text, encoding="utf-8")
    say(text[text.index("| family") :])
    say(f"wrote {out}; use it: --set filter.match.image_model={out}, after hardneg calibrate-matcher")
