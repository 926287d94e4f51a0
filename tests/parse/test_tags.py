import pytest

from hardneg.grammar.sentence import Sentence
from hardneg.parse.model import Parser
from hardneg.parse.tags import TagParser, corrected
from hardneg.parse.tags import parser as made


def roles(sentence: Sentence) -> list[str]:
    return [f"{word.text}/{word.pos}/{word.dep}" for word in sentence.words]


def test_each_tag_is_parsed_by_itself(tag_parser: TagParser) -> None:
    (sentence,) = tag_parser.parse(["man riding horse, red couch, two people"])
    roots = [word.text for word in sentence.words if word.head == word.i and word.pos != "PUNCT"]
    assert roots == ["man", "couch", "people"]
    assert len(sentence.tags) == 3


def test_a_tag_has_the_same_parse_in_any_company(tag_parser: TagParser) -> None:
    together = list(tag_parser.parse(["dog, red couch", "red couch, lamp"]))
    (alone,) = tag_parser.parse(["red couch, lamp"])
    assert together[1].words == alone.words


@pytest.mark.parametrize(
    ("tag", "read"),
    [
        ("pizza", ["pizza/NOUN/ROOT"]),
        ("train", ["train/NOUN/ROOT"]),
        ("running", ["running/VERB/ROOT"]),
        ("white shirt", ["white/ADJ/amod", "shirt/NOUN/ROOT"]),
        ("sleeping cat", ["sleeping/VERB/amod", "cat/NOUN/ROOT"]),
        ("washing bicycle", ["washing/VERB/ROOT", "bicycle/NOUN/dobj"]),
        ("red shirt", ["red/ADJ/amod", "shirt/NOUN/ROOT"]),
        ("dog chasing cat", ["dog/NOUN/nsubj", "chasing/VERB/ROOT", "cat/NOUN/dobj"]),
        ("parked cars", ["parked/VERB/amod", "cars/NOUN/ROOT"]),
        ("cutting board", ["cutting/NOUN/compound", "board/NOUN/ROOT"]),
        ("child playing with ball", ["child/NOUN/nsubj", "playing/VERB/ROOT", "with/ADP/prep", "ball/NOUN/pobj"]),
        ("new york", ["new/PROPN/compound", "york/PROPN/ROOT"]),
    ],
)
def test_what_spacy_gets_wrong_of_short_tags_is_mended(parser: Parser, tag: str, read: list[str]) -> None:
    assert roles(corrected(next(parser.parse([tag])))) == read


def test_a_list_with_capitals_everywhere_is_parsed_as_without(tag_parser: TagParser) -> None:
    (sentence,) = tag_parser.parse(["Dog, Red Couch"])
    assert roles(sentence) == ["Dog/NOUN/ROOT", ",/PUNCT/punct", "Red/ADJ/amod", "Couch/NOUN/ROOT"]
    (sentence,) = tag_parser.parse(["BIG DOG"])
    assert roles(sentence) == ["BIG/ADJ/amod", "DOG/NOUN/ROOT"]


def test_the_form_says_which_parser() -> None:
    assert type(made("en_core_web_sm", "caption")) is Parser
    assert type(made("en_core_web_sm", "tags")) is TagParser
