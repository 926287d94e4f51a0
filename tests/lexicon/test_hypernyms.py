import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.lexicon import noun_alternatives, related
from hardneg.lexicon.hypernyms import compatible, is_listed
from hardneg.lexicon.nouns import _classes_by_word
from hardneg.lexicon.tables import frames

WORDS = st.sampled_from([*sorted(_classes_by_word()), "bodyguard", "sycamore", "jackal", "military officer", "schoolchild", "xyzzy"])


def pairs(text: str) -> list[tuple[str, str]]:
    return [(left.strip(), right.strip()) for left, right in (pair.split("/") for pair in text.split(";"))]


@given(WORDS, WORDS)
def test_it_is_symmetric_and_holds_of_all_that_is_related(a: str, b: str) -> None:
    assert compatible(a, b, "noun") == compatible(b, a, "noun")
    assert compatible(a, b, "noun") or not related(a, b)


HYPONYMS = "building/schoolhouse; tree/sycamore; horse/palomino; hat/cloche; bird/lark; soup/bisque"
HYPERNYMS = "toy/plaything; street/thoroughfare; dog/carnivore"
SYNONYMS = "bed/bunk; car/motorcar; television/telly"
LISTED = "building/school; building/store; animal/tiger; vehicle/train; food/banana; fruit/mango; furniture/bookshelf; boat/freighter"
COMPOUNDS = "man/military officer; woman/prison warden; dog/farm dog; tree/garden sycamore"
ROLES = "man/bodyguard; woman/commuter; person/bodyguard; woman/lawyer; kid/schoolchild; boy/schoolchild; doctor/tourist"


@pytest.mark.parametrize(("a", "b"), pairs("; ".join((HYPONYMS, HYPERNYMS, SYNONYMS, LISTED, COMPOUNDS, ROLES))))
def test_nouns_that_may_be_true_of_one_thing_are_compatible(a: str, b: str) -> None:
    assert compatible(a, b, "noun")


COHYPONYMS = "dog/jackal; dog/cat; car/bulldozer; boat/submarine; bowl/trophy; banana/croissant; coffee/lemonade"
APART = "building/bridge; man/horse; street/glacier; man/stethoscope; exercise ball/baseball; laundry room/bathroom"
PERSONS = "man/woman; man/schoolgirl; man/heroine; woman/nobleman; man/schoolchild; chef/lumberjack; doctor/soldier"
UNKNOWN = "dog/xyzzy; xyzzy/zyxxy"


@pytest.mark.parametrize(("a", "b"), pairs("; ".join((COHYPONYMS, APART, PERSONS, UNKNOWN))))
def test_nouns_that_exclude_each_other_are_not_compatible(a: str, b: str) -> None:
    assert not compatible(a, b, "noun")


@pytest.mark.parametrize(
    ("a", "b"), pairs("walk/saunter; run/sprint; eat/devour; eat/chew; sleep/snore; sleep/snooze; hold/grasp; run/jog")
)
def test_a_troponym_or_an_entailed_verb_is_true_at_once(a: str, b: str) -> None:
    assert compatible(a, b, "verb")


@pytest.mark.parametrize(("a", "b"), pairs("walk/sleep; walk/cartwheel; throw/juggle; eat/throw; sit/somersault; inhibit/fly"))
def test_verbs_that_exclude_each_other_are_not_compatible(a: str, b: str) -> None:
    assert not compatible(a, b, "verb")


def test_similar_adjectives_are_compatible_and_other_ones_are_not() -> None:
    assert compatible("red", "ruby", "adj")
    assert compatible("large", "sizable", "adj")
    assert not compatible("red", "turquoise", "adj")
    assert not compatible("red", "blue", "adj")


def test_what_the_lexicon_offers_for_each_other_is_never_compatible() -> None:
    words = sorted(_classes_by_word())[::40]
    assert [(word, other) for word in words for other in noun_alternatives(word) if compatible(word, other, "noun")] == []
    offered = [(a, b) for frame in frames() for a in frame.members for b, member in frame.members.items() if member.offered]
    assert [(a, b) for a, b in offered[::40] if compatible(a, b, "verb") and not related(a, b)] == []


def test_the_tables_are_read_by_the_first_word_that_needs_them() -> None:
    code = (
        "from hardneg.lexicon import hypernyms\n"
        "assert hypernyms.compatible('dog', 'dog', 'noun') and not hypernyms._words.cache_info().currsize\n"
        "assert hypernyms.compatible('dog', 'carnivore', 'noun') and hypernyms._words.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_wordnet_lists_words_by_part_of_speech_and_compounds_by_their_last_word() -> None:
    assert is_listed("capybara", "noun")
    assert is_listed("fire hydrant", "noun")
    assert is_listed("strum", "verb")
    assert not is_listed("capybara", "verb")
    assert not is_listed("boam", "verb")
