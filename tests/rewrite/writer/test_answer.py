import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.families import Name, Target
from hardneg.families.relation import VERB
from hardneg.llm.interface import Fill
from hardneg.rewrite.writer.answer import texts_of
from hardneg.rewrite.writer.asks import Ask

CAPTION = "A black dog next to a dog."
COLOUR = Ask(Name.ATTRIBUTE, Target("attribute", "colour", 1, 2, 2, 7, "black"), "", 1)
SECOND = Ask(Name.OBJECT, Target("object", "pet", 6, 7, 22, 25, "dog"), "", 2, occurrence=2)
PLACE = Ask(Name.RELATION, Target("relation", "next to", 3, 5, 12, 19, "next to"), "", 3, closed=("behind", "under"))
WHOLE = Ask(Name.WORD_ORDER, None, "", 4)
ASKS = [COLOUR, SECOND, PLACE, WHOLE]
ITEMS = [
    {"family": "attribute", "replace": "black", "with": ["white", "white", "dark-blue"]},
    {"family": "object", "replace": "dog #2", "with": ["cat"]},
    {"family": "relation", "replace": "next to", "with": ["under"]},
    {"family": "word_order", "rewrite": "A dog next to\n a black dog."},
]


def read(written: str) -> list[tuple[str, ...]]:
    return texts_of(CAPTION, ASKS, Fill(written, 9, 9))


def test_each_ask_gets_the_texts_of_its_item_and_each_text_once() -> None:
    assert read(json.dumps(ITEMS)) == [("white", "dark-blue"), ("cat",), ("under",), ("A dog next to a black dog.",)]


def test_an_answer_in_a_code_block_is_read() -> None:
    assert read(f"```json\n{json.dumps(ITEMS)}\n```") == read(json.dumps(ITEMS))


def test_what_is_whole_of_an_answer_that_was_cut_counts() -> None:
    cut = json.dumps(ITEMS)
    assert read(cut[: cut.index('{"family": "relation"') + 30]) == [("white", "dark-blue"), ("cat",), (), ()]


@pytest.mark.parametrize(
    "item",
    [
        {"family": "object", "replace": "black", "with": ["white"]},
        {"family": "attribute", "replace": "red", "with": ["white"]},
        {"family": "attribute", "replace": "black"},
        {"family": "attribute", "replace": "black", "with": [7, None]},
        {"family": "attribute", "replace": "black", "with": ["white and red", "WHITE", "<|im_end|>", ""]},
        ["attribute", "black", "white"],
        None,
    ],
)
def test_an_item_that_is_not_what_was_asked_counts_for_nothing(item: object) -> None:
    assert read(json.dumps([item, *ITEMS[1:]]))[0] == ()


def test_a_closed_span_takes_only_the_words_on_offer() -> None:
    assert read(json.dumps([*ITEMS[:2], ITEMS[2] | {"with": ["above", "behind"]}]))[2] == ("behind",)


@pytest.mark.parametrize("written", ["", "[]", "I cannot help with that.", "{}", "[[[", '{"family": "attribute"', "null"])
def test_other_answers_have_no_texts(written: str) -> None:
    assert read(written) == [()] * len(ASKS)


@given(st.text(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)).map(json.dumps))
def test_no_answer_is_an_error(written: str) -> None:
    found = read(written)
    assert len(found) == len(ASKS)


@given(st.permutations(ITEMS), st.integers(0, len(ITEMS)))
def test_an_item_that_is_left_out_or_out_of_order_takes_no_other_with_it(items: list[dict[str, object]], count: int) -> None:
    there = items[:count]

    for ask, texts, item in zip(ASKS, read(json.dumps(there)), ITEMS, strict=True):
        assert bool(texts) == (item in there), ask


def test_a_verb_is_replaced_by_one_word() -> None:
    verb = Ask(Name.RELATION, Target("relation", VERB, 2, 3, 6, 13, "wear"), "", 5)
    item = {"family": "relation", "replace": "wearing", "with": ["takes off", "sewing"]}
    assert texts_of("A man wearing a hat.", [verb], Fill(json.dumps([item]), 9, 9)) == [("sewing",)]
