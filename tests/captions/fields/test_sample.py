from hardneg.captions.fields.kinds import Kind
from hardneg.captions.fields.sample import SIZE, Sample

ROWS = [{"id": i, "text": f"a dog on hill {i}", "meta": {"alt": {"en": "a hen"}, "size": 3}, "tag": "x"} for i in range(4)]


def sample(rows: list[dict[str, object]]) -> Sample:
    return Sample(list(rows[0]), rows)


def test_columns_inside_structs_are_dotted_paths() -> None:
    assert sample(ROWS).names == ["id", "text", "meta", "meta.alt", "meta.alt.en", "meta.size", "tag"]


def test_images_and_conversations_are_no_structs() -> None:
    rows: list[dict[str, object]] = [{"image": {"bytes": b"", "path": "a"}, "conversations": [{"from": "gpt", "value": "a hen"}]}]
    assert sample(rows).names == ["image", "conversations"]


def test_a_sample_has_a_limited_number_of_rows() -> None:
    assert len(sample([{"a": i} for i in range(2 * SIZE)]).rows) == SIZE


def test_the_kind_of_a_column_follows_from_its_values_and_is_unknown_without_rows() -> None:
    assert sample(ROWS).kind("text") is Kind.SENTENCES
    assert Sample(["text"], []).kind("text") is None


def test_repeated_constant_and_missing_values_are_recognised() -> None:
    found = sample([{"a": 1, "b": "x", "c": None}, {"a": 2, "b": "x", "c": ""}, {"a": 1, "b": "x", "c": 3}])
    assert [found.repeats(name) for name in "abc"] == [True, True, False]
    assert [found.constant(name) for name in "abc"] == [False, True, False]
    assert [found.mostly_missing(name) for name in "abc"] == [False, False, True]


def test_a_path_through_a_list_has_several_values_per_row() -> None:
    found = sample([{"a": [{"b": 1}, {"b": 2}], "c": {"d": 1}}])
    assert (found.flat("a.b"), found.flat("c.d")) == (False, True)


def test_a_message_shows_each_column_with_a_short_example() -> None:
    assert sample([{"a": "x" * 90, "b": None}]).shown() == f"a ('{'x' * 36}...), b"
    assert Sample([], []).shown() == "none"
