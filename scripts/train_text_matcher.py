"""Train `pipeline/hardneg/models/weights/matchers/text`: make pairs from captions, train on them, calibrate, and write the card.

    python -m scripts.train_text_matcher --captions examples/captions.jsonl --minutes 60 --work runs/text
        --out pipeline/hardneg/models/weights/matchers/text

The same command resumes a killed run: `--work` holds the pairs and the loop's checkpoints. `--exclude` names JSONL files whose images
and captions must not be learned from, such as evaluation data.
"""

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from hardneg.training.matcher.texts.invented import invent
from hardneg.training.matcher.texts.text_data import TextSources, bare, captions_of, gather, is_held_out, load_pairs, save_pairs
from hardneg.training.matcher.texts.text_pairs import SEED

CALIBRATION = 1800
"""The number of lexicon captions for the calibration besides held-out ones: a bound at 1% needs hundreds of rows."""
CARD = """---
license: apache-2.0
base_model: sentence-transformers/all-MiniLM-L6-v2
---
# Text matcher of hardneg

Scores (caption, text) by the logit that the caption entails the text. It is a cross-encoder on MiniLM-L6 (Apache-2.0; fetched at set-up,
with its hash in `config.json`). This folder holds the trained weights: adapters of rank {rank}, layer norms, segment embeddings and the
head, in half precision.

Trained by `python -m scripts.train_text_matcher` on {captions} captions ({files}), {invented} composed
from the lexicon, and {scenes} drawn scenes: {train} pairs after balancing, made by the families of negatives and by
`pipeline/hardneg/paraphrase`. Held out: {held} pairs of other captions. Images and captions of these files were excluded: {excluded}.

ROC-AUC on held-out pairs, balanced for word overlap (which has {overlap:.3f}): {auc:.4f}; for exchanges of words {auc_swaps:.4f}.

It has learned from rules. A paraphrase that no rule makes (world knowledge, other languages) may score as false.
"""


def main() -> None:
    """Run the steps that are not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captions", type=Path, nargs="+", default=[Path("examples/captions.jsonl")])
    parser.add_argument("--exclude", type=Path, nargs="*", default=[])
    parser.add_argument("--invented", type=int, default=1200)
    parser.add_argument("--scenes", type=int, default=1200)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=7e-4)
    parser.add_argument("--work", type=Path, default=Path("runs/text-matcher"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    sources = TextSources(tuple(options.captions), tuple(options.exclude), options.invented, options.scenes)
    make_pairs(sources, options.work)
    train(options.work, options.minutes, options.rank, options.learning_rate)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "model.safetensors", "curve.jsonl"):
        shutil.copyfile(options.work / "model" / name, options.out / name)
    finish(sources, options.work, options.out)


def make_pairs(sources: TextSources, work: Path) -> None:
    """Write `pairs/train.parquet` and `pairs/held_out.parquet`, unless they exist."""
    from hardneg.parse.model import Parser

    folder = work / "pairs"
    if (folder / "train.parquet").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    pairs = [pair for some in gather(sources, Parser("en_core_web_sm").parse) for pair in some]
    save_pairs([pair for pair in pairs if is_held_out(pair)], folder / "held_out.parquet")
    save_pairs([pair for pair in pairs if not is_held_out(pair)], folder / "train.parquet")
    print(f"{len(pairs):,} pairs")


def train(work: Path, minutes: float, rank: int, learning_rate: float) -> None:
    """Train on Ray Train, from the last checkpoint if there is one."""
    from hardneg.matching.text_network import TextConfig
    from hardneg.models import registry
    from hardneg.training.loop import fit
    from hardneg.training.matcher.texts.text_task import TextTask
    from hardneg.training.settings import Settings

    base_sha256 = registry.MODELS["minilm-l6-v2"].files["model.safetensors"]
    task = TextTask(work.resolve() / "pairs", TextConfig(rank=rank, alpha=rank, base_sha256=base_sha256))
    fit(task, Settings(minutes=minutes, learning_rate=learning_rate, weight_decay=0.01, evaluate_every=200), work / "model")


def others(known: Sequence[str], count: int) -> list[str]:
    """Return that many captions composed from the lexicon that are not among `known`."""
    taken, found = {bare(caption) for caption in known}, list[str]()
    rng = random.Random(SEED + 1)
    while len(found) < count:
        caption = invent(rng)
        if bare(caption) not in taken:
            taken.add(bare(caption))
            found.append(caption)
    return found


def finish(sources: TextSources, work: Path, out: Path) -> None:
    """Calibrate on held-out captions, and write the card."""
    import numpy as np

    from hardneg.matching.calibration import calibrate, save
    from hardneg.matching.text_matcher import TextCrossEncoder
    from hardneg.matching.text_network import read_config
    from hardneg.parse.model import Parser
    from hardneg.training.matcher.texts.balanced_pairs import overlap
    from hardneg.training.matcher.texts.evaluate_text import auc
    from hardneg.training.matcher.texts.text_calibration import labelled
    from hardneg.training.matcher.texts.text_task import TextTask

    matcher = TextCrossEncoder.from_folder(out)
    held_out = load_pairs(work / "pairs" / "held_out.parquet")
    captions = sorted({bare(pair.source): pair.source for pair in held_out}.values())
    more = others(captions_of(sources), CALIBRATION)
    rows = labelled(matcher, Parser("en_core_web_sm").parse([*captions, *more]))
    source = f"negatives by rule and paraphrases of {len(captions)} held-out captions and {len(more)} from the lexicon"
    save(calibrate(rows, matcher.revision, source), out)
    task = TextTask(work / "pairs", read_config(out))
    figures = task.evaluate(matcher.net)
    balanced = task.held_out()
    follows = np.array([pair.follows for pair in balanced])
    shared = np.array([overlap(pair.caption, pair.text) for pair in balanced], np.float32)
    text = CARD.format(
        rank=read_config(out).rank, captions=len(captions_of(sources._replace(invented=0))),
        files=", ".join(path.name for path in sources.captions),
        invented=sources.invented, scenes=sources.scenes, train=f"{len(task):,}", held=f"{len(balanced):,}",
        excluded=", ".join(path.name for path in sources.excluded) or "none", overlap=auc(shared[follows], shared[~follows]), **figures,
    )  # fmt: skip
    (out / "README.md").write_text(text, encoding="utf-8")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
