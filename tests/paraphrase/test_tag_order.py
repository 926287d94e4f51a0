import random

import pytest

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.tags import split
from hardneg.paraphrase import KINDS, paraphrases, single_paraphrases
from hardneg.paraphrase.composition import compose
from hardneg.paraphrase.tag_order import KIND, orders
from hardneg.parse.tags import TagParser


@pytest.fixture
def sentence(tag_parser: TagParser) -> Sentence:
    return next(tag_parser.parse(["Dog, red sofa, two people, Paris"]))


def test_every_order_has_the_same_tags_as_they_are_written(sentence: Sentence) -> None:
    made = [compose(sentence, order, []) for order in orders(sentence)]
    assert "Paris, Dog, red sofa, two people" in made
    assert "red sofa, Dog, two people, Paris" in made
    assert all(sorted(split(text or "")) == sorted(split(sentence.text)) for text in made)


def test_a_list_is_reordered_or_says_a_tag_in_other_words_and_becomes_no_sentence(sentence: Sentence) -> None:
    made = list(single_paraphrases(sentence, random.Random(0), (*KINDS, "order", "synonym", "number", "wider")))
    assert {each.kinds[0] for each in made} <= {KIND, "synonym", "wider", "number"}
    assert "Dog, red couch, two people, Paris" in [each.text for each in made]
    assert all(len(split(each.text)) == 4 for each in (*made, *paraphrases(sentence, random.Random(0), 5)))


def test_one_tag_has_no_other_order(tag_parser: TagParser) -> None:
    assert list(orders(next(tag_parser.parse(["red sofa"])))) == []
