"""Measure fills and scores per second of `hardneg.llm.local`, and compare them with bare `vllm.LLM.generate`.

Both sides send the same requests to one engine in this process. They alternate, each turn begins with an empty prefix cache, and the
median counts.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from hardneg.llm.interface import Hole
from hardneg.llm.local import LocalLLM
from hardneg.rewrite.generate.prompts import load
from hardneg.schemas.config import LLMConfig
from hardneg.schemas.family import Family

COLOURS = ("red", "blue", "green", "yellow", "white", "black", "brown", "grey")
THINGS = ("dog", "bus", "chair", "umbrella", "jacket", "bowl", "kite", "door", "horse", "boat")
PLACES = ("on the beach", "in the kitchen", "next to a tall tree", "under a bridge", "in front of two houses", "by the window of a shop")
TEMPERATURE = 0.7


def captions(count: int) -> list[tuple[str, str]]:
    """Return captions of typical length (about 12 words), with the colour in each."""
    made = []
    for n in range(count):
        colour, thing, place = COLOURS[n % 8], THINGS[n % 10], PLACES[n % 6]
        made.append((f"A {colour} {thing} and a small {THINGS[(n + 3) % 10]} {place}, picture {n}.", colour))
    return made


def holes(count: int) -> list[Hole]:
    """Return holes like those of the rewrite stage: a choice of four colours."""
    prompt = load(Family.ATTRIBUTE)
    made = []
    for seed, (caption, colour) in enumerate(captions(count)):
        others = [other for other in COLOURS if other != colour]
        choices = tuple(others[(seed + step) % len(others)] for step in range(4))
        made.append(Hole(prompt.render(caption, 2, 2 + len(colour)), seed, choices))
    return made


def bare_fill(engine: Any, asked: Sequence[Hole]) -> None:
    """Fill the same holes by `vllm.LLM.generate` alone."""
    from vllm import SamplingParams
    from vllm.sampling_params import StructuredOutputsParams

    sampling = [
        SamplingParams(
            temperature=TEMPERATURE,
            seed=hole.seed,
            max_tokens=16,
            structured_outputs=StructuredOutputsParams(choice=[f" {choice}" for choice in hole.choices]),
        )
        for hole in asked
    ]
    engine.generate([hole.prompt for hole in asked], sampling, use_tqdm=False)


def bare_scores(engine: Any, texts: Sequence[str]) -> None:
    """Score the same texts by `vllm.LLM.generate` alone, as in its documentation."""
    from vllm import SamplingParams

    sampling = SamplingParams(temperature=0.0, max_tokens=1, prompt_logprobs=0)
    engine.generate(["\n" + text for text in texts], sampling, use_tqdm=False)


def compare(
    count: int, turns: int, ours: Callable[[], object], bare: Callable[[], object], fresh: Callable[[], object]
) -> tuple[float, float]:
    """Return the median rates per second of `ours` and `bare`, which alternate; the first turn of each is not counted."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(turns + 1):
        for is_ours in (turn % 2 == 0, turn % 2 == 1):
            fresh()
            began = time.perf_counter()
            (ours if is_ours else bare)()
            if turn:
                rates[is_ours].append(count / (time.perf_counter() - began))
    return statistics.median(rates[True]), statistics.median(rates[False])


def main(words: list[str]) -> None:
    """Measure both sides, and print rates and ratios."""
    options = argparse.ArgumentParser(prog="python -m benchmarks llm", description=__doc__)
    options.add_argument("--model", default=LLMConfig().model)
    options.add_argument("--dtype", default="bfloat16", choices=["bfloat16", "float32"])
    options.add_argument("--requests", type=int, default=256)
    options.add_argument("--turns", type=int, default=3)
    chosen = options.parse_args(words)
    began = time.perf_counter()
    llm = LocalLLM(LLMConfig(model=chosen.model, dtype=chosen.dtype, temperature=TEMPERATURE))
    started = time.perf_counter() - began
    asked, texts = holes(chosen.requests), [caption for caption, _ in captions(chosen.requests)]

    engine = llm.engine
    import torch

    print(f"{chosen.model}, {chosen.dtype}, {torch.get_num_threads()} threads of {os.cpu_count()} cores, started in {started:.1f} s")
    ours, bare = compare(len(asked), chosen.turns, lambda: llm.fill(asked), lambda: bare_fill(engine, asked), llm.fresh)
    fills = llm.fill(asked)
    tokens_in = statistics.mean(fill.tokens_in for fill in fills)
    tokens_out = statistics.mean(fill.tokens_out for fill in fills)
    print(f"fills/s   {ours:7.1f}  bare vLLM {bare:7.1f}  ratio {ours / bare:.2f}  tokens/fill: {tokens_in:.0f} in, {tokens_out:.2f} out")
    ours, bare = compare(len(texts), chosen.turns, lambda: llm.log_likelihood(texts), lambda: bare_scores(engine, texts), llm.fresh)
    print(f"scores/s  {ours:7.1f}  bare vLLM {bare:7.1f}  ratio {ours / bare:.2f}")
    llm.close()
