import random

from hardneg.lexicon import related
from hardneg.matching.scenes_config import read_config
from hardneg.matching.scenes_tokenizer import UNKNOWN, encode, read_tokenizer, tokenizer_of
from hardneg.models.matcher_folder import WEIGHTS
from hardneg.scenes.graph import COLOURS
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_words import NOUNS, plural
from hardneg.scenes.world import sample_at
from hardneg.training.matcher.scenes import foreign_words
from hardneg.training.matcher.scenes.scene_labels import texts_of
from hardneg.training.matcher.scenes.vocabulary import unlearnt, words

NO_THINGS = {"hexagon", "pentagon", "octagon", "crescent", "arrow", "moon"}
"""Shapes that the oracle understands and no scene has."""


def test_the_vocabulary_has_every_word_of_the_captions() -> None:
    scenes = [sample_at(11, number).scene for number in range(61)]
    texts = [each.text for n in range(60) for each in texts_of(scenes[n], random.Random(n), scenes[n + 1], 24)]
    read = [text for text in texts if is_true(text, scenes[0]) is not None]
    assert len(read) > 500
    assert not [text for text, ids in zip(read, encode(tokenizer_of(words()), read, 48), strict=True) if UNKNOWN in ids]


def test_foreign_words_are_of_no_thing_in_a_scene() -> None:
    assert not {*foreign_words.ADJECTIVES} & {*COLOURS}
    assert not {*foreign_words.NOUNS} & ({*NOUNS} - NO_THINGS)
    assert {"orange", "wooden", "checkered"} <= {*foreign_words.ADJECTIVES}
    assert {"rectangle", "dog"} <= {*foreign_words.NOUNS}
    assert not [noun for noun in foreign_words.NOUNS if related(noun, "circle")]


def test_foreign_nouns_are_known_in_both_numbers() -> None:
    assert {form for noun in foreign_words.NOUNS for form in (noun, plural(noun))} <= {*words()}


def test_each_word_is_one_token_and_there_once() -> None:
    known = words()
    assert len(known) == len(set(known))
    tokenizer = tokenizer_of(known)
    assert [word for word in known if len(tokenizer.encode(word, add_special_tokens=False).ids) != 1] == []


def test_words_that_no_text_held_are_unlearnt_unless_they_are_foreign() -> None:
    vocabulary = tokenizer_of(words()).get_vocab()
    seen = {number for word, number in vocabulary.items() if word not in ("photo", "couple", "dog", "wooden")}
    assert unlearnt(vocabulary, seen) == ("couple", "photo")


def test_the_shipped_matcher_has_learnt_every_word_of_its_training_texts() -> None:
    scenes = [sample_at(12, number).scene for number in range(31)]
    texts = [each.text for n in range(30) for each in texts_of(scenes[n], random.Random(n), scenes[n + 1], 24)]
    missing = {*read_config(WEIGHTS / "scenes").unlearnt}
    tokens = {token for text in texts for token in read_tokenizer(WEIGHTS / "scenes").encode(text).tokens}
    assert missing
    assert not missing & tokens


def test_the_shipped_matcher_was_trained_on_this_vocabulary() -> None:
    assert read_tokenizer(WEIGHTS / "scenes").get_vocab() == tokenizer_of(words()).get_vocab()
