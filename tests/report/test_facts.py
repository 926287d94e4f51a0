from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError
from hardneg.report.facts import dones_of, families_of, rejects_of, words_of
from hardneg.report.page import write
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import ImageReason
from hardneg.schemas.rows import RewrittenRow
from hardneg.shards.files import find_shards

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]


def test_rejects_are_counted_over_parts_with_an_example(finished_run: Path) -> None:
    manifest = read_manifest(str(finished_run))
    assert manifest is not None
    (one,) = rejects_of(str(finished_run), dones_of(str(finished_run), manifest))
    assert (one.stage, one.reason, one.captions, one.negatives) == ("filter", "unlikely", 0, 12)
    assert one.negative.startswith("A black dog sits left of three red chairs")
    assert "99" in one.detail


def test_families_are_counted_and_their_likelihood_and_truth_are_shares(finished_run: Path) -> None:
    families, captions = families_of(find_shards(str(finished_run)))
    assert captions == 60
    by_name = {each.family: each for each in families}
    assert [(name, each.rows, each.captions) for name, each in by_name.items()] == [
        ("attribute", 60, 60),
        ("object", 60, 60),
        ("count", 48, 48),
    ]
    assert by_name["attribute"].caption_likelier == 1.0
    assert by_name["count"].caption_likelier == 0.0
    assert by_name["object"].caption_likelier is None
    assert by_name["object"].expected_true is None


def test_the_share_expected_to_be_true_is_over_judged_rows(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    row = rewritten(1, gaps=(None, None))
    first, second = row.negatives
    judged = row.model_copy(update={"negatives": [first.model_copy(update={"p_valid": 0.75}), second]})
    config = Config.model_validate({"shards": {"val_share": 0}})
    families, _ = families_of(find_shards(str(run_of(tmp_path / "out", config, [[judged]]))))
    assert {each.family: each.expected_true for each in families} == {"object": 0.25, "attribute": None}


def test_rows_judged_without_a_calibration_count_as_judged(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    row = rewritten(1, gaps=(None, None))
    first, second = row.negatives
    judged = row.model_copy(update={"negatives": [first.model_copy(update={"judged_by": "m"}), second]})
    config = Config.model_validate({"shards": {"val_share": 0}})
    families, _ = families_of(find_shards(str(run_of(tmp_path / "out", config, [[judged]]))))
    assert {each.family: (each.judged, each.expected_true) for each in families} == {"object": (1, None), "attribute": (0, None)}


def test_words_are_counted_on_both_sides_of_edits(finished_run: Path) -> None:
    frequent, unbalanced = words_of(find_shards(str(finished_run)))
    assert ("dog", 0, 60) in frequent
    assert ("cat", 60, 0) in frequent
    assert {word.word for word in unbalanced} == {"dog", "cat", "black", "brown", "two", "three"}
    assert abs(unbalanced[-1].inserted - unbalanced[-1].deleted) == 48


def test_a_stage_that_is_not_finished_is_a_users_mistake(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(1)], [rewritten(2)]])
    (out / "filter" / "part-00001.done.json").unlink()
    manifest = read_manifest(str(out))
    assert manifest is not None
    with pytest.raises(UserError, match="1 of 2 parts of filter"):
        dones_of(str(out), manifest)


def test_images_are_counted_over_negatives_that_could_have_one(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    row = rewritten(1, gaps=(None, None, None))
    told = (None, ImageReason.NOT_VERIFIED, ImageReason.SOURCE_MISSING)
    both = zip(row.negatives, told, strict=True)
    negatives = [each.model_copy(update={"image_model": "m", "image_reason": reason}) for each, reason in both]
    config = Config.model_validate({"shards": {"val_share": 0}, "synthesise": {"enabled": True}})
    families, _ = families_of(find_shards(str(run_of(tmp_path / "out", config, [[row.model_copy(update={"negatives": negatives})]]))))
    assert [(each.family, each.wanted, each.drawn) for each in families] == [("attribute", 1, 0), ("object", 1, 1), ("count", 0, 0)]


def test_negatives_that_differ_beyond_what_clip_reads_are_counted(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    row = rewritten(1, gaps=(None, None, None))
    tokens = [75, 76, None]
    marked = [each.model_copy(update={"edit_token": token}) for each, token in zip(row.negatives, tokens, strict=True)]
    config = Config.model_validate({"shards": {"val_share": 0}})
    out = run_of(tmp_path / "out", config, [[row.model_copy(update={"negatives": marked})]])
    families, _ = families_of(find_shards(str(out)))
    assert {each.family: each.beyond for each in families} == {"object": 0, "attribute": 1, "count": 0}
    assert "in the 77 tokens that CLIP reads" in Path(write(str(out))).read_text()
