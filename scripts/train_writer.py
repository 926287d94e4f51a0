"""Train `pipeline/hardneg/models/weights/adapters/NAME`: an adapter with which the default LLM writes (`rewrite.writer: write`).

    python -m scripts.train_writer --teacher qwen2.5-coder-1.5b-instruct --minutes 40 --work runs/writer
        --out pipeline/hardneg/models/weights/adapters/smollm2-135m-writer

A larger model (`--teacher`) writes for the captions, and what passes every check of the pipeline is kept in `--answers`, which is in the
repository: without `--teacher` the adapter is trained on that file as it is. The same command resumes a killed run: captions that have
answers are not asked again, and `--work` holds the loop's checkpoints.
"""

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from hardneg.models.registry import DEFAULT, MODELS
from scripts.train_plausibility import invented
from scripts.writer.teach import PROPOSALS, Teacher, by_source, rows_of, teach

ANSWERS = Path(__file__).parent / "writer" / "answers.jsonl"
TEACHER = "Qwen2.5-Coder-1.5B-Instruct"
"""The larger LLM of the answers in the repository."""
LONGEST = 45
"""Words of a caption at most."""
CARD = """---
license: apache-2.0
base_model: {base}
library_name: peft
---
# Writer of hardneg

A LoRA adapter of rank {rank} with which {base} (Apache-2.0) writes replacements and rewrites for hard negatives: `rewrite.writer: write`
with `rewrite.llm.adapter: {name}` and `rewrite.write.examples: false`, since it reads requests without instructions and examples.

Trained by `python -m scripts.train_writer` on `scripts/writer/answers.jsonl`: {captions:,} captions of our own (CC0), with
{llm:,} replacements by {teacher} (Apache-2.0), {lexicon:,} of the lexicon and {rewrites:,} rewrites, all of which passed
every check of the pipeline and the text matcher. In each pass, replacements are drawn by the likelihood that the larger model gives them.
No caption of a dataset was used. Most exchanges are left to rules: rewrites are few among the answers.

Of its words outside the lexicon a quarter were bad when read; `rewrite.plausibility.outside: 0.9` takes most of them out.

Cross-entropy of held-out answers in nats a token: {first:.3f} at the first evaluation, {last:.3f} at best, after {minutes:.0f} minutes
of training on a CPU.
"""


def main() -> None:
    """Run the steps that are not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captions", type=Path, nargs="+", default=[Path("examples/captions.jsonl")])
    parser.add_argument("--invented", type=int, default=6, help="captions of each template of scripts/plausibility/captions.yaml")
    parser.add_argument("--answers", type=Path, default=ANSWERS)
    parser.add_argument("--teacher", help="name or folder of a larger LLM; without it the answers are used as they are")
    parser.add_argument("--model", default=DEFAULT)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=7e-4)
    parser.add_argument("--cpus", type=float, default=2.0)
    parser.add_argument("--work", type=Path, default=Path("runs/writer"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.teacher:
        teach(captions_of(options.captions, options.invented), Teacher(options.teacher), options.answers)
    train(options)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in ("adapter_config.json", "adapter_model.safetensors", "curve.jsonl"):
        shutil.copyfile(options.work / "model" / name, options.out / name)
    (options.out / "README.md").write_text(card(options), encoding="utf-8")


def captions_of(files: Sequence[Path], count: int) -> list[str]:
    """Return the captions of the files, then some of each template, each once."""
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    written = [str(json.loads(line)["caption"]).strip() for line in lines]
    drawn = list(invented(count)) if count else []
    random.Random(0).shuffle(drawn)
    return [caption for caption in dict.fromkeys([*written, *drawn]) if caption and len(caption.split()) <= LONGEST]


def train(options: argparse.Namespace) -> None:
    """Train on Ray Train, from the last checkpoint if there is one."""
    from hardneg.rewrite.generate.prompts import load_writer
    from hardneg.training.loop import fit
    from hardneg.training.settings import Settings
    from scripts.writer.task import WriterTask

    task = WriterTask(options.answers.resolve(), options.model, load_writer(None).trained.strip(), options.rank, PROPOSALS)
    settings = Settings(
        minutes=options.minutes, learning_rate=options.learning_rate, weight_decay=0.0, evaluate_every=20, cpus=options.cpus
    )
    fit(task, settings, options.work / "model")


def card(options: argparse.Namespace) -> str:
    """Return the text of the card."""
    rows = [row for row in rows_of(options.answers) if row["items"]]
    curve = [json.loads(line) for line in (options.out / "curve.jsonl").read_text(encoding="utf-8").splitlines()]
    return CARD.format(
        base=MODELS[options.model].repo if options.model in MODELS else options.model,
        rank=options.rank,
        name=options.out.name,
        captions=len(rows),
        teacher=options.teacher or TEACHER,
        **{"llm": 0, "lexicon": 0, "rewrites": 0, **by_source(rows)},
        first=curve[0]["held_out_loss"],
        last=min(each["held_out_loss"] for each in curve),
        minutes=curve[-1]["minutes"],
    )


if __name__ == "__main__":
    main()
