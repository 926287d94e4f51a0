from typing import Any

from hardneg.llm.local import BATCH, LocalLLM


class Engine:
    """Replace `vllm.LLM`: answer each request with its tokens and parameters, and record the size of each call."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def generate(self, prompts: list[dict[str, list[int]]], sampling: Any, **_: Any) -> list[Any]:
        """Return the tokens and the parameters of each request."""
        self.sizes.append(len(prompts))
        own = sampling if isinstance(sampling, list) else [sampling] * len(prompts)
        return [(prompt["prompt_token_ids"], parameters) for prompt, parameters in zip(prompts, own, strict=True)]


def llm_of(engine: Engine) -> LocalLLM:
    """Return an LLM with that engine."""
    made = object.__new__(LocalLLM)
    made.engine = engine
    return made


def test_an_engine_gets_batches_of_limited_size_and_all_are_answered_in_order() -> None:
    engine, tokens = Engine(), [[i] for i in range(3 * BATCH + 5)]
    assert [ids for ids, _ in llm_of(engine)._generate(tokens, "all")] == tokens
    assert engine.sizes == [BATCH, BATCH, BATCH, 5]


def test_a_batch_is_sent_only_after_the_answers_before_it_were_read() -> None:
    engine = Engine()
    answers = llm_of(engine)._generate([[i] for i in range(3 * BATCH)], "all")
    next(answers)
    assert engine.sizes == [BATCH]


def test_each_request_has_its_own_parameters() -> None:
    tokens = [[i] for i in range(BATCH + 2)]
    answers = list(llm_of(Engine())._generate(tokens, [f"of {i}" for (i,) in tokens]))
    assert [parameters for _, parameters in answers] == [f"of {i}" for (i,) in tokens]


def test_without_requests_the_engine_is_not_called() -> None:
    engine = Engine()
    assert list(llm_of(engine)._generate([], [])) == []
    assert not engine.sizes
