"""An LLM in the worker: `vllm.LLM`, with its engine in this process."""

import logging
import math
import os
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from hardneg.errors import UserError
from hardneg.rewrite.llm import engine
from hardneg.rewrite.llm.interface import DECIMALS, TEXT_BEGINS, TOO_LONG, Fill, Hole, Usage, answer, grammar, token_limit
from hardneg.schemas.config import LLMConfig

AT_ONCE = 256
"""Requests that the engine holds at a time: as many as it runs together. Each takes memory until its answer has been read."""


def start(config: LLMConfig) -> Any:
    """A quiet `vllm.LLM`; on a CPU its engine is in this process (5 s to start, not 25, and twice as fast for a small model).

    It uses as many threads as `OMP_NUM_THREADS` says, which Ray sets to the CPUs of an actor.

    Raises:
        UserError: No vLLM is installed, or it cannot load the model.
    """
    os.environ.update(engine.environment(server=False))
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    logging.getLogger("vllm").setLevel(os.environ["VLLM_LOGGING_LEVEL"])  # for what is said before vLLM has set its own loggers up
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import vllm
            from vllm.platforms import current_platform
        except ImportError as error:
            raise UserError(f"the LLM needs vLLM, which does not import ({error}): `make setup`, or --set rewrite.method=rules") from error
        cpu = current_platform.is_cpu()
        arguments = engine.arguments(config, cpu)
        try:
            if cpu:
                arguments = engine.cache(config) | arguments
            return vllm.LLM(**arguments, disable_log_stats=True)
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise UserError(f"vLLM cannot start model {config.model}: {reason}; see rewrite.llm and rewrite.llm.engine") from error


class LocalLLM:
    """`vllm.LLM` in this process. The same requests in the same order give the same answers in any process."""

    def __init__(self, config: LLMConfig) -> None:
        self.usage = Usage()
        self._temperature = config.temperature
        self.engine: Any = start(config)  # a `vllm.LLM`
        self._limit: int = self.engine.llm_engine.model_config.max_model_len
        self._tokenizer: Any = self.engine.get_tokenizer()

    def fresh(self) -> None:
        """Empty the prefix cache."""
        self.engine.reset_prefix_cache()

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Write every hole."""
        from vllm import SamplingParams
        from vllm.sampling_params import StructuredOutputsParams

        tokens = self._tokens([hole.prompt for hole in holes])
        fills = [TOO_LONG] * len(holes)
        asked = [at for at, hole in enumerate(holes) if len(tokens[at]) + token_limit(hole) <= self._limit]
        sampling = []
        for hole in (holes[at] for at in asked):
            held = grammar(hole)
            sampling.append(
                SamplingParams(
                    temperature=self._temperature,
                    seed=hole.seed,
                    max_tokens=token_limit(hole),
                    structured_outputs=StructuredOutputsParams(**held) if held else None,
                    stop=None if held else ["\n"],
                )
            )
        for at, output in zip(asked, self._generate([tokens[at] for at in asked], sampling), strict=True):
            written = output.outputs[0]
            fills[at] = answer(holes[at], written.text, written.finish_reason == "stop", len(tokens[at]), len(written.token_ids))
        self.usage.count_fills(fills)
        return fills

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Score every text; each is computed as a whole, since the prefix cache holds no log-probabilities."""
        from vllm import SamplingParams

        tokens = self._tokens([TEXT_BEGINS + text for text in texts])
        scores = [math.nan] * len(texts)
        asked = [at for at, ids in enumerate(tokens) if 1 < len(ids) < self._limit]
        sampling = SamplingParams(temperature=0.0, max_tokens=1, prompt_logprobs=0, detokenize=False, flat_logprobs=True)
        for at, output in zip(asked, self._generate([tokens[at] for at in asked], sampling), strict=True):
            # the prompt's own tokens, one a position, the first of which has no probability
            scores[at] = round(math.fsum(output.prompt_logprobs.logprobs), DECIMALS)
            self.usage.count_score(len(tokens[at]))
        return scores

    def close(self) -> None:
        """Shut the engine down and give its memory back."""
        if self.engine is None:
            return
        self.engine.llm_engine.engine_core.shutdown()
        self.engine = self._tokenizer = None
        from vllm.distributed import cleanup_dist_env_and_memory

        cleanup_dist_env_and_memory()

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return list(self._tokenizer(list(texts)).input_ids) if texts else []

    def _generate(self, tokens: list[list[int]], sampling: Any) -> Iterator[Any]:
        """Yield the engine's answers in order, of `AT_ONCE` requests at a time; `sampling` is one for all, or a list of one for each."""
        for first in range(0, len(tokens), AT_ONCE):
            last = first + AT_ONCE
            some = sampling[first:last] if isinstance(sampling, list) else sampling
            yield from self.engine.generate([{"prompt_token_ids": ids} for ids in tokens[first:last]], some, use_tqdm=False)
