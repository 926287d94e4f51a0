"""Measure where the tokens and the processor seconds of the rewrite stage go, by purpose.

Tokens are those that pass through a model: what a prefix cache holds is not among them, and padding is. The whole small LLM writes and
scores texts in vLLM, and scores exchanges in single precision. Its lower layers alone read proposals for their plausibility, and what
selection chooses from. `other` is all that is no model: proposing, parsing, checks and selection.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from benchmarks.parse import parsed
from hardneg.config import load
from hardneg.rewrite.stage import RewriteStage, make

PURPOSES = ("writing", "scores", "plausibility", "exchanges", "selection", "text matcher", "other")


class Purposes:
    """Count tokens and seconds by purpose; a purpose inside another one counts as that one."""

    def __init__(self) -> None:
        self.tokens: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._now: str | None = None

    def of(self, purpose: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, whose tokens and seconds count for a purpose."""

        def call(*arguments: Any, **named: Any) -> Any:
            if self._now is not None:
                return function(*arguments, **named)
            self._now = purpose
            began = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self._now = None
                self.seconds[purpose] += time.process_time() - began

        return call

    def read(self, model: Any) -> None:
        """Count the tokens that pass through a module of torch."""

        def count(_: object, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
            ids = named["input_ids"] if "input_ids" in named else arguments[0]
            self.tokens[self._now or "other"] += ids.numel()

        model.register_forward_pre_hook(count, with_kwargs=True)

    def table(self, captions: int) -> str:
        """Return tokens and milliseconds of a core a caption, as a table in Markdown."""
        lines = ["| purpose | tokens a caption | ms of a core a caption |", "|---|---:|---:|"]
        for purpose in PURPOSES:
            lines.append(f"| {purpose} | {self.tokens[purpose] / captions:.1f} | {1000 * self.seconds[purpose] / captions:.0f} |")
        total = self.tokens.total(), sum(self.seconds.values())
        return "\n".join([*lines, f"| **all** | {total[0] / captions:.1f} | {1000 * total[1] / captions:.0f} |"])


def watch(stage: RewriteStage) -> Purposes:
    """Count what the models of a stage do, which has been set up."""
    found = Purposes()
    models: dict[int, Any] = {}

    def reads(model: Any) -> None:
        models[id(model)] = model

    def replace(owner: Any, method: str, purpose: str) -> None:
        setattr(owner, method, found.of(purpose, getattr(owner, method)))

    if stage.llm is not None:
        replace(stage.llm, "chat", "writing")
        replace(stage.llm, "fill", "writing")
        replace(stage.llm, "log_likelihood", "scores")
        if hasattr(stage.llm, "engine"):
            reads(stage.llm.engine.collective_rpc(lambda worker: worker.model_runner)[0].model)
    if (floor := stage._floor) is not None:
        for scorer, purpose in {floor.exchanges: "exchanges", floor.scorer: "plausibility"}.items():
            replace(scorer, "score", purpose)
            if (whole := getattr(scorer, "_model", None)) is not None:
                reads(whole)
            if (loaded := getattr(scorer, "_loaded", None)) is not None:
                reads(loaded[1]._model)
    if stage._embedder is not None:
        replace(stage._embedder, "changes", "selection")
        reads(stage._embedder._model)
    if stage._entailed is not None:
        replace(stage._entailed, "judge", "text matcher")
    for model in models.values():
        found.read(model)
    return found


def main(words: list[str]) -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks purposes", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=40, help="captions, of which the first are taken")
    options.add_argument("--config", default="captions")
    options.add_argument("--set", action="append", default=[], help="one config value, such as rewrite.writer=score")
    chosen = options.parse_args(words)
    config = load(chosen.config, chosen.set, {})
    rows = parsed(chosen.captions, chosen.count, config)
    stage = make(config)
    stage.setup()
    found = watch(stage)
    stage.process(rows.slice(0, 2))  # what is made at first use does not count
    found.tokens.clear()
    found.seconds.clear()
    began = time.process_time()
    outcome = stage.process(rows)
    found.seconds["other"] = time.process_time() - began - sum(found.seconds.values())
    print(f"{len(rows)} captions, {sum(map(len, outcome.rows['negatives'].to_pylist()))} negatives, config {chosen.config}")
    print(found.table(len(rows)))
    if stage.llm is not None:
        stage.llm.close()
