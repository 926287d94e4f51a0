import json
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.scenes.edit import edited
from hardneg.scenes.graph import dumps, from_dict, loads
from hardneg.scenes.oracle import is_true
from hardneg.scenes.text_variants import CHANGES, invalid_negatives, negatives, positives
from hardneg.scenes.world import World, samples
from hardneg.seeding import generator_for
from hardneg.training.matcher.labelled_cases import of_file


def test_captions_are_true_and_graphs_survive_json(world: World) -> None:
    for sample in samples(1, 100, world=world):
        assert is_true(sample.caption, sample.scene) is True
        assert loads(dumps(sample.scene)) == sample.scene


def test_captions_speak_of_photos_and_use_irregular_plurals_and_articles(world: World) -> None:
    text = " ".join(sample.caption.lower() for sample in samples(2, 300, world=world))
    assert "drawing" not in text
    assert "drawn" not in text
    assert " sheeps" not in text
    assert " an umbrella" in text
    assert " a umbrella" not in text
    assert " boxes" in text


def test_every_family_has_negatives_that_are_false_and_positives_that_are_true(world: World) -> None:
    found = Counter[str]()
    for sample in samples(3, 80, world=world):
        rng = generator_for(3, sample.id, "test", "texts")
        for pair in negatives(sample.scene, rng, sample.statement):
            assert is_true(pair.negative, sample.scene) is False
            found[pair.family.value] += 1
        for pair in invalid_negatives(sample.scene, rng, sample.statement, tries=3):
            assert is_true(pair.negative, sample.scene) is True
        for text in positives(sample.scene, rng, sample.statement):
            assert is_true(text, sample.scene) is True
    assert set(found) == {family.value for family in CHANGES}
    assert min(found.values()) > 3


@pytest.mark.slow
def test_the_editor_makes_the_negative_true_with_pictures_of_the_world(world: World) -> None:
    made = tried = 0
    for sample in samples(8, 20, world=world):
        for pair in negatives(sample.scene, generator_for(8, sample.id, "test", "edits"), sample.statement):
            tried += 1
            scene = edited(sample.scene, pair.caption, pair.negative, world.alternatives)
            if scene is None:
                continue
            made += 1
            assert (is_true(pair.negative, scene), is_true(pair.caption, scene)) == (True, False)
            assert world.render(scene, 64) != world.render(sample.scene, 64)
    assert made > 0.35 * tried  # no picture is a pink lemon


def test_a_composition_is_not_edited_as_if_it_were_drawn(world: World) -> None:
    sample = next(samples(8, 1, world=world))
    with pytest.raises(ValueError, match="needs the alternatives of its world"):
        edited(sample.scene, sample.caption, "A red dog.")


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["scenes", *words])
    return result.output if result.exit_code == 0 else str(result.exception) + result.output


def test_the_command_writes_photographs_with_labels_that_calibration_reads(tmp_path: Path, folders: tuple[str, str]) -> None:
    out, options = tmp_path / "out", ("--style", "photo", "--cutouts", folders[0], "--backgrounds", folders[1], "--size", "96")
    assert "wrote 8 scenes" in run(str(out), "--n", "8", *options)
    assert "already there: 8 scenes" in run(str(out), "--n", "8", *options)
    rows = [json.loads(line) for line in (out / "captions.jsonl").read_text().splitlines()]
    graphs = [from_dict(json.loads(line)["scene"]) for line in (out / "graphs.jsonl").read_text().splitlines()]
    assert rows[3]["image"] == "images/000003.jpg"
    assert all(is_true(row["caption"], scene) is True for row, scene in zip(rows, graphs, strict=True))
    with tarfile.open(out / "shards" / "scenes-00000.tar") as shard:
        assert [member.name for member in shard][:3] == ["000000.jpg", "000000.txt", "000000.json"]
    cases = of_file(str(out / "labels.jsonl")).cases
    by_id = dict(zip([row["id"] for row in rows], graphs, strict=True))
    assert {case.valid for case in cases} == {True, False}
    assert all(is_true(case.negative, by_id[case.group]) is not case.valid for case in cases)


def test_the_command_labels_photographs_with_things_added(tmp_path: Path, folders: tuple[str, str]) -> None:
    options = ("--style", "photo", "--cutouts", folders[0], "--backgrounds", folders[1], "--size", "96", "--additions")
    assert "wrote 6 scenes" in run(str(tmp_path / "out"), "--n", "6", *options)
    added = [case for case in of_file(str(tmp_path / "out" / "labels.jsonl")).cases if case.added]
    assert {case.valid for case in added} == {True, False}
    assert all(case.image is not None and Path(str(case.image.path)).suffix == ".jpg" for case in added)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--style", "photo"), "needs --cutouts FOLDER and --backgrounds FOLDER"),
        (("--cutouts", "x"), "add --style photo"),
        (("--style", "photo", "--cutouts", "none", "--backgrounds", "none"), "no such folder"),
    ],
)
def test_missing_folders_are_named_in_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in run(str(tmp_path / "out"), *words)
