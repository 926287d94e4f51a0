"""Measure the time and memory of the rewrite stage, and compare its time with bare `vllm.LLM.generate` on the same requests.

Both sides use one engine in this process. They alternate, each turn begins with an empty prefix cache, and the median counts. The bare side
uses vLLM's fastest options: no detokenization, and flat log-probabilities. The ratio shows the cost of proposing, splicing, parsing again
and Arrow. Memory is the resident memory of this process, which holds what a worker holds: after loading, and the peak.
"""

import argparse
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.llm import bare_fill
from benchmarks.parse import parsed
from hardneg.llm.interface import Chat, Fill, Hole
from hardneg.rewrite.stage import make
from hardneg.schemas.config import Config

REPLACEMENTS = ("attribute", "object", "action", "relation", "count")


class Recorder:
    """Record the requests to another LLM."""

    def __init__(self, llm: Any) -> None:
        self.llm, self.usage = llm, llm.usage
        self.requested: list[tuple[str, Sequence[Any]]] = []

    def fresh(self) -> None:
        """Empty the cache of the LLM."""
        self.llm.fresh()

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Record the holes, and let the LLM fill them."""
        self.requested.append(("fill", holes))
        return list(self.llm.fill(holes))

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Record the texts, and let the LLM score them."""
        self.requested.append(("score", texts))
        return list(self.llm.log_likelihood(texts))

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Let the LLM answer the chats; the default config, which is measured, sends none."""
        return list(self.llm.chat(chats))

    def yes_no(self, chats: Sequence[Chat]) -> list[float]:
        """Let the LLM score the chats; the default config, which is measured, sends none."""
        return list(self.llm.yes_no(chats))

    def close(self) -> None:
        """Close the LLM."""
        self.llm.close()


def bare(engine: Any, requested: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Repeat the requests by `vllm.LLM.generate` alone."""
    from vllm import SamplingParams

    scoring = SamplingParams(temperature=0.0, max_tokens=1, prompt_logprobs=0, detokenize=False, flat_logprobs=True)
    for kind, requests in requested:
        if kind == "fill":
            bare_fill(engine, requests)
        else:
            engine.generate(["\n" + text for text in requests], scoring, use_tqdm=False)


def peak() -> float:
    """Return the largest resident memory of this process so far, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main(words: list[str]) -> None:
    """Measure both sides, and print rates, ratio and memory."""
    options = argparse.ArgumentParser(prog="python -m benchmarks rewrite", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl")
    options.add_argument("--count", type=int, default=256)
    options.add_argument("--turns", type=int, default=3)
    chosen = options.parse_args(words)
    config = Config()
    rows = parsed(chosen.captions, chosen.count, config)
    stage = make(config)
    stage.setup()
    at_start = peak()
    recorder = Recorder(stage.llm)
    stage.llm = recorder
    engine = recorder.llm.engine
    began = time.process_time()
    outcome = stage.process(rows)
    core, memory = time.process_time() - began, peak()
    requested = list(recorder.requested)
    seconds: dict[str, list[float]] = {"stage": [], "bare": []}
    for turn in range(chosen.turns):
        for side in ("stage", "bare") if turn % 2 == 0 else ("bare", "stage"):
            recorder.fresh()
            began = time.perf_counter()
            if side == "stage":
                stage.process(rows)
            else:
                bare(engine, requested)
            seconds[side].append(time.perf_counter() - began)
    ours, raw = statistics.median(seconds["stage"]), statistics.median(seconds["bare"])
    families = Counter(negative["family"] for row in outcome.rows["negatives"].to_pylist() for negative in row)
    made, replaced = sum(families.values()), sum(families[name] for name in REPLACEMENTS)
    out = outcome.usage["llm_tokens_out"]
    print(f"{len(rows)} captions, {made} negatives, {sum(len(r) for k, r in requested if k == 'fill')} fills, "
          f"{sum(len(r) for k, r in requested if k == 'score')} scores")  # fmt: skip
    print(f"rewrite stage {ours:7.1f} s  {len(rows) / ours:6.2f} captions/s  {made / ours:6.1f} negatives/s")
    print(f"bare vLLM     {raw:7.1f} s  {len(rows) / raw:6.2f} captions/s")
    print(f"ratio         {raw / ours:7.2f}")
    print(f"first turn    {core:7.1f} CPU seconds, {core / len(rows):.2f} per caption, {core / made:.2f} per negative")
    print(f"memory        {memory:7.2f} GB peak, {at_start:.2f} GB after loading")
    print(f"tokens decoded per accepted negative of a replacement family: {out / replaced:.2f} ({out} / {replaced})")
    recorder.close()
