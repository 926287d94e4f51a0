import numpy as np
import pytest
import torch

from pipeline.plausibility.head import DEFAULT, SHIPPED, Scorer
from pipeline.plausibility.likelihood import LikelihoodScorer, plausible
from pipeline.plausibility.states import PROMPT

CAPTIONS = ["A dog on a couch.", "A man rides a horse along the beach near two boats."]
TEXTS = [
    "A dog under a couch.",
    "A cat on a couch, and more",
    "A man rides a horse along the beach",
    "The man rides a horse along the beach near two boats.",
    "A dog on a couch.",
]
OF = [0, 0, 1, 1, 0]


@pytest.fixture(scope="module")
def llm() -> LikelihoodScorer:
    made = LikelihoodScorer("smollm2-135m-instruct")
    made.setup()
    return made


@pytest.mark.slow
def test_gaps_are_those_of_whole_texts_read_one_by_one(llm: LikelihoodScorer) -> None:
    def log_likelihood(text: str) -> float:
        prompt = llm._tokenizer(PROMPT)["input_ids"]
        ids = [*prompt, *llm._tokenizer(f" {text}")["input_ids"]]
        with torch.inference_mode():
            logs = llm._model(input_ids=torch.tensor([ids])).logits[0].float().log_softmax(-1)
        return sum(float(logs[i - 1, ids[i]]) for i in range(len(prompt), len(ids)))

    expected = [log_likelihood(CAPTIONS[i]) - log_likelihood(text) for text, i in zip(TEXTS, OF, strict=True)]
    np.testing.assert_allclose(llm.gaps(CAPTIONS, TEXTS, OF), expected, atol=0.4)  # bfloat16


@pytest.mark.slow
def test_beside_the_shipped_scorer_both_count(llm: LikelihoodScorer) -> None:
    both = LikelihoodScorer(llm.name, Scorer(SHIPPED / DEFAULT))
    found = both.score(CAPTIONS, TEXTS, OF)
    assert ((found > 0) & (found < 1)).all()
    assert not np.allclose(found, llm.score(CAPTIONS, TEXTS, OF), atol=0.01)
    assert both.revision.startswith(llm.revision)


def test_a_larger_gap_is_less_plausible() -> None:
    assert (np.diff(plausible(np.array([-20.0, 0.0, 5.0, 20.0, 400.0]))) < 0).all()
