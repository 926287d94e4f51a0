"""Run the judges with real models of a few thousand weights."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pyarrow.parquet as pq
import pytest

from hardneg.engine.manifest import write_manifest
from hardneg.errors import UserError
from hardneg.filter.stage import make
from hardneg.matching.load import load_matcher
from hardneg.report.verify import verify
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Manifest
from hardneg.schemas.rows import Image, RewrittenRow

pytest.importorskip("transformers")
from matching import tiny
from matching.files import huge, saved

pytestmark = pytest.mark.slow
Build = Callable[..., RewrittenRow]


NOISE = PIL.Image.fromarray(np.random.default_rng(0).integers(0, 255, (30, 40, 3), np.uint8))
READABLE = {
    "cmyk": saved(NOISE.convert("CMYK"), "JPEG"),
    "palette": saved(NOISE.quantize(16)),
    "sixteen bits": saved(PIL.Image.fromarray(np.arange(600, dtype=np.uint16).reshape(20, 30) * 100)),
    "animated": saved(NOISE, "GIF", save_all=True, append_images=[NOISE.rotate(90)]),
    "one pixel": saved(PIL.Image.new("RGB", (1, 1))),
}
UNREADABLE = {
    "image_missing": Image(path="gone.png"),
    "image_unreadable": Image(bytes=saved(NOISE)[:300]),
    "image_too_large": Image(bytes=huge()),
}


@pytest.mark.parametrize("made", [tiny.clip, tiny.siglip, tiny.siglip2, tiny.blip])
def test_a_run_over_bad_images_goes_on_and_verifies(
    made: Callable[[Path], Path], rewritten: Build, run_of: Callable[..., Path], tmp_path: Path
) -> None:
    config = Config.model_validate({"filter": {"match": {"image_models": str(made(tmp_path / "model"))}}})
    images = [Image(bytes=data) for data in READABLE.values()] + [*UNREADABLE.values(), Image(bytes=b"")]
    rows = [rewritten(i, image=image) for i, image in enumerate(images)]
    long = rewritten(90, image=Image(bytes=saved(NOISE)))
    out = run_of(tmp_path / "out", config, [[*rows, rewritten(80), long.model_copy(update={"caption": long.caption + " dog" * 5000})]])
    kept = pq.read_table(out / "filter" / "part-00000.parquet").to_pylist()
    assert [row["id"] for row in kept] == [f"c{i}" for i in range(len(READABLE))] + ["c80", "c90"]
    assert all(np.isfinite(negative["match_negative"]) for row in kept if row["id"] != "c80" for negative in row["negatives"])
    rejects = pq.read_table(out / "filter" / "part-00000.rejects.parquet").to_pylist()
    captions = {row["id"]: row["reason"] for row in rejects if row["caption_id"] is None}
    assert list(captions.values()) == [*UNREADABLE, "image_unreadable"]
    assert {row["reason"] for row in rejects if row["caption_id"] == "c5"} == {"image_missing"}
    assert not [problem for problem in verify(str(out)) if " give " not in problem]


def test_the_stage_scores_what_the_matcher_scores(rewritten: Build, tmp_path: Path) -> None:
    folder = str(tiny.siglip(tmp_path / "model"))
    stage = make(Config.model_validate({"filter": {"match": {"image_models": folder}}}))
    rows = [rewritten(i, image=Image(bytes=saved(picture))) for i, picture in enumerate(tiny.pictures())]
    stage.setup()
    found = stage.process(to_table(list(rows), RewrittenRow)).rows.to_pylist()
    matcher = load_matcher(folder)
    for row, picture in zip(found, tiny.pictures(), strict=True):
        texts = [row["caption"], *(negative["negative"] for negative in row["negatives"])]
        wanted = matcher.score([picture] * len(texts), texts)
        assert [negative["match_positive"] for negative in row["negatives"]] == pytest.approx([wanted[0]] * (len(texts) - 1), abs=2e-4)
        assert [negative["match_negative"] for negative in row["negatives"]] == pytest.approx(wanted[1:], abs=2e-4)


def test_the_text_judge_works_with_an_entailment_model(rewritten: Build, tmp_path: Path) -> None:
    folder = str(tiny.entailment(tmp_path / "model"))
    stage = make(Config.model_validate({"filter": {"match": {"text_model": folder, "text_score_max": 1e9}}}))
    outcome = stage.process(to_table([rewritten(0), rewritten(1)], RewrittenRow))
    assert outcome.rows.num_rows == 2
    assert outcome.usage["text_pairs"] == 6
    strict = make(Config.model_validate({"filter": {"match": {"text_model": folder, "text_score_max": -1e9, "uncalibrated": "judge"}}}))
    assert set(strict.process(to_table([rewritten(0)], RewrittenRow)).rejects["reason"].to_pylist()) == {"still_true", "none_kept"}


def test_the_manifest_says_which_matcher_and_what_it_claims(tmp_path: Path) -> None:
    config = Config.model_validate({"filter": {"match": {"image_models": str(tiny.clip(tmp_path / "model"))}}})
    manifest = Manifest(run_id="r", input="in.jsonl", config=config, parts=1)
    written = write_manifest(str(tmp_path / "out"), manifest, [make(config)])
    assert written.models["filter.image_matcher"].startswith("model@")
    (bound,) = written.guarantees["image_matcher"].bounds
    assert not bound.claimed
    assert Manifest.model_validate_json((tmp_path / "out" / "manifest.json").read_text()) == written


def test_a_model_that_cannot_be_used_stops_the_run_in_one_line(tmp_path: Path) -> None:
    (tiny.clip(tmp_path / "model") / "model.safetensors").rename(tmp_path / "model" / "pytorch_model.bin")
    with pytest.raises(UserError, match="is a pickle"):
        make(Config.model_validate({"filter": {"match": {"image_models": str(tmp_path / "model")}}}))
