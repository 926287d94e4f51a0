import pytest

from hardneg.lexicon.verb_frames import Used, act, can_be_used


@pytest.mark.parametrize(
    ("verb", "used"),
    [
        ("sleep", Used("intransitive")),
        ("ride", Used("transitive")),
        ("burn", Used("intransitive", "thing")),
        ("chase", Used("transitive", "person", "person")),
        ("cover", Used("passive", "thing")),
        ("hand", Used("transitive", "person", "thing", two_objects=True)),
        ("deflect", Used("transitive", "person", "thing")),  # no word of the lexicon
        ("boam", Used("transitive")),  # no word of WordNet: nothing is known
    ],
)
def test_a_verb_is_used_as_wordnet_has_it(verb: str, used: Used) -> None:
    assert can_be_used(verb, used)


@pytest.mark.parametrize(
    ("verb", "used"),
    [
        ("sleep", Used("transitive")),
        ("squeak", Used("transitive", None, "thing")),
        ("chase", Used("intransitive")),
        ("wrap", Used("intransitive")),
        ("wobble", Used("passive", "thing")),
        ("interview", Used("transitive", None, "thing")),  # somebody, not something
        ("rejoice", Used("intransitive", "thing")),
        ("rest", Used("transitive", "person", "thing", two_objects=True)),
    ],
)
def test_a_verb_is_not_used_with_another_subject_or_object(verb: str, used: Used) -> None:
    assert not can_be_used(verb, used)


def test_acts_are_of_the_kind_that_wordnet_files_them_under() -> None:
    assert [act(verb) for verb in ("watch", "argue", "run", "boam")] == ["inner", "speech", None, None]
