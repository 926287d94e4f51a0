import json
from collections.abc import Iterator

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.sources import Source
from hardneg.captions.readers.json_stream import Event, Malformed, Window, events, events_of, opened, values

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def window(text: str, size: int = 3) -> Window:
    """Return a window that receives the text in pieces of `size` characters."""
    return Window(text[i : i + size] for i in range(0, len(text), size))


def broken_after(text: str) -> Iterator[str]:
    yield text
    raise Broken("the compression is damaged")


@given(st.lists(VALUES) | st.dictionaries(st.text(), VALUES), st.integers(1, 9))
def test_the_events_of_a_text_are_those_of_its_value(value: object, size: int) -> None:
    assert list(events(window(json.dumps(value), size))) == list(events_of(value))


def test_a_malformed_element_costs_only_itself() -> None:
    found = list(events(window('[{"a": 1}, {"a" 2}, {"a": 3}]')))
    assert [type(event.value) for event in found[1:]] == [dict, Malformed, dict]
    assert found[2].value.sample == '{"a" 2}'


def test_arrays_of_an_object_are_events_of_their_own() -> None:
    found = list(events(window('{"info": {"x": 1}, "rows": [1, 2], "n": 3}')))
    assert found == [
        Event("object", None),
        Event("member", "info", {"x": 1}),
        Event("array", "rows"),
        Event("element", "rows", 1),
        Event("element", "rows", 2),
        Event("member", "n", 3),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2", "the file ends before its last value is closed"),
        ('["a', "the file ends in the middle of a value"),
        ('{"a": 1', "the file ends before its last value is closed"),
        ("[1] 2", "text follows the end"),
        ("[1 2]", "no comma and no ']'"),
        ('{1: "a"}', "a member of the object has no key"),
        ("plain", "it is not JSON"),
    ],
)
def test_a_damaged_file_says_where_it_ends(text: str, message: str) -> None:
    with pytest.raises(Broken, match=message):
        list(events(window(text)))


def test_elements_before_damaged_compression_are_read_and_then_its_error_is_raised() -> None:
    found: list[object] = []
    with pytest.raises(Broken, match="compression is damaged"):
        found.extend(event.value for event in events(Window(broken_after("[1, 2, "))))
    assert found == [None, 1, 2]


def test_a_trailing_comma_is_ignored() -> None:
    assert [event.value for event in events(window("[1, 2,]"))][1:] == [1, 2]


def test_values_without_commas_are_elements() -> None:
    assert [event.value for event in values(window('{"a": 1}\n{"a":\n 2}'))][1:] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "form"), [('{"a": 1}\n{"a": 2}', "lines"), ('{"a":\n1}\n{"a": 2}', "values"), ('{"a": 1}', None), ("{", None)]
)
def test_several_values_are_recognised_without_moving(text: str, form: str | None) -> None:
    view = window(text)
    assert view.several() == form
    assert view.next() == "{"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_follows_from_the_first_bytes(encoding: str) -> None:
    fs = MemoryFileSystem()
    fs.pipe("/stream/x.json", '["café"]'.encode(encoding))
    with opened(Source(fs, "/stream/x.json", "x.json", "json")) as view:
        assert [event.value for event in events(view)][1:] == ["café"]
