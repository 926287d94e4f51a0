from base64 import b64encode

import pytest

from hardneg.captions.fields.records import Record, image_of, key_of, records_of, shortened
from hardneg.schemas.reasons import Reason


def test_a_list_of_captions_gives_a_record_each() -> None:
    assert list(records_of("k", ["one", "two"], "a.jpg")) == [
        Record("k#0", "one", "a.jpg", image_id="a.jpg"),
        Record("k#1", "two", "a.jpg", image_id="a.jpg"),
    ]


@pytest.mark.parametrize("value", [None, 3, {"a": 1}, [], True])
def test_a_value_that_is_no_text_is_no_caption(value: object) -> None:
    (record,) = records_of("k", value)
    assert (record.key, record.defect) == ("k", Reason.NO_CAPTION)
    assert record.detail


def test_one_bad_caption_in_a_list_leaves_the_others() -> None:
    assert [record.defect for record in records_of("k", ["one", None])] == [None, Reason.NO_CAPTION]


@pytest.mark.parametrize("value", [b"a \xff dog", "a \ud800 dog"])
def test_text_that_is_not_unicode_is_a_defect(value: object) -> None:
    (record,) = records_of("k", value)
    assert record.defect is Reason.INVALID_UTF8
    (record.caption or "").encode()


@pytest.mark.parametrize(
    ("value", "image"),
    [
        ("a.jpg", ("a.jpg", None)),
        ("", (None, None)),
        (b"x", (None, b"x")),
        ({"bytes": b"x", "path": "a"}, ("a", b"x")),
        ({"bytes": None, "path": "a"}, ("a", None)),
        ({"bytes": None, "path": None}, (None, None)),
        (3, (None, None)),
        (None, (None, None)),
    ],
)
def test_images_come_in_many_shapes(value: object, image: tuple[str | None, bytes | None]) -> None:
    assert image_of(value) == image


def test_a_record_without_a_key_has_its_number() -> None:
    assert [key_of(value, 7) for value in ("a", 3, None, "", {})] == ["a", "3", "7", "7", "7"]


def test_the_detail_of_a_reject_is_short_and_encodable() -> None:
    assert len(shortened("x" * 10**6)) == 500
    assert shortened("a\ud800") == "a?"


def test_images_in_base64_are_decoded() -> None:
    data = b"\x89PNG\r\n\x1a\n" + b"x" * 200
    text = b64encode(data).decode()
    assert image_of(text) == image_of(f"data:image/png;base64,{text}") == (None, data)


@pytest.mark.parametrize("image", [["a.jpg", "b.jpg"], {"width": 3, "height": 4}])
def test_an_image_that_cannot_be_used_is_a_defect(image: object) -> None:
    (record,) = records_of("k", "A goose.", image)
    assert record.defect is Reason.BAD_RECORD


def test_a_list_of_one_image_is_that_image() -> None:
    assert image_of(["a.jpg"]) == ("a.jpg", None)
