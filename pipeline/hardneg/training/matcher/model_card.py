"""Write the card of a fine-tuned model folder: base model, data, settings and results."""

from collections.abc import Mapping, Sequence

from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.settings import Settings

_HELD_OUT = "held_out_pairwise_"


def card(task: PairsTask, settings: Settings, curve: Sequence[Mapping[str, float]]) -> str:
    """Return README.md with the held-out figures of the first and the best evaluation, and the curve."""
    first, best = curve[0], max(curve, key=lambda entry: entry["held_out_score"])
    families = sorted(name.removeprefix(_HELD_OUT) for name in best if name.startswith(_HELD_OUT))
    end = f"{settings.steps:,} steps" if settings.steps else f"{settings.minutes:g} minutes"
    lines = [
        "# A matcher fine-tuned on hard negatives",
        "",
        f"From `{task.model_name}`, on `{task.data}`, by `hardneg train-matcher`: at most {end}, rate {settings.learning_rate:g},",
        f"{task.images} images a step with up to {task.negatives} negatives and {task.positives} positive, workers: {settings.workers},",
        f"seed {settings.seed}. Contrastive loss with the captions' own negatives in the denominator, plus a matching loss.",
        f"The weights are those of step {best['step']:,.0f}; their licence is that of the weights they were made from.",
        "",
        "Share of pairs whose caption scores above the negative,",
        f"on at most {task.max_held_out:,} captions of the {task.share:.0%} of images that were held out.",
        "The best step was chosen by the same captions, so its figures are optimistic:",
        "",
        f"| family | step {first['step']:,.0f} | step {best['step']:,.0f} |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {first.get(_HELD_OUT + name, float('nan')):.3f} | {best[_HELD_OUT + name]:.3f} |" for name in families]
    lines += ["", "| step | minutes | loss | held out |", "|---|---|---|---|"]
    lines += [f"| {each['step']:,.0f} | {each['minutes']:.1f} | {each['loss']:.4f} | {each['held_out_score']:.4f} |" for each in curve]
    return "\n".join(lines) + "\n"
