import io
import json
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from labelled import labelled_scores
from rich.console import Console

from hardneg.errors import UserError
from hardneg.matching.bounds import bounds_of
from hardneg.matching.calibration import RECORD, ROWS, load
from hardneg.matching.located import locate
from hardneg.schemas.config import MatchConfig
from hardneg.training.matcher.calibrate_command import calibrate_matcher, calibrate_on

pytest.importorskip("transformers")
from matching import tiny

pytestmark = pytest.mark.slow


def labels(folder: Path, count: int = 60, images: bool = True, broken: int = 0, valid: bool | None = None) -> str:
    """Write random images and texts, every third of them invalid."""
    rng = np.random.default_rng(0)
    rows = []
    for i in range(count):
        row = {"caption": "a red dog", "negative": tiny.TEXTS[i % 4], "valid": i % 3 > 0 if valid is None else valid, "group": str(i)}
        if images:
            PIL.Image.fromarray(rng.integers(0, 255, (8, 8, 3), np.uint8)).save(folder / f"{i}.png")
            row["image"] = f"{i}.png" if i >= broken else "gone.png"
        rows.append(json.dumps(row))
    (folder / "labels.jsonl").write_text("\n".join(rows))
    return str(folder / "labels.jsonl")


def quiet() -> Console:
    return Console(file=io.StringIO(), width=200)


def test_labels_become_a_calibration_in_the_model_folder(tmp_path: Path) -> None:
    folder, console = tiny.clip(tmp_path / "m"), quiet()
    made = calibrate_matcher(str(folder), labels=labels(tmp_path, broken=4), console=console)
    again = load(folder)
    assert again is not None
    assert again.record == made.record
    assert made.record.source == "labels.jsonl"
    assert made.record.rows == 56
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "4 captions skipped" in said
    assert "The filter will not ask it about: attribute" in said
    assert "temporal: not in its calibration with valid and invalid rows" in " ".join(said.split())
    assert "image_missing" in said


def test_calibrating_does_not_change_the_revision_and_may_go_elsewhere(tmp_path: Path) -> None:
    folder = tiny.clip(tmp_path / "m")
    made = calibrate_matcher(str(folder), labels=labels(tmp_path), out=str(tmp_path / "elsewhere"), console=quiet())
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == [RECORD, ROWS]
    assert load(tmp_path / "elsewhere", made.record.matcher) is not None
    assert load(folder) is None


def test_a_text_matcher_is_calibrated_on_texts(tmp_path: Path) -> None:
    made = calibrate_matcher(str(tiny.entailment(tmp_path / "m")), labels=labels(tmp_path, images=False), console=quiet())
    assert not made.of_images
    assert made.record.pooled.feature == "score"


def test_the_commit_that_the_config_names_is_calibrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, commits = tmp_path / "hub" / "models--us--clip", ("a" * 40, "b" * 40)
    for seed, commit in enumerate(commits):
        (cache / "snapshots" / commit).mkdir(parents=True)
        tiny.clip(cache / "snapshots" / commit, seed=seed)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text(commits[0])
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    match = MatchConfig.model_validate({"image_models": [{"model": "us/clip", "revision": commits[1]}]})
    made = calibrate_matcher("us/clip", labels=labels(tmp_path), out=str(tmp_path / "to"), match=match, console=quiet())
    assert made.record.matcher == locate("us/clip", commits[1], match).revision
    assert made.record.matcher != locate("us/clip", commits[0], match).revision


def test_scenes_calibrate_a_matcher_of_images(tmp_path: Path) -> None:
    made = calibrate_matcher(str(tiny.clip(tmp_path / "m")), scenes=60, seed=3, console=quiet())
    assert made.record.source == "60 scenes of seed 3, 20% of the negatives invalid"
    assert made.record.rows > 200
    assert not any(bound.claimed for bound in bounds_of(made, 0.02))
    competence = made.record.competence["attribute"]  # type: ignore[index]
    assert competence.pairwise is not None
    assert competence.shuffled is not None


def test_shuffled_images_are_those_of_other_rows(tmp_path: Path) -> None:
    folder, console = tiny.clip(tmp_path / "m"), quiet()
    rows = calibrate_matcher(str(folder), labels=labels(tmp_path), console=console).rows.to_pandas()
    assert rows.shuffled_negative.notna().all()
    assert (rows.shuffled_positive != rows.score_positive).mean() > 0.9
    assert sorted(rows.shuffled_positive.round(3)) == sorted(rows.score_positive.round(3))  # one caption, and each image once
    assert "The filter will not ask it about: attribute" in console.file.getvalue()  # type: ignore[attr-defined]


def test_scenes_with_things_added_are_scored_with_their_own_images(tmp_path: Path) -> None:
    folder, console = tiny.clip(tmp_path / "m"), quiet()
    written = [json.loads(line) for line in Path(labels(tmp_path)).read_text().splitlines()]
    other = {f"{i}": f"{(i + 1) % 60}.png" for i in range(60)}
    added = [row | {"image": other[row["group"]], "added": True} for row in written]  # the same texts
    (tmp_path / "labels.jsonl").write_text("\n".join(json.dumps(row) for row in written + added))
    made = calibrate_matcher(str(folder), labels=str(tmp_path / "labels.jsonl"), console=console)
    rows = made.rows.to_pandas()
    scored = rows[rows.added]
    assert len(scored) == made.record.rows_added == made.record.rows_fit  # those of the other half are not scored
    own = rows[~rows.added].set_index("group").score_positive
    assert all(row.score_positive == pytest.approx(own[str((int(row.group) + 1) % 60)], abs=1e-3) for row in scored.itertuples())
    said = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert f"{made.record.rows_added} of additions for competence" in said


def test_what_cannot_be_calibrated_is_one_line(tmp_path: Path) -> None:
    images, texts = str(tiny.clip(tmp_path / "i")), str(tiny.entailment(tmp_path / "t"))
    with pytest.raises(UserError, match="either --scenes N or --labels FILE"):
        calibrate_matcher(images)
    with pytest.raises(UserError, match="text matcher"):
        calibrate_matcher(texts, scenes=10)
    with pytest.raises(UserError, match="needs an image in each labelled row"):
        calibrate_matcher(images, labels=labels(tmp_path, images=False))
    with pytest.raises(UserError, match="no image of the labelled rows can be read"):
        calibrate_matcher(images, labels=labels(tmp_path, broken=60), console=quiet())
    with pytest.raises(UserError, match="no invalid negative among 60 rows"):
        calibrate_matcher(images, labels=labels(tmp_path, valid=True), console=quiet())
    with pytest.raises(UserError, match="between 0 and 1"):
        calibrate_matcher(images, scenes=10, share=0.0)
    (tmp_path / "taken").touch()
    with pytest.raises(UserError, match=r"--to: .*taken: a file, where a folder is needed"):
        calibrate_matcher(images, scenes=10, out=str(tmp_path / "taken"), console=quiet())


def by_people(folder: Path, images: int, texts: int) -> str:
    """Write labels as the labelling page does: of `images` pairs with an image and `texts` without, every fifth is senseless."""
    rows = []
    for i in range(images + texts):
        row = json.loads(Path(labels(folder, count=images + texts, images=i < images)).read_text().splitlines()[i])
        verdict = "senseless" if i % 5 == 4 else ("false" if row.pop("valid") else "still_true")
        rows.append(json.dumps({**row, "verdict": verdict, "id": str(i), "page": "p"}))
    (folder / "people.jsonl").write_text("\n".join(rows))
    return str(folder / "people.jsonl")


def test_labels_by_people_calibrate_the_matcher_that_judges_such_captions(tmp_path: Path) -> None:
    given, console = by_people(tmp_path, images=60, texts=40), quiet()
    assert calibrate_matcher(str(tiny.clip(tmp_path / "i")), labels=given, console=console).record.rows == 48
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "20 negatives skipped: 20 senseless" in said
    assert "32 negatives skipped: labelled without an image" in said
    console = quiet()
    assert calibrate_matcher(str(tiny.entailment(tmp_path / "t")), labels=given, console=console).record.rows == 32
    assert "48 negatives skipped: labelled by their images" in console.file.getvalue()  # type: ignore[attr-defined]


def test_labels_by_people_of_the_other_kind_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="were labelled by their images"):
        calibrate_matcher(str(tiny.entailment(tmp_path / "t")), labels=by_people(tmp_path, images=30, texts=0), console=quiet())


def test_the_bounds_of_the_configs_own_alpha_are_printed_and_the_pairwise_accuracy_of_an_image_matcher(tmp_path: Path) -> None:
    console, valid = quiet(), np.arange(2000) % 5 > 0
    scores = np.where(valid, -2.0, 2.0) + np.random.default_rng(0).normal(0, 1, 2000)
    columns = {"family": ["object"] * 2000, "score_negative": scores, "score_positive": np.full(2000, 2.0), "valid": valid}
    calibrate_on(labelled_scores(columns, shuffled=True), "image@1", "a test", tmp_path, MatchConfig(alpha=0.123), console)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "0.123" in said
    assert "score below their caption" in " ".join(said.split())
