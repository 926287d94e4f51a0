import pytest
from pydantic import ValidationError

from hardneg.schemas.family import Family
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, Edit, Generator, Negative, Reject, Row, ShardRow

SOURCE = {"input": "in.jsonl", "key": "1"}
EDIT = {"start": 2, "end": 5, "old": "dog", "new": "cat"}
NEGATIVE = {"id": "n", "negative": "A cat.", "family": "object", "kind": "pet", "edits": [EDIT], "generator": {"method": "rules"}}
SHARD = {"id": "n", "caption_id": "c", "caption": "A dog.", "negative": "A cat.", "positives": [], "family": "object", "kind": "pet"}
SHARD |= {"edits": [EDIT], "source": SOURCE, "generator": {"method": "rules"}, "run_id": "r"}
WHOLE: list[tuple[type[Row], dict[str, object]]] = [
    (CaptionRow, {"id": "c", "caption": "A dog.", "source": SOURCE}),
    (Negative, NEGATIVE),
    (ShardRow, SHARD),
    (Reject, {"id": "c", "stage": "parse", "reason": "nothing_to_edit"}),
]


@pytest.mark.parametrize(("model", "row"), WHOLE)
def test_a_row_needs_no_more_than_this_and_nothing_less(model: type[Row], row: dict[str, object]) -> None:
    assert model.model_validate(row)
    for name in row:
        with pytest.raises(ValidationError):
            model.model_validate({key: value for key, value in row.items() if key != name})


@pytest.mark.parametrize(
    ("model", "row", "wrong"),
    [
        (CaptionRow, WHOLE[0][1], {"captoin": "A dog."}),
        (CaptionRow, WHOLE[0][1], {"source": SOURCE | {"line": 3}}),
        (CaptionRow, WHOLE[0][1], {"caption": None}),
        (Negative, NEGATIVE, {"family": "colour"}),
        (Negative, NEGATIVE, {"edits": [EDIT | {"start": "two"}]}),
        (Negative, NEGATIVE, {"image_reason": "too dark"}),
        (ShardRow, SHARD, {"positives": None}),
        (ShardRow, SHARD, {"positive_edits": [EDIT]}),  # of each positive a list
        (Reject, WHOLE[3][1], {"reason": "bad luck"}),
    ],
)
def test_a_field_that_is_unknown_or_of_another_kind_is_refused(model: type[Row], row: dict[str, object], wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(row | wrong)


def test_what_no_stage_has_measured_is_null() -> None:
    negative = Negative.model_validate(NEGATIVE)
    measured = ("concreteness", "visual", "lm_gap", "match_positive", "match_negative", "p_valid", "negative_image", "other_images")
    assert [getattr(negative, name) for name in measured] == [None] * len(measured)
    assert negative.n_edits == 1


def test_names_become_members_of_their_enums() -> None:
    assert Negative.model_validate(NEGATIVE).family is Family.OBJECT
    assert Reject.model_validate(WHOLE[3][1]).reason is Reason.NOTHING_TO_EDIT


def test_lists_of_two_rows_are_two() -> None:
    one, two = (ShardRow.model_validate(SHARD) for _ in range(2))
    one.positive_kinds.append("article")
    assert two.positive_kinds == []


def test_structs_are_equal_by_what_they_hold() -> None:
    assert Edit.model_validate(EDIT) == Edit(start=2, end=5, old="dog", new="cat")
    assert Generator(method="rules") != Generator(method="llm")
