from pathlib import Path

import numpy as np
import pytest
import torch

from hardneg.errors import UserError
from hardneg.rewrite.plausibility.head import DEFAULT, SHIPPED, Scorer
from hardneg.rewrite.plausibility.likelihood import LikelihoodScorer, plausible
from hardneg.rewrite.plausibility.packing import token_ids
from hardneg.rewrite.plausibility.states import PROMPT

CAPTIONS = ["A dog on a couch.", "A man rides a horse along the beach near two boats."]
TEXTS = [
    "A dog under a couch.",
    "A cat on a couch, and more",
    "A man rides a horse along the beach",
    "The man rides a horse along the beach near two boats.",
    "A dog on a couch.",
]
OF = [0, 0, 1, 1, 0]
SMALL = {"vocab_size": 64, "bos_token_id": 0, "eos_token_id": 0}
WIDTHS = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
KINDS = {
    "gpt2": SMALL | {"n_embd": 32, "n_layer": 2, "n_head": 4},
    "gpt_neox": SMALL | WIDTHS | {"intermediate_size": 64},
    "opt": SMALL | WIDTHS | {"ffn_dim": 64, "word_embed_proj_dim": 32},
    "bloom": SMALL | {"hidden_size": 32, "n_layer": 2, "n_head": 4},
    "falcon": SMALL | WIDTHS | {"alibi": True},
    "mamba": SMALL | {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 4},
    "llama": SMALL | WIDTHS | {"intermediate_size": 64},
}


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


@pytest.mark.slow
def test_the_lower_layers_of_the_shipped_scorers_own_llm_are_held_once() -> None:
    shipped = Scorer(SHIPPED / DEFAULT)
    both, alone = LikelihoodScorer(shipped.base, shipped, dtype="float32"), LikelihoodScorer(shipped.base, dtype="float32")
    both.setup()
    loaded = shipped._loaded
    assert loaded is not None
    lower = {weights.data_ptr() for weights in loaded[1]._model.layers.parameters()}
    assert lower < {weights.data_ptr() for weights in both._model.parameters()}
    np.testing.assert_allclose(both.gaps(CAPTIONS, TEXTS, OF), alone.gaps(CAPTIONS, TEXTS, OF), atol=1e-3)


@pytest.mark.slow
def test_beside_the_shipped_scorer_of_its_own_llm_texts_are_read_once() -> None:
    shipped = Scorer(SHIPPED / DEFAULT)
    both = LikelihoodScorer(shipped.base, shipped, dtype="float32")
    both.setup()
    apart = both.mix.probabilities(shipped.score(CAPTIONS, TEXTS, OF), both.gaps(CAPTIONS, TEXTS, OF))
    assert shipped._loaded is not None
    read: list[int] = []
    hooks = [
        model.register_forward_pre_hook(lambda _, __, named: read.append(named["input_ids"].numel()), with_kwargs=True)
        for model in (shipped._loaded[1]._model, both._model)
    ]
    found = both.score(CAPTIONS, TEXTS, OF)
    for hook in hooks:
        hook.remove()
    assert len(read) == 1
    np.testing.assert_allclose(found, apart, atol=1e-6)
    assert TEXTS[4] == CAPTIONS[0]  # it has the score of a text that is not judged


def test_a_larger_gap_is_less_plausible() -> None:
    assert (np.diff(plausible(np.array([-20.0, 0.0, 5.0, 20.0, 400.0]))) < 0).all()


def saved(kind: str, folder: Path) -> Path:
    """Write a causal LLM of this kind with random weights, and a tokenizer of characters."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    made = AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **KINDS[kind]))
    for weights in made.parameters():
        torch.nn.init.normal_(weights, std=0.4)
    made.save_pretrained(folder)
    characters = Tokenizer(
        models.WordLevel({each: i for i, each in enumerate("?ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz.,:")}, "?")
    )
    characters.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    PreTrainedTokenizerFast(tokenizer_object=characters).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_llms_of_any_architecture_give_the_gaps_of_whole_texts(kind: str, tmp_path: Path) -> None:
    scorer = LikelihoodScorer(str(saved(kind, tmp_path / kind)))
    scorer.setup()
    assert scorer._packs == (kind not in ("bloom", "falcon", "mamba"))
    own, ids = token_ids(scorer._tokenizer, CAPTIONS), token_ids(scorer._tokenizer, TEXTS)
    with torch.inference_mode():
        expected = [scorer._alone(own[row]) - scorer._alone(each) for each, row in zip(ids, OF, strict=True)]
    assert np.ptp(expected) > 3
    np.testing.assert_allclose(scorer.gaps(CAPTIONS, TEXTS, OF), expected, atol=1.0)  # bfloat16


def test_weights_that_cannot_be_loaded_are_one_line(tmp_path: Path) -> None:
    folder = saved("gpt2", tmp_path / "gpt2")
    (folder / "model.safetensors").write_bytes(b"cut off")
    scorer = LikelihoodScorer(str(folder))
    with pytest.raises(UserError, match=r"^LLM .*gpt2: cannot be loaded \([^\n]*\)$"):
        scorer.setup()
