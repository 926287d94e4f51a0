import json

import pytest

from hardneg.captions.fields.texts import NoCaption, captions_in, deserialised, value_at

TWO = ["A goose's beak.", 'Two "red" boats.']


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(TWO),
        repr(TWO),
        repr(tuple(TWO)),
        '["A goose\'s beak." \'Two "red" boats.\']',
        '["A goose\'s beak."\n \'Two "red" boats.\']',
        json.dumps([{"raw": each, "tokens": each.split()} for each in TWO]),
        repr([{"caption": each} for each in TWO]),
    ],
)
def test_a_list_that_is_written_as_text_is_a_list(text: str) -> None:
    assert captions_in(text) == TWO


@pytest.mark.parametrize(
    "text", ["[applause] a man bows", "[1, 2]", "(a dog)", "{a}", "[]", '"a dog"', "'a dog'", "[dog, cat]", "('a dog') is here"]
)
def test_other_texts_are_not_changed(text: str) -> None:
    assert deserialised(text) == text


@pytest.mark.parametrize("text", ["['A goose.', 'Two bo", '["A goose.", ]x', '{"raw": "A goose'])
def test_a_truncated_list_holds_no_caption(text: str) -> None:
    assert isinstance(captions_in(text), NoCaption)


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ({"raw": "A goose.", "tokens": ["A", "goose"], "sentid": 3}, "A goose."),
        ({"en": "A goose.", "de": "Eine Gans."}, "A goose."),
        ({"caption": ["A goose.", "A boat."]}, ["A goose.", "A boat."]),
        ([["A goose."], ["A boat."]], ["A goose.", "A boat."]),
        ([{"caption": "A goose."}, None], ["A goose.", None]),
        ([{"from": "human", "value": "<image>\nWhat?"}, {"from": "gpt", "value": "A goose."}], "A goose."),
        (7, 7),
        (None, None),
    ],
)
def test_structs_and_lists_hold_captions(value: object, held: object) -> None:
    assert captions_in(value) == held


def test_a_path_leads_into_structs_lists_and_serialised_cells() -> None:
    row = {"a.b": 1, "a": {"c": {"d": 2}}, "s": [{"raw": "x"}, {"raw": "y"}], "cell": '{"en": "z"}'}
    assert [value_at(row, path) for path in ("a.b", "a.c.d", "s.raw", "s.1.raw", "s.5.raw", "cell.en", "a.x", "q.r")] == [
        1, 2, ["x", "y"], "y", None, "z", None, None,
    ]  # fmt: skip
