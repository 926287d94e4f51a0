from hypothesis import given
from hypothesis import strategies as st

from hardneg.lexicon import related
from hardneg.lexicon.nouns import _classes_by_word

WORDS = st.sampled_from(sorted(_classes_by_word()))


@given(WORDS, WORDS)
def test_relation_is_symmetric_and_reflexive(a: str, b: str) -> None:
    assert related(a, b) == related(b, a)
    assert related(a, a)


def test_synonyms_hypernyms_and_compatible_words_are_related() -> None:
    pairs = [
        "couch sofa",
        "dog animal",
        "man surfer",
        "woman chef",
        "street road",
        "big huge",
        "oak tree",
        "sparrow bird",
        "hold carry",
        "gray grey",
    ]
    assert [pair for pair in pairs if not related(*pair.split())] == []


def test_words_that_exclude_each_other_are_not_related() -> None:
    pairs = ["dog cat", "red blue", "sit stand", "man woman", "throw catch", "big small", "white gray", "table chair"]
    assert [pair for pair in pairs if related(*pair.split())] == []
