from pathlib import Path
from typing import Any

import pytest

from hardneg.config import load
from hardneg.engine.verification import images_summary, require_matcher, summary
from hardneg.errors import UserError
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Manifest

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))


def config_of(writer: str = "write", **filtering: Any) -> Config:
    return Config.model_validate({"rewrite": {"writer": writer}, "filter": filtering})


def test_an_llm_that_writes_without_a_matcher_is_refused_by_the_key() -> None:
    with pytest.raises(UserError, match=r"rewrite\.writer=write .* filter\.match\.text_model .* filter\.unverified=true") as refused:
        require_matcher(config_of())
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("filtering", [{"match": {"text_model": "text"}}, {"match": {"image_models": "scenes"}}, {"unverified": True}])
def test_a_matcher_or_consent_allows_an_llm_to_write(filtering: dict[str, Any]) -> None:
    require_matcher(config_of(**filtering))


def test_an_llm_that_writes_needs_a_matcher_that_may_judge_something() -> None:
    unable = {"image_matcher": Guarantee(matcher="clip@1", abstains=dict.fromkeys(Family, "no calibration"))}
    config = config_of(match={"image_models": "clip"})
    with pytest.raises(UserError, match=r"none may \(clip@1: no calibration\): set filter\.match\.text_model=text, or allow"):
        require_matcher(config, unable)
    require_matcher(config, unable | {"text_matcher": Guarantee(matcher="text@1")})
    require_matcher(config_of("score", match={"image_models": "clip"}), unable)
    require_matcher(config_of(unverified=True, match={"image_models": "clip"}), unable)


@pytest.mark.parametrize("writer", ["lexicon", "score", "choice"])
def test_other_writers_need_no_matcher(writer: str) -> None:
    require_matcher(config_of(writer))


def test_consent_does_not_verify_and_a_matcher_does() -> None:
    allowed, judged = config_of(unverified=True), config_of(unverified=True, match={"text_model": "text", "image_models": "scenes"})
    assert summary(allowed.filter, {}).startswith("the negatives are unverified")
    able = {"image_matcher": Guarantee(matcher="scenes@1"), "text_matcher": Guarantee(matcher="text@1")}
    assert summary(judged.filter, able) == "the negatives are verified by scenes and text"
    manifests = [Manifest(run_id="r", input="i", config=config, parts=1) for config in (allowed, judged)]
    assert [each.verification for each in manifests] == ["unverified", "verified"]
    assert Manifest.model_validate_json(manifests[1].model_dump_json()) == manifests[1]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_shipped_config_in_which_an_llm_writes_names_a_text_matcher_and_for_a_gpu_an_image_matcher(path: Path) -> None:
    config = load(str(path), [], {})
    require_matcher(config)
    if config.rewrite.writer == "write":
        assert config.filter.match.text_model is not None
        assert config.filter.match.image_models or not config.rewrite.gpus  # without a GPU none knows photographs


def test_a_matcher_that_may_judge_nothing_verifies_nothing() -> None:
    config = config_of(match={"image_models": "clip", "text_model": "text"})
    unable = Guarantee(matcher="clip@1", abstains=dict.fromkeys(Family, "no calibration"))
    in_part = Guarantee(matcher="text@1", abstains={Family.ADD_OBJECT: "not in its calibration", Family.NEGATION: "few rows"})
    said = summary(config.filter, {"image_matcher": unable, "text_matcher": unable})
    assert said == "the negatives are unverified: no matcher may judge them (clip: no calibration; text: no calibration)"
    said = summary(config.filter, {"image_matcher": unable, "text_matcher": in_part})
    assert said == (
        "the negatives are verified by text; no matcher may judge add_object, negation (filter.unjudged: keep); "
        "judging nothing: clip: no calibration"
    )
    of = {"run_id": "r", "input": "i", "config": config, "parts": 1}
    assert Manifest(**of, guarantees={"image_matcher": unable}).verification == "unverified"
    assert Manifest(**of, guarantees={"image_matcher": unable, "text_matcher": in_part}).verification == "verified"


def test_images_that_no_matcher_checks_are_called_unverified() -> None:
    recolour = {"enabled": True, "mode": "recolour"}
    said = images_summary(Config.model_validate({"synthesise": recolour}))
    assert said is not None
    assert said.startswith("the images are unverified")
    for checked in (
        {"synthesise": recolour, "filter": {"match": {"image_models": "scenes"}}},
        {"synthesise": recolour | {"match": {"image_models": "scenes"}}},
        {"synthesise": {"enabled": True}},
    ):
        assert images_summary(Config.model_validate(checked)) is None
