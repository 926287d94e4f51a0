import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from matching import tiny
from synthesise.crayons import COLOURS, Colours, Crayons

from hardneg.config import load
from hardneg.engine.parts import count
from hardneg.engine.stage import RunContext
from hardneg.errors import UserError
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config, SynthesiseConfig
from hardneg.schemas.matching import ImageMatcher
from hardneg.schemas.rows import Edit, Generator, Image, Negative, RewrittenRow, Source
from hardneg.synthesise.boxes import read_boxes
from hardneg.synthesise.drawing_stage import DrawingStage
from hardneg.synthesise.load import load_pipeline
from hardneg.synthesise.painter import Painter
from hardneg.synthesise.stage import make
from hardneg.synthesise.verify import Verifier

Pipelines = Callable[[str], Path]
ROOT = Path(__file__).parents[2]


def row(number: int, caption: str, negatives: Sequence[str], image: Image | None = None) -> RewrittenRow:
    def edited(text: str) -> list[Edit]:
        old, new = next((a, b) for a, b in zip(caption.split(), text.split(), strict=False) if a != b)
        return [Edit(start=caption.index(old), end=caption.index(old) + len(old), old=old, new=new)]

    made = [
        Negative(
            id=f"c{number}-{i}", negative=text, family="attribute", kind="colour", edits=edited(text), generator=Generator(method="rules")
        )
        for i, text in enumerate(negatives)
    ]
    source = Source(input="in.jsonl", key=str(number))
    return RewrittenRow(id=f"c{number}", caption=caption, source=source, image=image, positives=[], negatives=made)


def png(*colours: str) -> bytes:
    """Return stripes from left to right."""
    pixels = np.concatenate([np.full((32, 64 // len(colours), 3), COLOURS[name], np.uint8) for name in colours], axis=1)
    sink = io.BytesIO()
    PIL.Image.fromarray(pixels).save(sink, "PNG")
    return sink.getvalue()


def stage(model: str, pipeline: Path, crayons: Crayons | None = None, **told: Any) -> DrawingStage:
    section = {"enabled": True, "model": str(pipeline), "margin": 2.0, "device": "cpu"} | told
    match = {"image_models": model, "uncalibrated": "judge"}
    made = make(Config.model_validate({"synthesise": section, "filter": {"match": match}}), RunContext(str(pipeline)))
    assert isinstance(made, DrawingStage)
    assert isinstance(made.verifier, Verifier)
    if crayons is not None:
        made.painter = Painter(crayons, made.config)
    made.verifier.use(Colours())
    return made


def run(made: DrawingStage, *rows: RewrittenRow) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """Return negatives by id, and usage. Nothing may be lost."""
    if made.painter is None:
        made.painter = Painter(load_pipeline(made.folder, made.config), made.config)
    table = to_table(list(rows), RewrittenRow)
    outcome = made.process(table)
    counts = count(made, table, outcome)
    assert (counts.rows_out, counts.rejected, counts.negatives.rejected) == (len(rows), {}, {})
    return {each["id"]: each for of in outcome.rows["negatives"].to_pylist() for each in of}, outcome.usage


ROWS = [row(0, "a red dog", ["a blue dog", "a green dog"]), row(1, "a blue cat", ["a red cat"])]


def test_every_negative_gets_an_image_that_shows_it_and_what_made_it(model: str, pipelines: Pipelines) -> None:
    made = stage(model, pipelines("text"), Crayons(), format="webp")
    found, usage = run(made, *ROWS)
    one = found["c0-0"]
    assert PIL.Image.open(io.BytesIO(one["negative_image"]["bytes"])).format == "WEBP"
    assert one["image_model"] == made.folder.revision
    assert (one["image_attempts"], one["image_reason"], one["image_detail"], one["other_images"]) == (1, None, None, None)
    assert (one["image_match_negative"], one["image_match_caption"], one["image_p_valid"]) == (5.0, -5.0, None)
    assert len({each["image_seed"] for each in found.values()}) == 3
    assert usage == {"images_wanted": 3, "images_verified": 3, "images_verified_at_once": 3, "drawings": 3}


def test_a_negative_without_an_image_goes_on_and_says_why(model: str, pipelines: Pipelines) -> None:
    found, usage = run(stage(model, pipelines("text"), Crayons(skill=0.0)), *ROWS)
    one = found["c0-0"]
    assert (one["negative_image"], one["image_seed"], one["image_attempts"], one["image_reason"]) == (None, None, 4, "not_verified")
    assert one["image_detail"].startswith("none of 4 passes; the nearest: margin")
    assert (usage["drawings"], usage["images_verified"]) == (12, 0)


def test_captions_without_an_image_can_be_left_out(model: str, pipelines: Pipelines) -> None:
    made = stage(model, pipelines("text"), Crayons(), draw_for="with_image")
    found, usage = run(made, ROWS[0], row(1, "a blue cat", ["a red cat"], Image(path="any.png")))
    assert [found[name]["image_reason"] for name in ("c0-0", "c0-1", "c1-0")] == ["source_missing", "source_missing", None]
    assert usage["drawings"] == 1


def test_more_images_of_a_negative_stand_beside_the_first(model: str, pipelines: Pipelines) -> None:
    found, _ = run(stage(model, pipelines("text"), Crayons(), images_per_negative=3), *ROWS)
    others = found["c0-0"]["other_images"]
    assert [set(each) for each in others] == [{"image", "seed", "match_negative", "match_caption"}] * 2
    assert len({found["c0-0"]["image_seed"], *(each["seed"] for each in others)}) == 3


def test_prompts_that_are_too_long_are_refused_or_cut_and_counted_either_way(model: str, pipelines: Pipelines) -> None:
    rows = row(0, "a red dog with a red tail and ears", ["a blue dog with a red tail and ears"]), row(1, "a red dog", ["a blue dog"])
    found, usage = run(stage(model, pipelines("text"), margin=-99.0, steps=1), *rows)
    assert (found["c0-0"]["image_reason"], found["c0-0"]["image_attempts"]) == ("prompt_too_long", 0)
    assert found["c0-0"]["image_detail"] == "29 tokens, and the text encoder reads 20"
    assert found["c1-0"]["negative_image"] is not None
    assert usage["prompts_too_long"] == 1
    found, usage = run(stage(model, pipelines("text"), margin=-99.0, steps=1, long_prompts="cut"), *rows)
    assert found["c0-0"]["negative_image"] is not None
    assert usage["prompts_too_long"] == 1


@pytest.mark.parametrize(
    ("kind", "mode"), [("text", "text"), ("inpaint", "inpaint"), ("text", "image"), ("instruct", "instruct"), ("xl", "text")]
)
def test_real_pipelines_draw_in_every_mode_and_again_the_same(model: str, pipelines: Pipelines, kind: str, mode: str) -> None:
    told: dict[str, Any] = {"mode": mode, "steps": 2, "size": 32, "margin": -99.0, "drift_max": 1.0, "long_prompts": "cut"}
    told |= {"strength": 1.0} if mode in ("inpaint", "image") else {}
    rows = [row(i, "a red dog", ["a blue dog"], Image(bytes=png("red", "green"))) for i in range(2)]
    first, _ = run(stage(model, pipelines(kind), **told), *rows)
    again, _ = run(stage(model, pipelines(kind), **told), *rows)
    assert first == again
    assert all(each["negative_image"] is not None for each in first.values())
    assert first["c0-0"]["negative_image"] != first["c1-0"]["negative_image"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), [("images", "xl"), ("edit", "xl-inpaint")])
def test_the_shipped_configs_run_with_tiny_weights_of_their_classes(pipelines: Pipelines, tmp_path: Path, name: str, kind: str) -> None:
    config = load(str(ROOT / "configs" / f"{name}.yaml"), [], {})
    told = {
        "model": str(pipelines(kind)),
        "variant": None,
        "size": 32,
        "margin": -99.0,
        "fit_min": -99.0,
        "drift_max": 1.0,
        "device": "cpu",
    }
    seen = [ImageMatcher(model=str(tiny.siglip2(tmp_path / "siglip2")))]
    assert config.synthesise.match is not None
    told |= {"long_prompts": "cut", "match": config.synthesise.match.model_copy(update={"image_models": seen}).model_dump()}
    section = SynthesiseConfig.model_validate(config.synthesise.model_dump() | told)
    match = config.filter.match.model_copy(update={"image_models": seen})
    made = make(
        config.model_copy(update={"synthesise": section, "filter": config.filter.model_copy(update={"match": match})}),
        RunContext(str(tmp_path)),
    )
    made.setup()
    found, usage = run(made, row(0, "a red dog sits", ["a blue dog sits", "a red cat sits"], Image(bytes=png("red", "green"))))
    assert usage["drawings"] >= 1
    assert all(each["negative_image"] is not None or each["image_reason"] == "empty_mask" for each in found.values())
    assert any(each["negative_image"] is not None for each in found.values())


def test_editing_needs_a_source_image_that_can_be_read(model: str, pipelines: Pipelines) -> None:
    rows = [
        row(0, "a red dog", ["a blue dog"]),
        row(1, "a red dog", ["a blue dog"], Image(path="nowhere.png")),
        row(2, "a red dog", ["a blue dog"], Image(bytes=b"not an image")),
        row(3, "a red dog", ["a blue dog"], Image(bytes=png("green"))),
        row(4, "a red dog", ["a blue dog"], Image(bytes=png("red", "green"))),
    ]
    found, _ = run(stage(model, pipelines("text"), Crayons(), mode="inpaint", margin=-1.0), *rows)
    assert [found[f"c{i}-0"]["image_reason"] for i in range(5)] == [
        "source_missing",
        "source_missing",
        "source_unreadable",
        "empty_mask",
        None,
    ]
    assert all(each["image_detail"] for name, each in found.items() if name != "c4-0")


def test_the_edit_is_where_the_matcher_sees_it_or_where_the_box_is(model: str, pipelines: Pipelines, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.jsonl"
    boxes.write_text('{"key": "0", "phrase": "a red dog", "x": 0.5, "y": 0, "width": 0.5, "height": 1}\n')
    rows = row(0, "a red dog", ["a blue dog"], Image(bytes=png("red", "green")))
    by_matcher, _ = run(stage(model, pipelines("text"), Crayons(), mode="inpaint", margin=-20.0), rows)
    made = stage(model, pipelines("text"), Crayons(), mode="inpaint", margin=-20.0, boxes=str(boxes))
    made.boxes = read_boxes(str(boxes))
    by_box, _ = run(made, rows)
    blue = [
        (np.asarray(PIL.Image.open(io.BytesIO(found["c0-0"]["negative_image"]["bytes"]))) == COLOURS["blue"]).all(-1)
        for found in (by_matcher, by_box)
    ]
    half = blue[0].shape[1] // 2
    assert blue[0][:, : half // 2].mean() > 0.9
    assert blue[0][:, half + half // 2 :].mean() < 0.1
    assert blue[1][:, half + 2 :].all()
    assert not blue[1][:, : half - 4].any()


def test_without_boxes_for_a_caption_a_mask_of_boxes_is_empty(model: str, pipelines: Pipelines, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.jsonl"
    boxes.write_text('{"key": "9", "phrase": "a dog", "x": 0.5, "y": 0, "width": 0.5, "height": 1}\n')
    rows = row(0, "a red dog", ["a blue dog"], Image(bytes=png("red", "green")))
    found, _ = run(stage(model, pipelines("text"), Crayons(), mode="inpaint", mask="box", boxes=str(boxes)), rows)
    assert (found["c0-0"]["image_reason"], found["c0-0"]["image_detail"]) == ("empty_mask", "no box of the edited words")


def test_no_rows_are_no_trouble(model: str, pipelines: Pipelines) -> None:
    found, usage = run(stage(model, pipelines("text"), Crayons()))
    assert found == {}
    assert usage["drawings"] == 0


def test_the_fingerprint_follows_from_what_can_change_a_picture(model: str, pipelines: Pipelines, tmp_path: Path) -> None:
    first = stage(model, pipelines("text")).fingerprint()
    assert stage(model, pipelines("text"), device=None, offload="model", workers=7).fingerprint() == first
    assert str(first["models"]["image_model"]).startswith("text@")
    assert str(first["models"]["image_matcher"]).startswith("matcher@")
    boxes = tmp_path / "boxes.jsonl"
    boxes.write_text("{}")
    others = [
        stage(model, pipelines("text"), steps=3),
        stage(model, pipelines("text"), batch_size=3),
        stage(model, pipelines("xl")),
        stage(model, pipelines("text"), mode="image"),
        stage(model, pipelines("text"), mode="image", boxes=str(boxes)),
    ]
    found = [str(sorted(each.fingerprint().items())) for each in others]
    assert len({*found, str(sorted(first.items()))}) == 6
    boxes.write_text('{"key": "1"}')
    assert str(sorted(others[-1].fingerprint().items())) != found[-1]


def test_a_matcher_has_to_be_named(pipelines: Pipelines) -> None:
    with pytest.raises(UserError, match="needs a matcher"):
        make(Config.model_validate({"synthesise": {"enabled": True, "model": str(pipelines("text"))}}))


def test_masks_that_cannot_be_are_refused_in_the_config() -> None:
    for told, said in (({"mode": "inpaint", "mask": "none"}, "needs a mask"), ({"mask": "box"}, "needs `boxes`")):
        with pytest.raises(ValueError, match=said):
            Config.model_validate({"synthesise": told})


def test_a_negative_that_text_balance_discarded_is_rejected_unless_its_image_passes(model: str, pipelines: Pipelines) -> None:
    rows = [row(0, "a red dog", ["a blue dog", "a green dog"]), row(1, "a blue cat", ["a red cat"])]
    for each in (rows[0].negatives[0], rows[1].negatives[0]):
        each.needs_image = True
    table = to_table(rows, RewrittenRow)
    for skill, left, rejected in ((1.0, ["c0", "c1"], {}), (0.0, ["c0"], {"needs_image": 2})):
        made = stage(model, pipelines("text"), Crayons(skill=skill))
        outcome = made.process(table)
        counts = count(made, table, outcome)
        assert outcome.rows["id"].to_pylist() == left
        assert counts.negatives.rejected == rejected
        assert counts.rejected == ({"none_kept": 1} if rejected else {})
    assert [each["id"] for each in outcome.rows["negatives"].to_pylist()[0]] == ["c0-1"]
    assert outcome.rejects["detail"].to_pylist()[0].startswith("discarded by text balance, and its image was not verified: not_verified")


@pytest.mark.parametrize("mode", ["text", "recolour"])
def test_a_section_that_names_no_image_matcher_has_those_of_the_filter(mode: str, model: str, pipelines: Pipelines) -> None:
    told = {"enabled": True, "model": str(pipelines("text")), "mode": mode, "match": {"uncalibrated": "judge"}}
    verifier = make(Config.model_validate({"synthesise": told, "filter": {"match": {"image_models": model}}})).verifier
    assert isinstance(verifier, Verifier)
    assert [viewer.asked.model for viewer in verifier.viewers] == [model]
    assert verifier.viewers[0].chosen.may_judge
