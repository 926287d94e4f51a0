import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.families.untouched import untouched
from hardneg.grammar.sentence import Sentence


def kept(sentence: Sentence) -> set[str]:
    return {sentence.words[i].lower for i in untouched(sentence)}


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("A glider in flight above the hills.", "flight"),
        ("A woman stitches a quilt by hand.", "hand"),
        ("The parade goes by train to a small town.", "train"),
        ("A magnolia in bloom beside the barn.", "bloom"),
        ("The sailor stays on deck with a rope.", "deck"),
    ],
)
def test_a_preposition_and_a_bare_noun_are_a_set_phrase_in_a_caption_with_articles(parse: Parse, caption: str, word: str) -> None:
    assert word in kept(parse(caption))


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("man on bench", "bench"),
        ("A fox in snow near the fence.", "snow"),
        ("A girl in dress beside the pool.", "dress"),
        ("A cat on the bench.", "bench"),
    ],
)
def test_masses_garments_and_telegraphic_captions_stay_editable(parse: Parse, caption: str, word: str) -> None:
    assert word not in kept(parse(caption))


def test_what_is_joined_by_or_is_not_edited(parse: Parse) -> None:
    sentence = parse("A ferry or barge passes a lighthouse.")
    assert {"ferry", "barge"} <= kept(sentence)
    assert "lighthouse" not in kept(sentence)


def test_who_is_in_bed_is_not_under_bed(parse: Parse) -> None:
    assert not [target for target in FAMILIES[Name.RELATION].find(parse("A boy reads in bed beside the lamp.")) if target.lemma == "in"]


@pytest.mark.parametrize(
    ("caption", "unit"), [("A man holds several flip phones.", "flip phones"), ("A long horn bull stands in a field.", "long horn bull")]
)
def test_a_noun_that_is_one_thing_in_two_words_is_not_split(parse: Parse, caption: str, unit: str) -> None:
    sentence = parse(caption)
    start, end = caption.index(unit), caption.index(unit) + len(unit)
    for name in (Name.OBJECT, Name.ATTRIBUTE):
        assert not [target for target in FAMILIES[name].find(sentence) if start <= target.start < end]
