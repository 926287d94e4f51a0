from collections.abc import Iterator

import pytest

from hardneg.captions.fields.records import Broken
from hardneg.captions.fields.sample import SIZE
from hardneg.captions.readers.json_outline import outline, row_of, rows_of
from hardneg.captions.readers.json_stream import Event, events_of


def test_an_object_has_its_members_and_a_sample_of_each_array() -> None:
    found = outline(None, events_of({"info": {"year": 2020}, "rows": [{"caption": "a goat"}] * (SIZE + 5)}))
    assert found is not None
    assert found.top == "object"
    assert found.members["info"] == {"year": 2020}
    assert len(found.arrays["rows"]) == SIZE


def test_lines_before_a_damage_are_kept_and_a_damage_at_once_is_raised() -> None:
    def cut(events: list[Event]) -> Iterator[Event]:
        yield from events
        raise Broken("cut")

    events = list(events_of({"rows": [{"caption": "a goat"}]}))
    found = outline(None, cut(events))
    assert found is not None
    assert found.arrays["rows"] == [{"caption": "a goat"}]
    with pytest.raises(Broken):
        outline(None, cut([]))


def test_a_list_counts_as_a_row_and_a_text_does_not() -> None:
    assert row_of(["12.jpg", "a goat"]) == {"0": "12.jpg", "1": "a goat"}
    assert rows_of(["a goat", ["one"], {"caption": "a hen"}]) == [{"caption": "a hen"}]
