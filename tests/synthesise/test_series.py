from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.errors import UserError
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.synthesise.series import KINDS, Kind, Recipe, read_recipe, series_at, series_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS)
def test_each_caption_is_true_of_its_own_image_alone(kind: Kind) -> None:
    for number in range(5):
        steps = series_at(Recipe(), kind, number).steps
        assert [[is_true(one.caption, other.scene) for other in steps] for one in steps] == np.eye(len(steps), dtype=bool).tolist()
        assert len({render(step.scene).tobytes() for step in steps}) == len(steps)


def test_images_of_a_series_differ_in_one_value_only() -> None:
    counts = series_at(Recipe(values=5), "count", 0).steps
    assert [step.value for step in counts] == ["one", "two", "three", "four", "five"]
    for fewer, more in pairwise(counts):
        assert more.scene.things[:-1] == fewer.scene.things
    there, absent = series_at(Recipe(), "existence", 0).steps
    assert there.scene.things[:-1] == absent.scene.things
    small, large = series_at(Recipe(), "size", 0).steps
    assert small.scene.things[:-1] == large.scene.things[:-1]
    assert small.scene.things[-1]._replace(size="large", extent=large.scene.things[-1].extent) == large.scene.things[-1]
    assert [step.value for step in series_at(Recipe(), "position", 0).steps] == ["left", "right", "above", "below"]


def test_a_series_is_the_same_whatever_else_is_made() -> None:
    alone = series_at(Recipe(), "size", 2)
    assert alone in list(series_of(Recipe(kinds=["existence", "size"], n=3)))
    assert series_at(Recipe(seed=1), "size", 2) != alone


def test_a_recipe_becomes_shards_of_pairs_both_ways(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("kinds: [count, position]\nn: 2\nvalues: 3\npixels: 32\n")
    told = CliRunner().invoke(app, ["series", str(tmp_path / "out"), "--recipe", str(tmp_path / "recipe.yaml")])
    assert told.output.startswith("wrote 36 rows")
    rows = pd.concat([pd.read_parquet(path) for path in (tmp_path / "out" / "shards").glob("*.parquet")])
    assert rows.groupby(["family", "kind"]).size().to_dict() == {("count", "count"): 12, ("relation", "position"): 24}
    assert {(row.caption, row.negative) for row in rows.itertuples()} == {(row.negative, row.caption) for row in rows.itertuples()}


def test_the_shipped_recipe_is_one_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    assert read_recipe(str(ROOT / "configs" / "recipes" / "series.yaml")) == Recipe()
    (tmp_path / "recipe.yaml").write_text("kinds: [colour]\n")
    with pytest.raises(UserError, match=r"kinds\.0"):
        read_recipe(str(tmp_path / "recipe.yaml"))


def test_counts_go_up_to_as_many_shapes_as_a_scene_may_have(tmp_path: Path) -> None:
    assert [step.value for step in series_at(Recipe(values=7), "count", 5).steps][-1] == "seven"  # 428 scenes have no room
    (tmp_path / "recipe.yaml").write_text("values: 8\n")
    with pytest.raises(UserError, match=r"values: .* less than or equal to 7"):
        read_recipe(str(tmp_path / "recipe.yaml"))


def test_a_series_for_which_no_scene_has_room_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.synthesise.series.TRIES", 1)
    with pytest.raises(UserError, match="lower `values`"):
        list(series_of(Recipe(values=7, kinds=["count"], n=9)))
