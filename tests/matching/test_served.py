import pytest

from hardneg.errors import UserError
from hardneg.llm.serve import command
from hardneg.matching.served import served
from hardneg.schemas.config import Config

TOLD = {
    "rewrite": {"llm": {"model": "owner/writer"}},
    "filter": {"match": {"llm": {"model": "owner/judge"}, "image_models": ["scenes", {"model": "vlm:owner/seer", "revision": "v2"}]}},
}


def test_each_key_names_its_model() -> None:
    config = Config.model_validate(TOLD)
    models = [served(config, key).model for key in ("rewrite.llm", "filter.match.llm", "filter.match.image_models")]
    assert models == ["owner/writer", "owner/judge", "owner/seer"]
    assert served(Config.model_validate({"rewrite": TOLD["rewrite"]}), "filter.match.llm").model == "owner/writer"


def test_a_vision_language_model_is_served_under_its_name_with_room_for_an_image() -> None:
    words = command(served(Config.model_validate(TOLD), "filter.match.image_models"), "127.0.0.1", 8001, cpu=False)
    options = {name: words[words.index(f"--{name}") + 1] for name in ("served-model-name", "model", "revision", "max-model-len", "dtype")}
    assert options == {
        "served-model-name": "owner/seer",
        "model": "owner/seer",
        "revision": "v2",
        "max-model-len": "4096",
        "dtype": "auto",
    }


def test_one_of_several_vision_language_models_is_served_by_its_name() -> None:
    config = Config.model_validate({"filter": {"match": {"image_models": ["vlm:a", {"model": "vlm:b", "revision": "v2"}]}}})
    assert (served(config, "vlm:b").model, served(config, "vlm:b").revision) == ("b", "v2")
    with pytest.raises(UserError, match="names 2 models; give one of vlm:a, vlm:b"):
        served(config, "filter.match.image_models")
    with pytest.raises(UserError, match="names no such model"):
        served(config, "vlm:c")


@pytest.mark.parametrize(("key", "says"), [("filter.match.text_model", "there are rewrite.llm"), ("filter.match.image_models", "vlm:NAME")])
def test_a_key_without_a_model_to_serve_is_one_line(key: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        served(Config(), key)
