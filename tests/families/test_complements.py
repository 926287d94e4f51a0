import pytest
from sentences import Parse, word

from hardneg.families import action
from hardneg.families.complements import suits


@pytest.mark.parametrize(
    ("caption", "verb", "other", "does"),
    [
        ("A woman talks about a film.", "talks", "sing", True),
        ("A woman talks about a film.", "talks", "sleep", False),
        ("A man drives down a road.", "drives", "walk", True),
        ("A man drives his car down a road.", "drives", "load", False),
        ("A plane flies in the sky.", "flies", "park", False),
        ("A bird sits on a branch.", "sits", "swim", False),
        ("A duck sits on a pond.", "sits", "swim", True),
        ("A girl talks on her phone.", "talks", "fight", False),
        ("A man speaks while a dog barks.", "speaks", "sleep", False),
        ("A man speaks while a dog barks.", "speaks", "sing", True),
        ("A man speaks in a hall.", "speaks", "sleep", True),
        ("A girl waits for a ferry.", "waits", "walk", False),
        ("A boy hikes in valleys in slow motion.", "hikes", "sit", False),
        ("A boy hikes in valleys in slow motion.", "hikes", "run", True),
        ("A woman leans on a pole.", "leans", "run", False),
        ("A woman leans on a table.", "leans", "sit", True),
        ("A boy bathes in a shower.", "bathes", "drink", False),
        ("A boy bathes in a shower.", "bathes", "sing", True),
        ("A girl jumps for a balloon.", "jumps", "run", True),
        ("Two men play with a console.", "play", "eat", False),
        ("Two men play with a dog.", "play", "fight", True),
    ],
)
def test_another_verb_takes_what_belongs_to_this_one(parse: Parse, caption: str, verb: str, other: str, does: bool) -> None:
    sentence = parse(caption)
    assert suits(sentence, word(sentence, verb), other) is does


@pytest.mark.parametrize(
    "caption", ["A man delivers a speech.", "Two women shaking hands.", "A boy speaks again.", "Two cooks pose for a picture."]
)
def test_a_verb_that_is_one_with_its_object_is_no_target(parse: Parse, caption: str) -> None:
    assert list(action.find(parse(caption))) == []
