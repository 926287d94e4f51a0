import pytest

from hardneg.captions.fields import tables
from hardneg.captions.fields.tables import Picture, image_column, source_column


def test_images_round_trip_with_what_is_absent() -> None:
    images = [Picture(b"1", "a.jpg"), None, Picture(None, "b.jpg"), Picture(b"", None)]
    assert image_column(images).to_pylist() == [None if image is None else image._asdict() for image in images]
    assert image_column([]).to_pylist() == []


def test_many_bytes_are_put_in_several_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "CHUNK", 10)
    column = image_column([Picture(b"x" * 6, None)] * 4)
    assert column.num_chunks == 4
    assert len(column) == 4


def test_sources_are_structs() -> None:
    assert source_column(["a", "b"], ["1", "2"]).to_pylist() == [{"input": "a", "key": "1"}, {"input": "b", "key": "2"}]
