import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from synthesise.recolour.scenes import BLACK, GRASS, RED, box_mask, photo

from hardneg.engine.parts import count
from hardneg.engine.stage import RunContext
from hardneg.grammar.difference import edits_between
from hardneg.matching.image_reading import decoded
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Edit, Generator, Image, Negative, RewrittenRow, Source
from hardneg.synthesise.boxes import read_boxes
from hardneg.synthesise.recolour.recolour_stage import RecolourStage
from hardneg.synthesise.stage import make

SHIRT, LEFT = (60, 40, 100, 80), (10, 40, 40, 80)
CAPTION = "A man in a red shirt is waving."


def encoded(image: PIL.Image.Image, format: str = "PNG", **options: Any) -> bytes:
    sink = io.BytesIO()
    image.save(sink, format, **options)
    return sink.getvalue()


def row(data: bytes | None, *negatives: str, caption: str = CAPTION, family: str = "attribute") -> RewrittenRow:
    made = [
        Negative(
            id=f"n{i}",
            negative=text,
            family=family,
            kind="colour",
            edits=[Edit(**edit._asdict()) for edit in edits_between(caption, text)],
            generator=Generator(method="rules"),
        )
        for i, text in enumerate(negatives)
    ]
    image = None if data is None else Image(bytes=data)
    return RewrittenRow(id="c", caption=caption, source=Source(input="a.jsonl", key="0"), image=image, positives=[], negatives=made)


def stage(**told: Any) -> RecolourStage:
    made = make(Config.model_validate({"synthesise": {"enabled": True, "mode": "recolour"} | told}), RunContext("."))
    assert isinstance(made, RecolourStage)
    made.setup()
    return made


def run(made: RecolourStage, rows: Sequence[RewrittenRow]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    table = to_table(list(rows), RewrittenRow)
    outcome = made.process(table)
    assert count(made, table, outcome).negatives.rejected == {}
    return [each for of in outcome.rows["negatives"].to_pylist() for each in of], outcome.usage


def picture(negative: dict[str, Any]) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(negative["negative_image"]["bytes"]))


def test_a_colour_negative_gets_the_photograph_in_the_new_colour_and_its_text_stays() -> None:
    image = photo((RED, SHIRT))
    (blue, green), usage = run(stage(), [row(encoded(image), CAPTION.replace("red", "blue"), CAPTION.replace("red", "green"))])
    assert (blue["negative"], blue["image_model"], blue["image_reason"]) == ("A man in a blue shirt is waving.", "recolour", None)
    before, after = np.asarray(image, int), np.asarray(picture(blue), int)
    assert (after[60, 80] - before[60, 80])[2] > 80
    assert (after == before)[~box_mask((56, 36, 104, 84))].all()
    assert np.asarray(picture(green), int)[60, 80, 1] > 100
    assert usage["images_unverified"] == 2
    assert "images_verified" not in usage


@pytest.mark.slow
def test_without_a_matcher_an_image_has_no_scores() -> None:
    (blue,), _ = run(stage(), [row(encoded(photo((RED, SHIRT))), CAPTION.replace("red", "blue"))])
    assert (blue["image_match_negative"], blue["image_match_caption"], blue["image_p_valid"]) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "reason", "detail"),
    [
        (row(encoded(photo((RED, SHIRT))), CAPTION.replace("man", "boy")), "not_a_colour", "man is no colour"),
        (row(encoded(photo((RED, SHIRT))), CAPTION.replace("man", "boy"), family="object"), "not_a_colour", "object: recolouring"),
        (row(encoded(photo()), CAPTION.replace("red", "blue")), "empty_mask", "red shirt: no pixel has the colour"),
        (row(encoded(photo((RED, SHIRT), (RED, LEFT))), CAPTION.replace("red", "blue")), "unclear_place", "the largest place has"),
        (row(None, CAPTION.replace("red", "blue")), "source_missing", "neither bytes nor a path"),
        (row(b"no image", CAPTION.replace("red", "blue")), "source_unreadable", "not an image"),
        (
            row(encoded(photo((BLACK, SHIRT))), "A man in a white shirt is waving.", caption="A man in a black shirt is waving."),
            "colour_not_shown",
            "would have to be lighter",
        ),
    ],
)
def test_what_cannot_be_shown_goes_on_with_its_reason(given: RewrittenRow, reason: str, detail: str) -> None:
    (found,), _ = run(stage(), [given])
    assert (found["negative_image"], found["image_reason"]) == (None, reason)
    assert detail in found["image_detail"]


def test_a_colour_that_looks_like_the_old_one_in_this_photograph_is_not_shown_and_in_another_it_is() -> None:
    made = stage()
    for colour, shown in ((RED, True), ((235, 105, 118), False)):
        (pink,), _ = run(made, [row(encoded(photo((colour, SHIRT))), CAPTION.replace("red", "pink"))])
        assert (pink["negative_image"] is not None) == shown, pink["image_detail"]
        assert pink["image_reason"] == (None if shown else "colour_not_shown")


def test_a_box_of_the_noun_says_which_thing_is_meant(tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.jsonl"
    boxes.write_text('{"key": "0", "phrase": "shirt", "x": 0.375, "y": 0.333, "width": 0.25, "height": 0.333}\n')
    image = photo((RED, SHIRT), (RED, LEFT))
    made = stage(boxes=str(boxes))
    assert made.boxes == read_boxes(str(boxes))
    (blue,), _ = run(made, [row(encoded(image), CAPTION.replace("red", "blue"))])
    changed = np.abs(np.asarray(picture(blue), int) - np.asarray(image, int)).sum(-1) > 60
    assert changed[44:76, 64:96].mean() > 0.95
    assert not changed[:, :50].any()


@pytest.mark.parametrize("quarter", [2, 3, 5, 6, 8])
def test_a_program_that_ignores_exif_sees_both_images_turned_alike_and_one_that_reads_it_both_upright(quarter: int) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = quarter
    turned = encoded(photo((RED, SHIRT)), "JPEG", exif=exif, quality=95)
    (blue,), _ = run(stage(), [row(turned, CAPTION.replace("red", "blue"))])
    for read in (lambda data: PIL.Image.open(io.BytesIO(data)), lambda data: decoded(data, 10**6)):
        before, after = (np.asarray(read(data), int) for data in (turned, blue["negative_image"]["bytes"]))
        assert after.shape == before.shape
        changed = np.abs(after - before).sum(-1) > 60
        assert 0.9 * 40 * 40 < changed.sum() < 1.1 * 40 * 40
        assert (after == before)[~changed].mean() > 0.95


def test_a_large_photograph_and_its_recoloured_image_have_one_size() -> None:
    large = PIL.Image.new("RGB", (1536, 1536), GRASS)
    large.paste(RED, (700, 700, 900, 900))
    (blue,), _ = run(stage(), [row(encoded(large), CAPTION.replace("red", "blue"))])
    before, after = np.asarray(large), np.asarray(picture(blue))
    assert after.shape == before.shape
    assert (after == before)[~box_mask((660, 660, 940, 940), large.size)].all()
    assert after[800, 800, 2] > before[800, 800, 2] + 60


@pytest.mark.parametrize("format", ["jpeg", "webp"])
def test_a_format_that_compresses_the_recoloured_image_alone_is_refused(format: str) -> None:
    with pytest.raises(ValueError, match="needs format png"):
        Config.model_validate({"synthesise": {"mode": "recolour", "format": format}})


def test_the_same_rows_give_the_same_images() -> None:
    given = [row(encoded(photo((RED, SHIRT))), CAPTION.replace("red", "blue"))]
    assert run(stage(), given) == run(stage(), given)


def test_the_fingerprint_has_the_parser_and_no_matcher_where_there_is_none() -> None:
    found = stage().fingerprint()
    assert found["models"] == {"image_model": "recolour"}
    assert str(found["parse_model"]).startswith("en_core_web_sm")


@pytest.mark.parametrize(
    "told", [{"steps": 7}, {"model": "x/y", "revision": "abc"}, {"dtype": "float16", "batch_size": 1}, {"quality": 50}, {"choose": "best"}]
)
def test_what_only_a_generator_reads_makes_no_image_anew(told: dict[str, Any]) -> None:
    assert stage(**told).fingerprint() == stage().fingerprint()


@pytest.mark.parametrize("told", [{"mask": "none"}, {"mask_threshold": 0.3}, {"drift_max": 0.2}, {"margin": 1.0}])
def test_what_recolouring_reads_is_in_the_fingerprint(told: dict[str, Any]) -> None:
    assert stage(**told).fingerprint() != stage().fingerprint()


def test_more_than_one_image_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="gives one image"):
        Config.model_validate({"synthesise": {"mode": "recolour", "images_per_negative": 2}})
