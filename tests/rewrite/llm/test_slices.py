from typing import Any

from hardneg.rewrite.llm.local import AT_ONCE, LocalLLM


class Engine:
    """In the place of `vllm.LLM`: answers each request with its tokens and its parameters, and notes how many came at once."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def generate(self, prompts: list[dict[str, list[int]]], sampling: Any, **_: Any) -> list[Any]:
        """Tokens and parameters of each."""
        self.sizes.append(len(prompts))
        own = sampling if isinstance(sampling, list) else [sampling] * len(prompts)
        return [(prompt["prompt_token_ids"], parameters) for prompt, parameters in zip(prompts, own, strict=True)]


def llm_of(engine: Engine) -> LocalLLM:
    """An LLM with that engine."""
    made = object.__new__(LocalLLM)
    made.engine = engine
    return made


def test_an_engine_holds_few_requests_at_a_time_and_all_are_answered_in_order() -> None:
    engine, tokens = Engine(), [[i] for i in range(3 * AT_ONCE + 5)]
    assert [ids for ids, _ in llm_of(engine)._generate(tokens, "all")] == tokens
    assert engine.sizes == [AT_ONCE, AT_ONCE, AT_ONCE, 5]


def test_no_more_is_asked_before_the_answers_so_far_are_read() -> None:
    engine = Engine()
    answers = llm_of(engine)._generate([[i] for i in range(3 * AT_ONCE)], "all")
    next(answers)
    assert engine.sizes == [AT_ONCE]


def test_each_request_has_its_own_parameters() -> None:
    tokens = [[i] for i in range(AT_ONCE + 2)]
    answers = list(llm_of(Engine())._generate(tokens, [f"of {i}" for (i,) in tokens]))
    assert [parameters for _, parameters in answers] == [f"of {i}" for (i,) in tokens]


def test_without_requests_the_engine_is_not_asked() -> None:
    engine = Engine()
    assert list(llm_of(engine)._generate([], [])) == []
    assert not engine.sizes
