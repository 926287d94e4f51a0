import pytest

from pipeline.captions.columns import Columns, choose
from pipeline.errors import UserError
from schemas.config import CaptionsConfig


@pytest.mark.parametrize(
    ("found", "columns"),
    [
        (["id", "image", "caption"], ("caption", "image", "id")),
        (["TEXT", "URL"], ("TEXT", "URL", None)),
        (["title", "filepath"], ("title", "filepath", None)),
        (["caption", "text", "file_name"], ("caption", "file_name", None)),
        (["text"], ("text", None, None)),
    ],
)
def test_columns_are_guessed_by_name(found: list[str], columns: Columns) -> None:
    assert choose(found, CaptionsConfig(), "x.jsonl") == columns


def test_configured_columns_come_first() -> None:
    config = CaptionsConfig(caption_column="label", image_column="photo", key_column="n")
    assert choose(["caption", "image", "id", "label", "photo", "n"], config, "x") == ("label", "photo", "n")


def test_images_that_are_ignored_need_no_column() -> None:
    assert choose(["caption", "image"], CaptionsConfig(images="ignore", image_column="photo"), "x").image is None


def test_a_wrong_column_names_what_is_there_and_what_is_near() -> None:
    with pytest.raises(
        UserError, match=r"x.jsonl: no column 'captoin' \(nearest: caption\); columns: id, caption; set captions.caption_column"
    ):
        choose(["id", "caption"], CaptionsConfig(caption_column="captoin"), "x.jsonl")


def test_no_column_that_looks_like_a_caption_is_an_error() -> None:
    with pytest.raises(UserError, match=r"x.csv: no column looks like a caption; columns: a, b"):
        choose(["a", "b"], CaptionsConfig(), "x.csv")
