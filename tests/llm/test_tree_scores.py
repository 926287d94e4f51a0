"""Compare scores by trees with those of whole texts by the same engine."""

import math
from collections.abc import Iterator, Sequence

import pytest
from lora import adapted_llm

from hardneg.llm import tree_scores
from hardneg.llm.interface import Chat, Message
from hardneg.llm.local import LocalLLM
from hardneg.llm.text_tree import trees

pytestmark = pytest.mark.slow

CAPTIONS = (
    "A man in a red coat rides a brown horse along the beach.",
    "Two dogs sleep on a sofa next to a window with white curtains.",
    "A man in a hat sells fruit.",
)
WORDS = ("green", "cat", "on", "stands", "woman", "three")
LONG = " ".join(f"In picture {n} a tall woman in a coat stands beside a wooden fence." for n in range(12))
CHATS = [Chat((Message("user", f"Name an animal with {legs} legs."),), legs, max_tokens=12) for legs in (0, 2, 4, 6)]


def edited(captions: Sequence[str]) -> list[str]:
    """Return the captions, and each with one of the words in place of each of its own."""
    found = []
    for caption in captions:
        words = caption.split()
        found += [caption, *(" ".join([*words[:i], WORDS[i % len(WORDS)], *words[i + 1 :]]) for i in range(len(words)))]
    return found


TEXTS = [*edited(CAPTIONS), LONG, LONG.replace("picture 11 a tall", "picture 11 a short"), "Two dogs sleep", "A café 🚪", "A man"]


@pytest.fixture(scope="module")
def llm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalLLM]:
    engine = adapted_llm(tmp_path_factory.mktemp("lora") / "adapter", 0.7)
    yield engine
    engine.close()


def sums(logs: Sequence[Sequence[float]]) -> list[float]:
    return [round(math.fsum(each), 2) for each in logs]


def test_the_scores_are_those_of_whole_texts(llm: LocalLLM) -> None:
    tokens = llm._tokens(["\n" + text for text in TEXTS])
    assert llm._trees is not None
    by_tree, whole = llm._trees.score(tokens), list(llm._whole(tokens))
    assert list(map(len, by_tree)) == list(map(len, whole))
    assert sums(by_tree) == pytest.approx(sums(whole), abs=0.02)
    assert llm.log_likelihood(TEXTS) == sums(by_tree)


def test_a_score_depends_neither_on_the_other_texts_nor_on_their_order(llm: LocalLLM) -> None:
    scores = llm.log_likelihood(TEXTS)
    assert llm.log_likelihood(TEXTS[::-1])[::-1] == scores
    assert [llm.log_likelihood([text])[0] for text in TEXTS[:8]] == scores[:8]


def test_each_token_of_a_tree_passes_the_model_once(llm: LocalLLM) -> None:
    read: list[int] = []
    assert llm._trees is not None
    model = llm._trees._runner.model
    hook = model.register_forward_pre_hook(lambda _, __, named: read.extend(named["input_ids"].tolist()), with_kwargs=True)
    try:
        llm.log_likelihood(TEXTS)
    finally:
        hook.remove()
    tokens = llm._tokens(["\n" + text for text in TEXTS])
    assert sorted(read) == sorted(token for tree in trees(tokens, tree_scores.TOKENS, tree_scores.READ) for token in tree.ids)
    assert len(read) < 0.6 * sum(map(len, tokens))


def test_the_engine_writes_the_same_before_and_after_scoring(llm: LocalLLM) -> None:
    llm.fresh()
    first = llm.chat(CHATS)
    llm.log_likelihood(TEXTS)
    assert llm.chat(CHATS) == first


def test_scores_are_those_of_the_model_without_its_adapter(llm: LocalLLM) -> None:
    first = llm.log_likelihood(TEXTS[:6])
    llm.chat(CHATS)
    assert llm.log_likelihood(TEXTS[:6]) == first


def test_an_engine_whose_prefill_is_smaller_than_its_context_scores_whole_texts(llm: LocalLLM) -> None:
    assert llm._trees is not None
    scheduler = llm._trees._runner.scheduler_config
    before, scheduler.max_num_batched_tokens = scheduler.max_num_batched_tokens, 64
    try:
        assert tree_scores.of(llm.engine) is None
    finally:
        scheduler.max_num_batched_tokens = before
    assert tree_scores.of(llm.engine) is not None
