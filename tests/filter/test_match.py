"""Test the judges with matchers of a few lines: one that knows colours, one that compares words."""

import io
import json
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from labelled import labelled_scores

from hardneg.engine.parts import count
from hardneg.engine.stage import RunContext
from hardneg.errors import UserError
from hardneg.filter.image_judge import ImageJudge
from hardneg.filter.judge import ModelJudge
from hardneg.filter.stage import FilterStage, make
from hardneg.filter.text_judge import TextJudge
from hardneg.matching.calibration import calibrate, save
from hardneg.models.matcher_folder import find_matcher
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Generator, Image, Negative, RewrittenRow, Source

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


class ColourMatcher:
    """Score 2 for each colour word that the image shows anywhere, -2 for each other one."""

    revision = "colours@1"
    threshold: float | None = None

    def __init__(self) -> None:
        self.images = self.calls = self.truncated = 0

    def score(self, images: Sequence[PIL.Image.Image], texts: Sequence[str], pairs: Any = None) -> Any:
        self.calls += 1
        self.images += len(images)
        self.truncated += sum(len(text) > 500 for text in texts)
        there = [{tuple(pixel) for pixel in np.asarray(image).reshape(-1, 3).tolist()} for image in images]
        return np.array([sum(2.0 if COLOURS[word] in there[i] else -2.0 for word in texts[t].split() if word in COLOURS) for i, t in pairs])

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        return None


class SameWords:
    """Score 3 where all words of the text are in its caption, else -3."""

    revision = "words@1"
    truncated = 0

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Any:
        return np.array([3.0 if set(text.split()) <= set(caption.split()) else -3.0 for caption, text in zip(captions, texts, strict=True)])


def png(*colours: str, size: tuple[int, int] = (4, 4)) -> bytes:
    image = PIL.Image.new("RGB", size, COLOURS[colours[0]])
    for i, colour in enumerate(colours):
        image.putpixel((i, 0), COLOURS[colour])
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def row(number: int, caption: str, negatives: Sequence[str], image: Image | None) -> RewrittenRow:
    made = [
        Negative(id=f"c{number}-{i}", negative=text, family="attribute", kind="colour", edits=[], generator=Generator(method="rules"))
        for i, text in enumerate(negatives)
    ]
    return RewrittenRow(
        id=f"c{number}", caption=caption, source=Source(input="in.jsonl", key=str(number)), image=image, positives=[], negatives=made
    )


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a folder that passes for a model until it is loaded."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "clip"}))
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def calibrated(folder: Path, count: int = 4000, text: bool = False) -> Path:
    """Write a calibration in which captions and invalid negatives score 2 and valid negatives -2, plus or minus one."""
    rng = np.random.default_rng(0)
    valid = rng.random(count) > 0.2
    columns = {
        "family": ["attribute"] * count,
        "score_negative": np.where(valid, -2.0, 2.0) + rng.uniform(-1, 1, count),
        "valid": valid,
    }
    columns |= {} if text else {"score_positive": 2 + rng.uniform(-1, 1, count)}
    save(calibrate(labelled_scores(columns, shuffled=True), find_matcher(str(folder)).revision, "a test"), folder)
    return folder


def named(folder: Path) -> str:
    """Return the name of a matcher in rows: no path of this machine."""
    assert str(folder.parent) not in find_matcher(str(folder)).revision
    return find_matcher(str(folder)).revision


def stage(
    model: Path, matcher: ColourMatcher | None = None, root: Path | None = None, text: Path | None = None, **match: Any
) -> FilterStage:
    own = {name: match.pop(name) for name in ("calibration", "margin_min", "margin_max", "caption_score_min") if name in match}
    told = {"image_models": {"model": str(model)} | own} | ({"text_model": str(text)} if text else {}) | match
    config = Config.model_validate({"filter": {"match": told}})
    made = make(config, RunContext(str(root / "in.jsonl") if root else "in.jsonl"))
    for judge in made.models:
        if isinstance(judge, ImageJudge):
            judge.image_scorer.matcher = matcher or ColourMatcher()
        elif isinstance(judge, TextJudge):
            judge.entailed.matcher = SameWords()
    return made


def run(made: FilterStage, *rows: RewrittenRow) -> tuple[dict[str, list[dict[str, Any]]], dict[str, tuple[str, str | None]]]:
    """Return the kept negatives by caption, and reason and detail of each reject; check that no caption is lost."""
    table = to_table(list(rows), RewrittenRow)
    outcome = made.process(table)
    assert count(made, table, outcome).rows_in == len(rows)
    kept = {each["id"]: each["negatives"] for each in outcome.rows.to_pylist()}
    return kept, {each["id"]: (each["reason"], each["detail"]) for each in outcome.rejects.to_pylist()}


def test_a_negative_that_is_true_of_the_image_is_rejected_and_scores_are_written(model: Path) -> None:
    seen = Image(bytes=png("red", "blue"))
    kept, rejects = run(stage(calibrated(model)), row(0, "a red dog", ["a green dog", "a blue dog"], seen))
    assert [(each["id"], each["match_positive"], each["match_negative"]) for each in kept["c0"]] == [("c0-0", 2.0, -2.0)]
    assert kept["c0"][0]["p_valid"] > 0.98
    assert (kept["c0"][0]["judged_by"], kept["c0"][0]["text_score"]) == (named(model), None)
    assert rejects["c0-1"][0] == "still_true"
    assert rejects["c0-1"][1].startswith("p_valid 0.0")  # type: ignore[union-attr]


class ShortOfWords(ColourMatcher):
    """Match colours, without having learnt the word `very`: texts with it score low."""

    def unlearnt(self, text: str) -> str | None:
        return "very" if "very" in text.split() else None


def test_a_matcher_abstains_from_texts_with_a_word_that_it_has_not_learnt_and_keeps_their_caption(model: Path) -> None:
    rows = (
        row(0, "a red dog", ["a green dog", "a very green dog", "a very red dog"], Image(bytes=png("red"))),
        row(1, "a very red cat", ["a blue cat"], Image(bytes=png("blue"))),
    )
    kept, rejects = run(stage(calibrated(model), ShortOfWords(), margin_max=3.0), *rows[1:])
    assert ([each["judged_by"] for each in kept["c1"]], rejects) == ([None], {})  # neither a mismatch, nor true, nor too easy
    kept, rejects = run(stage(calibrated(model), ShortOfWords()), *rows)
    assert [(each["id"], each["judged_by"], each["match_negative"]) for each in kept["c0"]] == [
        ("c0-0", named(model), -2.0),
        ("c0-1", None, -2.0),
        ("c0-2", None, 2.0),
    ]
    assert rejects == {}


def test_a_caption_that_does_not_match_its_image_is_rejected_with_all_its_negatives(model: Path) -> None:
    rows = (
        row(0, "a red dog", ["a green dog", "a blue dog"], Image(bytes=png("blue"))),
        row(1, "a red cat", ["a blue cat"], Image(bytes=png("red"))),
    )
    kept, rejects = run(stage(calibrated(model)), *rows)
    assert list(kept) == ["c1"]
    assert {name: reason for name, (reason, _) in rejects.items()} == dict.fromkeys(["c0", "c0-0", "c0-1"], "caption_mismatch")
    assert run(stage(model, caption_score_min=-5), *rows)[1]["c0-1"][0] == "still_true"


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (Image(bytes=b""), "image_unreadable"),
        (Image(bytes=png("red")[:40]), "image_unreadable"),
        (Image(path="gone.png"), "image_missing"),
        (Image(bytes=png("red", size=(300, 300))), "image_too_large"),
    ],
)
def test_an_image_that_cannot_be_read_rejects_its_caption_and_the_run_goes_on(
    model: Path, tmp_path: Path, image: Image, reason: str
) -> None:
    config = Config.model_validate({"captions": {"max_pixels": 10_000}, "filter": {"match": {"image_models": str(calibrated(model))}}})
    made = make(config, RunContext(str(tmp_path / "in.jsonl")))
    made.models[0].image_scorer.matcher = ColourMatcher()  # type: ignore[attr-defined]
    good = row(1, "a red cat", ["a blue cat"], Image(bytes=png("red")))
    kept, rejects = run(made, row(0, "a red dog", ["a blue dog", "a green dog"], image), good)
    assert list(kept) == ["c1"]
    assert {name: said for name, (said, _) in rejects.items()} == dict.fromkeys(["c0", "c0-0", "c0-1"], reason)


def test_a_path_starts_where_the_input_is(model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png("red"))
    kept, rejects = run(stage(model, root=tmp_path), row(0, "a red dog", ["a blue dog"], Image(path="a.png")))
    assert (list(kept), rejects) == (["c0"], {})


def test_an_image_of_several_captions_is_read_and_encoded_once(model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png("red"))
    matcher = ColourMatcher()
    shown = [Image(bytes=png("red")), Image(path="a.png"), Image(bytes=png("red")), Image(path="a.png"), Image(bytes=png("blue"))]
    rows = [row(i, "a red dog", ["a green dog", "a blue dog"], image) for i, image in enumerate(shown)]
    outcome = stage(model, matcher, tmp_path).process(to_table(list(rows), RewrittenRow))
    assert (matcher.images, matcher.calls) == (3, 1)
    assert outcome.usage == {"images": 3, "image_pairs": 15, "texts_truncated": 0, "image_abstained": 10, "second_opinions": 0}


def test_batches_make_no_difference(model: Path) -> None:
    rows = [
        row(i, "a red dog", ["a green dog", "a blue dog"], Image(bytes=png("red", "blue") if i % 3 else png("red", "green")))
        for i in range(11)
    ]
    found = [run(stage(calibrated(model), batch_size=size), *rows) for size in (1, 2, 64)]
    assert found[0] == found[1] == found[2]


def test_texts_that_are_cut_are_counted(model: Path) -> None:
    outcome = stage(model).process(to_table([row(0, "a red dog " * 1000, ["a blue dog"], Image(bytes=png("red")))], RewrittenRow))
    assert outcome.usage["texts_truncated"] == 1


def test_without_a_calibration_the_margin_decides_and_nothing_is_claimed(model: Path) -> None:
    made = stage(model, margin_min=4.0, uncalibrated="judge")
    kept, rejects = run(made, row(0, "a red red dog", ["a blue dog", "a red blue dog"], Image(bytes=png("red"))))
    assert [each["id"] for each in kept["c0"]] == ["c0-0"]
    assert kept["c0"][0]["p_valid"] is None
    assert rejects["c0-1"] == ("still_true", "margin 4, not above 4")
    (bound,) = made.guarantees()["image_matcher"].bounds
    assert not bound.claimed
    assert "no calibration" in str(bound.why)


def test_a_margin_that_is_too_large_is_too_easy_where_that_is_asked(model: Path) -> None:
    rows = row(0, "a red dog", ["a blue dog", "a blue green dog"], Image(bytes=png("red")))
    assert run(stage(calibrated(model)), rows)[1] == {}
    kept, rejects = run(stage(calibrated(model), margin_max=5.0), rows)
    assert ([each["id"] for each in kept["c0"]], rejects["c0-1"]) == (["c0-0"], ("too_easy", "margin 6, above 5"))


def test_captions_without_an_image_go_to_the_text_matcher_and_the_others_do_not(model: Path, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.mkdir()
    for file in model.iterdir():
        (text / file.name).write_bytes(file.read_bytes())
    rows = row(0, "a red dog", ["a dog red", "a blue dog"], None), row(1, "a red dog", ["a dog red", "a blue dog"], Image(bytes=png("red")))
    kept, rejects = run(stage(calibrated(model), text=calibrated(text, text=True), second_opinions=False), *rows)
    assert {name: reason for name, (reason, _) in rejects.items()} == {"c0-0": "still_true", "c1-0": "still_true"}
    assert (kept["c0"][0]["match_positive"], kept["c0"][0]["match_negative"]) == (None, None)
    assert kept["c0"][0]["p_valid"] > 0.9
    assert (kept["c0"][0]["text_score"], kept["c0"][0]["judged_by"]) == (-3.0, named(text))
    assert (kept["c1"][0]["text_score"], kept["c1"][0]["judged_by"]) == (None, named(model))
    alone = Config.model_validate({"filter": {"match": {"text_model": str(text)}}})
    made = make(alone)
    made.models[0].entailed.matcher = SameWords()  # type: ignore[attr-defined]
    assert [each["id"] for each in run(made, rows[1])[0]["c1"]] == ["c1-1"]


def test_captions_that_nobody_can_judge_stay_as_they_are(model: Path) -> None:
    kept, rejects = run(stage(model), row(0, "a red dog", ["a dog red"], None))
    assert (kept["c0"][0]["p_valid"], kept["c0"][0]["judged_by"], rejects) == (None, None, {})


def test_a_calibration_too_small_for_a_claim_uses_the_default_and_says_so(model: Path) -> None:
    made = stage(calibrated(model, count=100), p_valid_min=0.4)
    guarantee = made.guarantees()["image_matcher"]
    assert [(bound.claimed, bound.threshold) for bound in guarantee.bounds] == [(False, 0.4)]
    assert guarantee.rows_fit > 20


def test_the_fingerprint_has_weights_and_calibration_but_not_the_device(model: Path) -> None:
    bare = stage(model).fingerprint()
    assert str(bare["models"]["image_matcher"]).startswith("model@")
    first = stage(calibrated(model)).fingerprint()
    assert first != bare
    assert stage(calibrated(model, count=3000)).fingerprint() != first
    calibrated(model)
    assert stage(model, device="cpu", batch_size=3).fingerprint() == first
    assert stage(model, alpha=0.05).fingerprint() != first
    assert "match" not in make(Config()).fingerprint()["config"]  # type: ignore[operator]


def test_calibrations_that_are_asked_for_have_to_be_there(model: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no calibration\.json in .*; run `hardneg calibrate-matcher"):
        stage(model, calibration=str(tmp_path))
    calibrated(model)
    with pytest.raises(UserError, match="its calibration is of an image matcher"):
        make(Config.model_validate({"filter": {"match": {"text_model": str(model)}}}))


def test_both_judges_are_model_judges(model: Path) -> None:
    assert all(isinstance(judge, ModelJudge) for judge in stage(model, text=model).models)
    assert len(stage(model, text=model).models) == 2
    assert not make(Config()).models


def test_the_judges_travel_to_their_worker(model: Path) -> None:
    made = make(Config.model_validate({"filter": {"match": {"image_models": str(calibrated(model))}}}), RunContext("in.jsonl"))
    again = pickle.loads(pickle.dumps(made.models))
    assert [judge.fingerprint() for judge in again] == [judge.fingerprint() for judge in made.models]
