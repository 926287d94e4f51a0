import pytest

from hardneg.errors import UserError
from hardneg.rewrite.plausibility.choose_scorer import _here, choose, for_exchanges, scores
from hardneg.rewrite.plausibility.head import DEFAULT, Scorer
from hardneg.rewrite.plausibility.likelihood import LikelihoodScorer


def test_the_default_is_the_scorer_that_comes_with_this_package() -> None:
    found = choose(DEFAULT)
    assert isinstance(found, Scorer)
    assert found.revision.startswith("plausible@")


def test_a_larger_llm_judges_with_the_shipped_scorer_beside_it() -> None:
    found = choose("smollm2-135m-instruct")
    assert isinstance(found, LikelihoodScorer)
    assert found.beside is not None


def test_without_a_larger_llm_the_shipped_scorer_is_used_and_stderr_says_so_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _here.cache_clear()
    absent = "nobody-at-all/larger-llm"
    first, second = choose(absent), choose(absent)
    assert isinstance(first, Scorer)
    assert first.revision == second.revision == choose(DEFAULT).revision
    said = capsys.readouterr().err
    assert said.count("larger-llm: not available") == 1
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["plausable", "./no/such/folder"])
def test_a_name_that_can_be_no_model_is_refused(name: str) -> None:
    with pytest.raises(UserError, match=f"rewrite.plausibility.model {name}"):
        choose(name)


def test_a_model_that_is_no_causal_llm_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match=r"^rewrite.plausibility.model: model minilm-l6-v2: it is not causal [^\n]*$"):
        choose("minilm-l6-v2")


def test_of_exchanges_the_likelihood_of_the_shipped_scorers_own_llm_counts_too() -> None:
    shipped = choose(DEFAULT)
    found = for_exchanges(shipped)
    assert isinstance(found, LikelihoodScorer)
    assert found.beside is shipped
    larger = choose("smollm2-135m-instruct")
    assert for_exchanges(larger) is larger


@pytest.mark.slow
def test_who_does_what_decides_an_exchange() -> None:
    captions = ["A man rides a camel along the beach.", "A chef cuts an onion beside a pot.", "A mother feeds her baby with a spoon."]
    senseless = ["A camel rides a man along the beach.", "An onion cuts a chef beside a pot.", "A baby feeds its mother with a spoon."]
    people = ["A red car overtakes a white van.", "A woman helps a man climb over the wall.", "A man stands on the roof, a woman below."]
    good = ["A white van overtakes a red car.", "A man helps a woman climb over the wall.", "A woman stands on the roof, a man below."]
    scorer = for_exchanges(choose(DEFAULT))
    assert max(scores(scorer, captions, senseless)) < min(scores(scorer, people, good))
