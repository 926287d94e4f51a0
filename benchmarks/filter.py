"""Measure the throughput of the filter stage with an image matcher, and compare it with that of its bare forward passes.

The forward passes of the stage are recorded with their inputs and repeated alone, without reading, decoding, resizing, tokenizing and
tables. Both sides alternate in this process, and the median counts. The ratio shows the overhead of the stage. A second ratio compares CPU
time, which includes the threads that read ahead and depends little on the load of the machine.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from hardneg.filter.image_judge import ImageJudge
from hardneg.filter.stage import make
from hardneg.models.resolve import MATCHER, known
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import RewrittenRow

PARTS = {
    "CrossMatcher": ("net", ("see", "read", "fuse")),
    "DualMatcher": ("model", ("get_image_features", "get_text_features")),
    "BlipMatcher": ("model", ("vision_model", "text_encoder", "itm_head")),
}
"""The attribute with the network of each kind of matcher, and the parts of that network that form a forward pass."""

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def rows(count: int, size: int, per_caption: int) -> pa.Table:
    """Return scenes as rows of the rewrite stage: the image's bytes, a caption, and at most `per_caption` negatives."""
    from hardneg.scenes.render import png
    from hardneg.scenes.text_variants import negatives
    from hardneg.scenes.world import samples
    from hardneg.seeding import generator_for

    made = []
    for sample in samples(11, count):
        texts: list[tuple[str, str]] = []
        for turn in range(8):
            chance = generator_for(11, sample.id, "benchmark", str(turn))
            texts += [(pair.family.value, pair.negative) for pair in negatives(sample.scene, chance, sample.statement)]
        nested = [
            {
                "id": f"{sample.id}-{i}",
                "negative": text,
                "family": family,
                "kind": family,
                "edits": [],
                "n_edits": 1,
                "generator": {"method": "rules"},
                "needs_image": False,
            }
            for i, (family, text) in enumerate(dict.fromkeys(texts))
        ]
        image = {"bytes": png(sample.scene, size), "path": None}
        source = {"input": "benchmark", "key": sample.id}
        row = {"id": sample.id, "caption": sample.caption, "source": source, "image": image}
        none: dict[str, list[object]] = {"positives": [], "positive_kinds": [], "positive_edits": []}
        made.append(row | none | {"negatives": nested[:per_caption]})
    return pa.Table.from_pylist(made, schema=arrow_schema(RewrittenRow))


@contextmanager
def recorded(matcher: Any) -> Iterator[list[Call]]:
    """Record the forward passes of a matcher."""
    where, names = PARTS[type(matcher).__name__]
    network = getattr(matcher, where)
    calls: list[Call] = []

    def watch(owner: Any, name: str) -> Callable[[], None]:
        plain = getattr(owner, name)

        def recording(*args: Any, **options: Any) -> Any:
            calls.append((plain, args, options))
            return plain(*args, **options)

        setattr(owner, name, recording)
        return lambda: delattr(owner, name)

    undo = [watch(part, "forward") if hasattr(part := getattr(network, name), "forward") else watch(network, name) for name in names]
    try:
        yield calls
    finally:
        for each in undo:
            each()


def random_clip(folder: Path) -> str:
    """Save a CLIP with random weights, for machines without a model: ViT-S/16 at 112 pixels and a small text tower."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, PreTrainedTokenizerFast

    size = {"hidden_size": 384, "intermediate_size": 1536, "num_hidden_layers": 12, "num_attention_heads": 6}
    text = size | {"vocab_size": 1000, "max_position_embeddings": 77, "num_hidden_layers": 6, "bos_token_id": 1, "eos_token_id": 2}
    vision = size | {"image_size": 112, "patch_size": 16}
    CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=256)).save_pretrained(folder)
    CLIPImageProcessorPil(size={"shortest_edge": 112}, crop_size={"height": 112, "width": 112}).save_pretrained(folder)
    from hardneg.scenes.scene_words import MEANING

    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(["[UNK]", "[CLS]", "[SEP]", *MEANING])}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]", pad_token="[SEP]", model_max_length=77).save_pretrained(folder)
    return str(folder)


def main(words: list[str]) -> None:
    """Measure both sides, and print rates and ratios."""
    options = argparse.ArgumentParser(prog="python -m benchmarks filter", description=__doc__)
    options.add_argument("--model", help="name, folder or hub id; default: `scenes` if it is installed, else a CLIP with random weights")
    options.add_argument("--random", action="store_true", help="use a CLIP with random weights")
    options.add_argument("--count", type=int, default=512, help="number of images")
    options.add_argument("--size", type=int, default=64, help="pixels of an image's side")
    options.add_argument("--negatives", type=int, default=4, help="negatives per caption")
    options.add_argument("--batch-size", type=int, default=64)
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--threads", type=int, default=1, help="threads of torch")
    chosen = options.parse_args(words)
    import torch

    torch.set_num_threads(chosen.threads)
    with tempfile.TemporaryDirectory() as folder:
        model = None if chosen.random else chosen.model or ("scenes" if "scenes" in known(MATCHER) else None)
        model = model or random_clip(Path(folder) / "random-clip")
        match = {"image_models": model, "batch_size": chosen.batch_size}
        stage = make(Config.model_validate({"filter": {"match": match}}))
        table = rows(chosen.count, chosen.size, chosen.negatives)
        stage.setup()
        judge = next(judge for judge in stage.models if isinstance(judge, ImageJudge))
        with recorded(judge.image_scorer.matcher) as calls, torch.inference_mode():
            pairs = stage.process(table).usage["image_pairs"]
        seconds: dict[str, list[float]] = {"stage": [], "forward": []}
        cpu: dict[str, list[float]] = {"stage": [], "forward": []}
        for turn in range(chosen.turns):
            for side in ("stage", "forward") if turn % 2 == 0 else ("forward", "stage"):
                began, used = time.perf_counter(), time.process_time()
                if side == "stage":
                    stage.process(table)
                else:
                    with torch.inference_mode():
                        for part, args, named in calls:
                            part(*args, **named)
                seconds[side].append(time.perf_counter() - began)
                cpu[side].append(time.process_time() - used)
        ours, raw = statistics.median(seconds["stage"]), statistics.median(seconds["forward"])
        print(f"{judge.fingerprint()}: {chosen.count} images of {chosen.size} pixels, {pairs} pairs, {len(calls)} passes")
        print(f"filter stage  {ours:7.2f} s  {chosen.count / ours:7.1f} images/s  {pairs / ours:8.1f} pairs/s")
        print(f"forward alone {raw:7.2f} s  {chosen.count / raw:7.1f} images/s  {pairs / raw:8.1f} pairs/s")
        print(f"ratio         {raw / ours:7.2f}, of CPU time {statistics.median(cpu['forward']) / statistics.median(cpu['stage']):.2f}")
