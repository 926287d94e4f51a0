"""Run `configs/photos.yaml` with a SigLIP 2 of random weights and a server that answers yes or no, each calibrated for other families."""

from pathlib import Path

import numpy as np
import pytest
from labelled import labelled_scores
from yes_no_server import MODEL, Messages, serving

from hardneg.config import load
from hardneg.errors import UserError
from hardneg.filter.stage import make
from hardneg.matching.calibration import calibrate, save
from hardneg.matching.located import locate
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.rows import Generator, Image, Negative, RewrittenRow, Source

pytest.importorskip("transformers")
from matching import tiny
from matching.files import saved

CONFIG = str(Path(__file__).parents[2] / "configs" / "photos.yaml")
FAMILIES = (Family.ATTRIBUTE, Family.WORD_ORDER, Family.NEGATION)


def calibration(folder: Path, revision: str, able: Family) -> str:
    """Write a calibration in which all scores of valid negatives are far below those of invalid ones, in one family."""
    rng, count = np.random.default_rng(0), 3000
    valid, family = rng.random(count) > 0.2, np.array(FAMILIES[:2])[np.arange(count) % 2]
    ranked = (family == able) & ~valid
    columns = {
        "family": family.tolist(),
        "score_negative": np.where(ranked, 150.0, 0.0) + rng.uniform(-50, 50, count),
        "score_positive": rng.uniform(-90, -60, count),
        "valid": valid,
    }
    save(calibrate(labelled_scores(columns, shuffled=True), revision, "a test"), folder)
    return str(folder)


def says_no(messages: Messages) -> float:
    assert messages
    return -4.0


@pytest.mark.slow
def test_siglip_judges_what_it_is_shown_to_judge_and_the_vision_language_model_the_next(tmp_path: Path) -> None:
    config = load(CONFIG, [], {})
    siglip = str(tiny.siglip2(tmp_path / "siglip2"))
    vlm = f"vlm:{MODEL}"
    assert [each.model.partition(":")[0] for each in config.filter.match.image_models] == ["google/siglip2-base-patch16-256", "vlm"]
    revisions = [locate(model, None, config.match).revision for model in (siglip, vlm)]
    folders = [calibration(tmp_path / str(i), revisions[i], FAMILIES[i]) for i in range(2)]
    images = [{"model": model, "calibration": folder} for model, folder in zip((siglip, vlm), folders, strict=True)]
    negatives = [
        Negative(id=f"n{i}", negative=f"a {word} dog", family=family, kind="k", edits=[], generator=Generator(method="rules"))
        for i, (family, word) in enumerate(zip(FAMILIES, ("blue", "green", "white"), strict=True))
    ]
    seen = Image(bytes=saved(tiny.pictures()[0]))
    row = RewrittenRow(id="c", caption="a red dog", source=Source(input="i", key="0"), image=seen, positives=[], negatives=negatives)
    with serving(says_no) as server:
        match = config.filter.match.model_dump() | {"image_models": images, "url": server.url, "text_model": None}
        made = make(Config.model_validate({"filter": {"match": match}}))
        outcome = made.process(to_table([row], RewrittenRow))
        (kept,) = outcome.rows["negatives"].to_pylist()
        assert [each["judged_by"] for each in kept] == [*revisions, None]
        assert len([body for body in server.bodies if "messages" in body]) == 2  # the caption, and the one negative that SigLIP 2 left
    assert [guarantee.judged for guarantee in made.guarantees().values()] == [[Family.ATTRIBUTE], [Family.WORD_ORDER]]


def test_without_the_calibrations_the_config_names_the_command_that_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(CONFIG, [], {})
    alone = config.filter.match.model_copy(update={"image_models": config.filter.match.image_models[1:]})
    with pytest.raises(UserError, match=r"no calibration\.json in calibrations/vlm; run `hardneg calibrate-matcher vlm:Qwen") as caught:
        make(config.model_copy(update={"filter": config.filter.model_copy(update={"match": alone})}))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_the_shipped_scenes_matcher_abstains_from_photographs_and_keeps_their_captions() -> None:
    seen = Image(bytes=saved(tiny.pictures()[0]))
    caption, text = "A man in a blue shirt stands on a ladder.", "A man in a red shirt stands on a ladder."
    negative = Negative(id="n", negative=text, family=Family.ATTRIBUTE, kind="colour", edits=[], generator=Generator(method="rules"))
    row = RewrittenRow(id="c", caption=caption, source=Source(input="i", key="0"), image=seen, positives=[], negatives=[negative])
    outcome = make(Config.model_validate({"filter": {"match": {"image_models": "scenes"}}})).process(to_table([row], RewrittenRow))
    assert outcome.rejects.num_rows == 0
    assert outcome.rows["negatives"].to_pylist()[0][0]["judged_by"] is None
    assert outcome.usage["image_abstained"] == 1
