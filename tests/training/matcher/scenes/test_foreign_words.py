from hardneg.scenes.scene_words import NOUNS as SCENE_NOUNS
from hardneg.training.matcher.scenes.foreign_words import ADJECTIVES, NOUNS


def test_each_word_is_listed_once_and_is_a_single_lower_case_word() -> None:
    for words in (ADJECTIVES, NOUNS):
        assert len(set(words)) == len(words)
        assert all(word.isalpha() and word.islower() for word in words)


def test_no_noun_of_the_shipped_scenes_is_foreign() -> None:
    assert not {"circle", "square", "triangle", "star", "heart", "shape", "thing"} & {*NOUNS}
    assert {"circle", "square"} <= {*SCENE_NOUNS}
