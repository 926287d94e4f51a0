from typing import Any

import pytest

from hardneg.captions.fields.columns import NoCaptionsError
from hardneg.captions.readers.json_outline import outline
from hardneg.captions.readers.json_shapes import Shape, recognise
from hardneg.captions.readers.json_stream import events_of
from hardneg.schemas.config import CaptionsConfig


def shape(content: Any) -> Shape:
    found = outline(None, events_of(content))
    assert found is not None
    return recognise(found, CaptionsConfig(), "a.json")


def test_an_array_of_objects_has_columns() -> None:
    found = shape([{"image": "1.jpg", "caption": "a goat on a hill"}, {"image": "2.jpg", "caption": "a hen in a barn"}])
    assert found.columns is not None
    assert (found.columns.captions, found.columns.image) == (("caption",), "image")


def test_an_array_of_texts_has_none() -> None:
    assert shape(["a goat on a hill", "a hen in a barn"]).columns is None


def test_annotations_are_joined_to_their_images() -> None:
    found = shape(
        {
            "images": [{"id": 1, "file_name": "1.jpg"}, {"id": 2, "file_name": "2.jpg"}],
            "annotations": [
                {"id": 7, "image_id": 1, "caption": "a goat on a hill"},
                {"id": 8, "image_id": 2, "caption": "a hen in a barn"},
            ],
        }
    )
    assert found.sections == ("annotations",)
    assert found.images == ("images", "file_name")


def test_an_object_keyed_by_image_is_read_by_its_members() -> None:
    assert shape({"1.jpg": "a goat on a hill", "2.jpg": "a hen in a barn", "3.jpg": "a cart on a road"}).keyed


def test_the_records_may_be_inside_a_member() -> None:
    found = shape({"data": {"rows": [{"caption": "a goat on a hill"}, {"caption": "a hen in a barn"}]}})
    assert found.inside == "data"


def test_an_object_without_captions_is_refused_with_what_it_holds() -> None:
    with pytest.raises(NoCaptionsError, match="no captions are recognised"):
        shape({"info": {"year": 2020}, "licenses": [{"id": 1, "url": "x"}]})
