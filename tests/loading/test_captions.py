from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from some_shards import rows_of

from hardneg.loading.captions import Captions, chances
from hardneg.loading.options import Options
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ShardRow
from hardneg.shards.margin import margin


def samples_of(rows: list[dict[str, Any]], options: Options, seed: int = 0) -> list[dict[str, Any]]:
    table = pa.Table.from_pylist(rows, arrow_schema(ShardRow)).select(options.columns())
    captions = Captions(table, options, np.random.default_rng(seed))
    return [captions.sample(captions.drawn(members), members)[0] for members in captions.members]


def counts(options: Options, rows: list[dict[str, Any]], times: int = 400) -> Counter[str]:
    """Count by family how often a negative is drawn."""
    return Counter(family for seed in range(times) for sample in samples_of(rows, options, seed) for family in sample["families"])


def test_a_sample_has_the_columns_of_its_drawn_negatives() -> None:
    rows = rows_of(2, 3)
    rows[1] |= {"p_valid": 0.5, "weight": 2.5}
    (found,) = samples_of(rows, Options(negatives="all", positives="all"))
    assert (found["caption"], found["caption_id"], found["image_id"], found["image"]) == ("caption 2", "c00002", None, None)
    assert found["positives"] == ["positive 2.0", "positive 2.1"]
    assert found["negatives"] == ["negative 2.0", "negative 2.1", "negative 2.2"]
    assert (found["families"], found["negative_images"]) == (["attribute", "count", "object"], [None] * 3)
    assert (found["weights"], found["p_valid"]) == ([3.0, 2.5, 3.0], [None, 0.5, None])
    assert found["margins"] == margin(pa.Table.from_pylist(rows, arrow_schema(ShardRow))).tolist()


def test_some_of_many_are_drawn_anew_and_without_repetition() -> None:
    rows = [row for number in (2, 5) for row in rows_of(number, 9)]
    drawn = [samples_of(rows, Options(negatives=4, positives=1), seed) for seed in range(20)]
    assert {tuple(len(set(sample["negatives"])) for sample in each) for each in drawn} == {(4, 4)}
    assert len({tuple(each[0]["negatives"]) for each in drawn}) > 15
    assert {each[0]["positives"][0] for each in drawn} == {"positive 2.0", "positive 2.1"}
    assert samples_of(rows, Options(), 3) == samples_of(rows, Options(), 3)


def test_more_negatives_than_any_caption_has_gives_all_of_them() -> None:
    assert [len(each["negatives"]) for each in samples_of([*rows_of(0, 2), *rows_of(1, 5)], Options(negatives=50))] == [2, 5]
    assert samples_of(rows_of(0, 2), Options(positives=3))[0]["positives"] == []


def test_family_weights_change_what_is_drawn_and_zero_excludes() -> None:
    found = counts(Options(negatives=1, family_weights={"count": 3.0, "object": 0.0}), rows_of(0, 4))
    assert found["object"] == 0
    assert 2 < found["count"] / found["attribute"] < 4.5
    assert samples_of(rows_of(0, 1), Options(family_weights={"attribute": 0.0})) == []
    assert counts(Options(negatives="all", family_weights={"object": 0.0}), rows_of(0, 4), 1).keys() == {"attribute", "count", "relation"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "columns", "ratio"),
    [
        ("uniform", [{}, {}], 1.0),
        ("concreteness", [{"concreteness": 5.0}, {"concreteness": None}], 5.0),
        ("p_valid", [{"p_valid": 1.0}, {"p_valid": None}], 2.0),
        ("margin", [{"match_positive": 3.0, "match_negative": 3.0}, {"match_positive": 3.0, "match_negative": 0.0}], 2.0),
    ],
)
def test_difficulty_changes_what_is_drawn(draw: Any, columns: list[dict[str, float]], ratio: float) -> None:
    rows = [row | more for row, more in zip(rows_of(0, 2), columns, strict=True)]
    found = counts(Options(negatives=1, draw=draw), rows, 1500)
    assert found["attribute"] / found["count"] == pytest.approx(ratio, rel=0.25)


def test_margins_of_judges_with_other_scales_are_comparable() -> None:
    def chance(*judges: tuple[str | None, list[float]]) -> list[list[float]]:
        rows = [
            rows_of(0, 1)[0] | {"judged_by": name, "match_positive": 5.0, "match_negative": 5.0 - each}
            for name, some in judges
            for each in some
        ]
        table = pa.Table.from_pylist([*rows, *rows_of(0, 1)], arrow_schema(ShardRow))
        found = chances(table, Options(draw="margin"))[1].tolist()
        return [[round(found.pop(0), 4) for _ in some] for _, some in judges] + [found]

    logits, cosines, first, without = chance(("logits", [0.0, 2.0, 4.0, 6.0]), ("cosines", [0.0, 0.02, 0.04, 0.06]), (None, [-1.0, 3.0]))

    assert logits == cosines == [1.0, 0.6667, 0.5, 0.4]
    assert first == [1.0, 0.5]
    assert without == [0.5]


def test_rows_that_need_both_directions_are_drawn_only_where_asked_for() -> None:
    rows = [*rows_of(0, 2), *rows_of(1, 1, needs_image=True)]
    rows[0]["needs_image"] = True
    assert [each["negatives"] for each in samples_of(rows, Options())] == [["negative 0.1"]]
    assert [len(each["negatives"]) for each in samples_of(rows, Options(needs_image=True))] == [2, 1]


def test_an_image_is_a_sample_whose_other_captions_are_positives() -> None:
    rows = [row for number in range(5) for row in rows_of(number, 2, {"path": "a.png"}, image_id=f"i{number // 3}")]
    found = [samples_of(rows, Options(group="image", positives="all", images=False), seed) for seed in range(30)]
    assert {len(each) for each in found} == {2}
    firsts = {each[0]["caption"] for each in found}
    assert firsts == {"caption 0", "caption 1", "caption 2"}
    for each in found:
        others = firsts - {each[0]["caption"]}
        assert others <= {*each[0]["positives"]}
        assert all(text.startswith(each[0]["caption"].replace("caption", "negative")) for text in each[0]["negatives"])
    (two,) = {len(samples_of(rows, Options(group="image", positives=2, images=False), seed)[0]["positives"]) for seed in range(9)}
    assert two == 2
