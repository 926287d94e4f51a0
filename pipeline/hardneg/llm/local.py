"""Run an LLM in the worker: `vllm.LLM`, with its engine in this process."""

import logging
import math
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import jinja2

from hardneg.engine import steps
from hardneg.errors import UserError
from hardneg.errors.extras import install
from hardneg.llm import engine, tree_scores
from hardneg.llm.engine import no_template, template_of
from hardneg.llm.interface import (
    DECIMALS,
    TEXT_BEGINS,
    TOO_LONG,
    Chat,
    Fill,
    Hole,
    Message,
    Usage,
    answer,
    chat_answer,
    folded,
    grammar,
    token_limit,
)
from hardneg.llm.yes_no import answer_ids, answer_of, gap
from hardneg.schemas.config import LLMConfig

BATCH = 256
"""The engine holds at most this many requests, as many as it batches. Each occupies memory until its answer has been read."""


def start(config: LLMConfig) -> Any:
    """Return a `vllm.LLM` that logs errors only.

    On a CPU its engine is in this process: it starts in 5 s instead of 25 s, and is twice as fast for a small model.

    It uses `OMP_NUM_THREADS` threads; Ray sets that variable to the CPUs of an actor.

    Raises:
        UserError: No vLLM is installed, or it cannot load the model.
    """
    os.environ.update(engine.environment(server=False))
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    logging.getLogger("vllm").setLevel(os.environ["VLLM_LOGGING_LEVEL"])  # for messages before vLLM has configured its loggers
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import vllm
            from vllm.platforms import current_platform
        except ImportError as error:
            raise UserError(
                f"the LLM needs vLLM, which does not import ({error}): run `{install('cpu')}`, or set rewrite.writer=lexicon"
            ) from error
        cpu = current_platform.is_cpu()
        arguments = engine.arguments(config, cpu)
        try:
            if cpu:
                arguments = engine.cache(config) | arguments
            return vllm.LLM(**arguments, disable_log_stats=True)
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise UserError(f"vLLM cannot start model {config.model}: {reason}; see rewrite.llm and rewrite.llm.engine") from error


class _Request(NamedTuple):
    """Hold what decides an answer besides the prompt.

    `grammar` is in the terms of vLLM's structured outputs, or None. A context without `least_room` for the answer is too short.
    """

    seed: int
    max_tokens: int
    least_room: int
    grammar: Mapping[str, Any] | None


class LocalLLM:
    """Wrap a `vllm.LLM` in this process. The same requests in the same order give the same answers in any process."""

    def __init__(self, config: LLMConfig) -> None:
        self.usage = Usage()
        self._config = config
        self.engine: Any = start(config)  # a `vllm.LLM`
        self._limit: int = self.engine.llm_engine.model_config.max_model_len
        self._tokenizer: Any = self.engine.get_tokenizer()
        self._chat_template = template_of(config)
        self._adapter = self._loaded_adapter()
        self._trees = tree_scores.of(self.engine)

    def _loaded_adapter(self) -> Any:
        """Load the adapter, and return the `LoRARequest` that selects it; None where there is none.

        Raises:
            UserError: vLLM cannot load it.
        """
        adapter = engine.adapter_of(self._config)
        if adapter is None:
            return None
        from vllm.lora.request import LoRARequest

        request = LoRARequest(adapter.name, 1, str(adapter.path))
        try:
            self.engine.llm_engine.add_lora(request)
        except (ValueError, RuntimeError, KeyError) as error:
            self.close()
            raise UserError(f"vLLM cannot load rewrite.llm.adapter {adapter.name}: {' '.join(str(error).split())}") from error
        return request

    def fresh(self) -> None:
        """Empty the prefix cache."""
        self.engine.reset_prefix_cache()

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Fill every hole that fits the model's context; the others are `TOO_LONG`."""
        requests = [_Request(hole.seed, token_limit(hole), token_limit(hole), grammar(hole)) for hole in holes]
        fills = [TOO_LONG] * len(holes)
        for at, written, tokens in self._written(self._tokens([hole.prompt for hole in holes]), requests):
            fills[at] = answer(holes[at], written.text, tokens, len(written.token_ids))
        self.usage.count_fills(fills)
        return fills

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Answer every chat that fits the model's context with its answer; the others are `TOO_LONG`."""
        requests = [
            _Request(chat.seed, chat.max_tokens, chat.least_room, {"json": chat.schema} if chat.schema is not None else None)
            for chat in chats
        ]
        fills = [TOO_LONG] * len(chats)
        for at, written, tokens in self._written([self._templated(chat.messages) for chat in chats], requests, self._adapter):
            fills[at] = chat_answer(written.text, written.finish_reason == "stop", tokens, len(written.token_ids))
        self.usage.count_fills(fills)
        return fills

    def _written(self, tokens: Sequence[list[int]], requests: Sequence[_Request], adapter: Any = None) -> Iterator[tuple[int, Any, int]]:
        """Yield index, vLLM's output and number of input tokens of each request that fits the model's context with its answer.

        Where the context has less room than `max_tokens`, the answer is cut at its end, as by vLLM's server.
        """
        from vllm import SamplingParams
        from vllm.sampling_params import StructuredOutputsParams

        fitting = [at for at, request in enumerate(requests) if len(tokens[at]) + request.least_room <= self._limit]
        sampling = [
            SamplingParams(
                temperature=self._config.temperature,
                seed=request.seed,
                max_tokens=min(request.max_tokens, self._limit - len(tokens[at])),
                structured_outputs=StructuredOutputsParams(**request.grammar) if request.grammar is not None else None,
            )
            for at, request in ((at, requests[at]) for at in fitting)
        ]
        for at, output in zip(fitting, self._generate([tokens[at] for at in fitting], sampling, adapter), strict=True):
            yield at, output.outputs[0], len(tokens[at])

    def yes_no(self, chats: Sequence[Chat]) -> list[float]:
        """Score every chat that fits the model's context. The prefix cache holds what chats have in common."""
        from vllm import SamplingParams

        vocabulary = self._tokenizer.get_vocab()
        ids = answer_ids(vocabulary)
        if not ids:
            raise UserError(f"model {self._config.model} has no tokens for yes and no: the matcher `llm` needs another model")
        spelt = {vocabulary[token]: token for token in vocabulary if answer_of(token) is not None}
        tokens = [self._templated(chat.messages) for chat in chats]
        scores = [math.nan] * len(chats)
        fitting = [at for at, each in enumerate(tokens) if len(each) < self._limit]
        sampling = SamplingParams(temperature=0.0, max_tokens=1, logprob_token_ids=ids, detokenize=False)
        for at, output in zip(fitting, self._generate([tokens[at] for at in fitting], sampling), strict=True):
            found = output.outputs[0].logprobs[0]  # the tokens asked for, and the one that was sampled
            scores[at] = gap((spelt[each], found[each].logprob) for each in ids)
            self.usage.count_score(len(tokens[at]))
        return scores

    def _templated(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of a chat up to the beginning of the answer."""
        template = self._chat_template
        for attempt in (messages, folded(messages)):
            try:
                text = self._tokenizer.apply_chat_template(
                    [each._asdict() for each in attempt], chat_template=template, tokenize=False, add_generation_prompt=True
                )
            except (ValueError, TypeError) as error:  # transformers names a missing template so
                raise UserError(no_template(self._config.model)) from error
            except jinja2.TemplateError:  # a template without a system role raises
                continue
            return list(self._tokenizer(text, add_special_tokens=False).input_ids)
        raise UserError(f"the chat template of {self._config.model} accepts no system and no user message; set rewrite.llm.chat_template")

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Score every text. On a CPU a common beginning of texts is computed once (`tree_scores`); else each is computed as a whole."""
        tokens = self._tokens([TEXT_BEGINS + text for text in texts])
        scores = [math.nan] * len(texts)
        fitting = [at for at, ids in enumerate(tokens) if 1 < len(ids) < self._limit]
        read = [tokens[at] for at in fitting]
        for at, logs in zip(fitting, self._trees.score(read) if self._trees is not None else self._whole(read), strict=True):
            scores[at] = round(math.fsum(logs), DECIMALS)
            self.usage.count_score(len(tokens[at]))
        return scores

    def _whole(self, tokens: list[list[int]]) -> Iterator[Sequence[float]]:
        """Yield the log-probabilities of each text's tokens but the first; the prefix cache holds none, so none is used."""
        from vllm import SamplingParams

        sampling = SamplingParams(temperature=0.0, max_tokens=1, prompt_logprobs=0, detokenize=False, flat_logprobs=True)
        for output in self._generate(tokens, sampling):
            yield output.prompt_logprobs.logprobs  # of the prompt's own tokens

    def close(self) -> None:
        """Shut the engine down and release its memory."""
        if self.engine is None:
            return
        self.engine.llm_engine.engine_core.shutdown()
        self.engine = self._tokenizer = self._trees = None
        from vllm.distributed import cleanup_dist_env_and_memory

        cleanup_dist_env_and_memory()

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return list(self._tokenizer(list(texts)).input_ids) if texts else []

    def _generate(self, tokens: list[list[int]], sampling: Any, adapter: Any = None) -> Iterator[Any]:
        """Yield the engine's answers in order, `BATCH` requests at a time; `sampling` is one object for all, or a list of one for each."""
        from hardneg.llm.engine_progress import EngineProgress

        for first in range(0, len(tokens), BATCH):
            steps.advance(first, len(tokens))
            batch = slice(first, first + BATCH)
            parameters = sampling[batch] if isinstance(sampling, list) else sampling
            yield from self.engine.generate(
                [{"prompt_token_ids": ids} for ids in tokens[batch]],
                parameters,
                use_tqdm=partial(EngineProgress, report=partial(_advance, first, len(tokens))),
                lora_request=adapter,
            )


def _advance(before: int, total: int, done: int) -> None:
    steps.advance(before + done, total)
