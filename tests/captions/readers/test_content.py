import pytest

from hardneg.captions.fields.columns import NoCaptionsError
from hardneg.captions.readers.content import (
    are_ids,
    columns_by_content,
    files_in,
    image_of_numbered,
    is_numbered,
    least_width,
    prose_of,
    share_of_width,
)
from hardneg.schemas.config import CaptionsConfig

TABLE = [[f"{i}.jpg", f"a goat on the hill number {i}", f"{i}"] for i in range(5)]


def test_the_column_of_prose_is_the_caption_and_that_of_files_the_image() -> None:
    columns, notes = columns_by_content(["0", "1", "2"], files_in(TABLE), TABLE, CaptionsConfig(), "a.csv")
    assert (columns.captions, columns.image) == (("1",), "0")
    assert notes == []


def test_two_columns_of_sentences_are_captions_of_one_image_with_a_note() -> None:
    table = [["a goat on the hill", "a hen in the barn"] for _ in range(4)]
    columns, notes = columns_by_content(["0", "1"], [], table, CaptionsConfig(), "a.csv")
    assert columns.captions == ("0", "1")
    assert "captions.caption_column=" in notes[0]


def test_a_table_without_prose_is_refused() -> None:
    with pytest.raises(NoCaptionsError, match=r"captions\.caption_column"):
        columns_by_content(["0", "1"], [], [["1", "2"], ["3", "4"]], CaptionsConfig(), "a.csv")


def test_a_column_of_numbers_that_repeat_is_the_image_and_one_that_does_not_is_the_key() -> None:
    unique = [[str(i), "a goat on the hill"] for i in range(4)]
    repeated = [[str(i // 2), "a goat on the hill"] for i in range(4)]
    assert columns_by_content(["0", "1"], [], unique, CaptionsConfig(), "a.csv")[0].key == "0"
    assert columns_by_content(["0", "1"], [], repeated, CaptionsConfig(), "a.csv")[0].image_id == "0"


def test_fractions_are_no_ids() -> None:
    assert are_ids([["12"], ["13"]], 0)
    assert not are_ids([["0.5"], ["0.25"]], 0)


def test_an_image_and_the_number_of_its_caption_are_separated() -> None:
    assert is_numbered("12.jpg#3")
    assert not is_numbered("take road #3")
    assert image_of_numbered("12.jpg#3") == "12.jpg"


def test_a_row_that_is_short_by_mistake_does_not_make_the_table_narrow() -> None:
    table = [["a", "b", "c"]] * 30 + [["a"]]
    assert least_width(table) == 3
    assert share_of_width(table, 3) == pytest.approx(30 / 31)


def test_sentences_read_more_like_prose_than_lists_of_words() -> None:
    table = [["a goat stands on the hill", "goat hill grass sky barn hen"]]
    assert prose_of(table, 0) > prose_of(table, 1)
