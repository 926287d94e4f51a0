import pytest

from hardneg.errors import UserError
from hardneg.matching.located import locate
from hardneg.schemas.config import LLMConfig, MatchConfig

SERVER = MatchConfig(llm=LLMConfig(model="some/model", url="http://localhost:1"), url="http://localhost:1")


def test_a_matcher_is_weights_in_a_folder_or_a_model_that_is_asked() -> None:
    weights, asked, seen = locate("scenes", None, SERVER), locate("llm", None, SERVER), locate("vlm:some/model", None, SERVER)
    assert weights.folder is not None
    assert asked.folder is seen.folder is None
    assert [each.of_texts for each in (weights, asked, seen)] == [False, True, False]
    assert len({each.revision for each in (weights, asked, seen)}) == 3


def test_the_revision_of_a_model_that_is_asked_says_which_model_it_is() -> None:
    other = SERVER.model_copy(update={"llm": LLMConfig(model="other/model", url="http://localhost:1")})
    assert locate("llm", None, SERVER).revision != locate("llm", None, other).revision
    assert locate("vlm:some/model", "v1", SERVER).revision != locate("vlm:some/model", "v2", SERVER).revision


def test_an_unknown_matcher_is_one_line() -> None:
    with pytest.raises(UserError, match="no-such-matcher"):
        locate("no-such-matcher", None, SERVER)
