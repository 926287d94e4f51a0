from collections.abc import Callable

import pytest

from hardneg.schemas.arrow import to_table
from hardneg.schemas.own_image import reject_unverified, without_image
from hardneg.schemas.reasons import ImageReason
from hardneg.schemas.rows import Image, Reject, RewrittenRow

Build = Callable[..., RewrittenRow]


def needing(row: RewrittenRow, *numbers: int) -> RewrittenRow:
    """Return the row with some of its negatives marked."""
    for number in numbers:
        row.negatives[number].needs_image = True
    return row


def test_rows_in_which_nothing_needs_an_image_stay_as_they_are(rewritten: Build) -> None:
    table = to_table([rewritten(0), rewritten(1, gaps=())], RewrittenRow)
    rows, rejects = reject_unverified(table, "flat")
    assert rows is table
    assert rejects.num_rows == 0


def test_a_marked_negative_stays_only_with_an_image_of_its_own(rewritten: Build) -> None:
    row = needing(rewritten(0), 0, 1)
    row.negatives[0].negative_image = Image(bytes=b"png")
    row.negatives[1].image_reason, row.negatives[1].image_detail = ImageReason.NOT_VERIFIED, "none of 4 passes"
    rows, rejects = reject_unverified(to_table([row], RewrittenRow), "synthesise")
    assert [each["id"] for each in rows["negatives"].to_pylist()[0]] == ["c0-object", "c0-count"]
    (reject,) = [Reject.model_validate(each) for each in rejects.to_pylist()]
    assert (reject.id, reject.caption_id, reject.stage, reject.reason) == ("c0-attribute", "c0", "synthesise", "needs_image")
    assert reject.detail == "discarded by text balance, and its image was not verified: not_verified (none of 4 passes)"
    assert (reject.negative, reject.family) == (row.negatives[1].negative, "attribute")


def test_a_caption_left_with_no_negative_is_a_reject_and_an_empty_one_is_not(rewritten: Build) -> None:
    table = to_table([needing(rewritten(0), 0, 1, 2), rewritten(1, gaps=()), needing(rewritten(2), 2)], RewrittenRow)
    rows, rejects = reject_unverified(table, "flat")
    assert rows["id"].to_pylist() == ["c1", "c2"]
    assert [(each["id"], each["reason"]) for each in rejects.to_pylist()] == [
        ("c0-object", "needs_image"),
        ("c0-attribute", "needs_image"),
        ("c0-count", "needs_image"),
        ("c2-count", "needs_image"),
        ("c0", "none_kept"),
    ]
    assert {each["detail"] for each in rejects.to_pylist()[:4]} == {
        "discarded by text balance, and its image was not verified: nothing was drawn"
    }


@pytest.mark.parametrize(("image", "none"), [(None, True), (Image(), True), (Image(path="a.png"), False), (Image(bytes=b"x"), False)])
def test_an_image_is_its_bytes_or_a_path(rewritten: Build, image: Image | None, none: bool) -> None:
    assert without_image(to_table([rewritten(0, image=image)], RewrittenRow)).to_pylist() == [none]
