import shutil
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from labelled import labelled_scores
from synthesise.crayons import COLOURS, Colours, config

from hardneg.errors import UserError
from hardneg.matching.calibration import calibrate, save
from hardneg.models.matcher_folder import find_matcher
from hardneg.schemas.config import MatchConfig, SynthesiseConfig
from hardneg.schemas.matching import ImageMatcher
from hardneg.synthesise.verify import Claim, Verifier, drift

RED = Claim("a red dog", "a blue dog", "attribute")


def calibrated(folder: str, count: int = 4000) -> str:
    """Make a calibration in which captions score 5, valid negatives -5 and invalid ones 5, give or take one."""
    rng = np.random.default_rng(0)
    valid = rng.random(count) > 0.2
    columns = {
        "family": ["attribute"] * count,
        "score_negative": np.where(valid, -5.0, 5.0) + rng.uniform(-1, 1, count),
        "score_positive": 5 + rng.uniform(-1, 1, count),
        "valid": valid,
    }
    save(calibrate(labelled_scores(columns, shuffled=True), find_matcher(folder).revision, "a test"), folder)
    return folder


def verifier(settings: SynthesiseConfig, model: str, **match: object) -> Verifier:
    made = Verifier(settings, MatchConfig.model_validate({"image_models": [{"model": model} | match], "uncalibrated": "judge"}))
    made.use(Colours())
    return made


def judging(model: str) -> MatchConfig:
    return MatchConfig(image_models=[ImageMatcher(model=model)], uncalibrated="judge")


def picture(**shares: float) -> PIL.Image.Image:
    pixels = np.zeros((10, 10, 3), np.uint8)
    row = 0
    for name, share in shares.items():
        pixels[row : row + round(share * 10)] = COLOURS[name]
        row += round(share * 10)
    return PIL.Image.fromarray(pixels)


def test_an_image_of_the_negative_passes_and_one_of_the_caption_or_of_neither_does_not(model: str) -> None:
    made = verifier(config(margin=None), calibrated(model))
    found = made.judge([picture(red=1), picture(blue=1), picture(green=1), picture(red=0.5, blue=0.5)], [RED] * 4)
    assert found[0].fault is None
    assert (found[0].negative, found[0].caption, found[0].margin) == (5, -5, 10)
    assert found[0].p_valid is not None
    assert found[0].p_valid > 0.9
    assert all("score of the negative" in str(each.fault) for each in found[1:])


def test_a_caption_that_is_still_true_of_the_image_is_a_fault_by_the_calibration(model: str) -> None:
    made = verifier(config(margin=None, fit_min=-9.0), calibrated(model))
    still = made.judge([picture(blue=1)], [RED])[0]
    assert "p_valid of the caption's being false" in str(still.fault)


def test_no_image_passes_in_a_family_that_the_matcher_has_not_been_shown_to_judge(model: str) -> None:
    found = verifier(config(margin=None), calibrated(model)).judge([picture(red=1)] * 2, [RED, RED._replace(family="word_order")])
    assert found[0].fault is None
    assert found[1].p_valid is None
    assert "does not judge word_order (not in its calibration" in str(found[1].fault)


def test_the_least_score_is_a_quantile_of_true_captions(model: str) -> None:
    calibrated(model)
    strict, lax = verifier(config(fit_share=0.5), model), verifier(config(fit_share=0.01), model)
    assert strict.viewers[0].least == pytest.approx(5.0, abs=0.1)
    assert lax.viewers[0].least == pytest.approx(4.0, abs=0.1)


def test_without_a_calibration_the_matchers_own_threshold_is_the_least_score(model: str) -> None:
    class Judging(Colours):
        threshold: float | None = 4.5

    made = Verifier(config(margin=0.0), judging(model))
    made.use(Judging())
    assert made.judge([picture(red=0.9, green=0.1)], [RED])[0].fault == "score of the negative 4, below 4.5"
    told = Verifier(config(margin=0.0, fit_min=1.0), judging(model))
    told.use(Judging())
    assert told.viewers[0].least == 1.0


def test_a_margin_that_is_given_decides_instead_of_the_calibration(model: str) -> None:
    mostly = picture(red=0.7, blue=0.3)
    assert verifier(config(margin=3.0), model).judge([mostly], [RED])[0].fault is None
    assert verifier(config(margin=5.0), model).judge([mostly], [RED])[0].fault == "margin 4, not above 5"


def test_without_calibration_or_margin_the_filters_least_margin_decides(model: str) -> None:
    fault = verifier(config(margin=None), model, margin_min=5.0).judge([picture(red=0.7, blue=0.3)], [RED])[0].fault
    assert fault == "margin 4, not above 5"


def test_all_images_of_a_batch_are_scored_at_once(model: str) -> None:
    made = verifier(config(), model)
    made.judge([picture(red=1)] * 5, [RED] * 5)
    assert isinstance(made.matcher, Colours)
    assert made.matcher.calls == 1
    assert made.judge([], []) == []


def test_without_a_matcher_there_is_nothing_to_check_with() -> None:
    with pytest.raises(UserError, match=r"needs a matcher to check its images: set filter\.match\.image_model"):
        Verifier(config(), MatchConfig())


def test_drift_is_measured_outside_the_mask_only(tmp_path: Path) -> None:
    source, drawn = PIL.Image.new("RGB", (10, 10), "black"), PIL.Image.new("RGB", (10, 10), "black")
    drawn.paste((255, 255, 255), (0, 0, 5, 10))
    left = np.zeros((10, 10), bool)
    left[:, :5] = True
    assert drift(source, drawn, left) == 0.0
    assert drift(source, drawn, ~left) == 1.0
    assert drift(source, drawn, np.zeros((10, 10), bool)) == 0.5
    assert drift(source, drawn, np.ones((10, 10), bool)) == 0.0


def test_of_two_matchers_the_first_that_may_judge_decides_and_the_second_has_an_opinion(model: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(model, other)
    calibrated(model)
    calibrated(str(other))

    class Blind(Colours):
        def score(self, images: Any, texts: Any, pairs: Any = None) -> Any:
            return -super().score(images, texts, pairs)

    both = MatchConfig(image_models=[ImageMatcher(model=model), ImageMatcher(model=str(other))])
    made = Verifier(config(margin=None), both)
    made.use(Colours(), Blind())
    fault = made.judge([picture(red=1)], [RED])[0].fault
    assert str(fault).startswith(find_matcher(str(other)).revision)
    alone = Verifier(config(margin=None), both.model_copy(update={"second_opinions": False}))
    alone.use(Colours(), Blind())
    assert alone.judge([picture(red=1)], [RED])[0].fault is None
    assert alone.judge([picture(red=1)], [RED])[0].negative == 5


def test_a_word_that_the_matcher_has_not_learnt_is_no_proof_that_the_caption_is_false(model: str) -> None:
    class Short(Colours):
        def unlearnt(self, text: str) -> str | None:
            return "blue" if "blue" in text else None

    made = Verifier(config(margin=None), MatchConfig(image_models=[ImageMatcher(model=calibrated(model))]))
    made.use(Short())
    assert "has not learnt the word 'blue'" in str(made.judge([picture(red=1)], [RED])[0].fault)
    assert made.why_not(RED) is not None


def test_a_matcher_without_a_calibration_is_refused_unless_it_is_told_to_judge(model: str) -> None:
    with pytest.raises(UserError, match=r"none may \(.*no calibration.*\): calibrate one, or accept images unverified") as caught:
        Verifier(config(), MatchConfig(image_models=[ImageMatcher(model=model)]))
    assert "\n" not in str(caught.value)
    assert Verifier(config(), judging(model)).viewers[0].chosen.calibration is None
