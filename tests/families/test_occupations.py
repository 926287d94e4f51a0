import pytest
from families.every import offered
from sentences import Parse, word

from hardneg.families.occupations import may_be_one
from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    ("caption", "old", "new"),
    [
        ("A doctor looks at a bottle.", "doctor", "scientist"),
        ("A doctor looks at a bottle.", "doctor", "nurse"),
        ("A mechanic fixes a car.", "mechanic", "construction worker"),
        ("A student reads.", "student", "programmer"),  # no look of their own
        ("A doctor in a lab coat looks at a bottle.", "doctor", "chef"),  # whose clothes they are not
    ],
)
def test_occupations_that_look_the_same_are_no_contraries(parse: Parse, caption: str, old: str, new: str) -> None:
    sentence = parse(caption)
    assert may_be_one(sentence, word(sentence, old), old, new)


@pytest.mark.parametrize(("old", "new"), [("doctor", "soldier"), ("police officer", "firefighter"), ("student", "nurse"), ("man", "dog")])
def test_occupations_with_other_clothes_exclude_each_other(parse: Parse, old: str, new: str) -> None:
    sentence = parse(f"A {old} stands in a street.")
    assert not may_be_one(sentence, word(sentence, old.split()[-1]), old, new)


@pytest.mark.parametrize(
    ("caption", "same", "other"),
    [
        ("A doctor stands beside a car.", {"nurse", "scientist"}, {"soldier"}),
        ("A mechanic stands beside a car.", {"construction worker"}, {"soldier"}),
        ("A woman in a lab coat.", {"doctor", "scientist", "nurse"}, set()),
        ("Pedestrians stand on a street.", {"coaches"}, {"firefighters"}),
        ("A police officer in a uniform stands beside a car.", {"soldier", "firefighter"}, set()),
        ("A pilot stands beside a car.", {"businessman", "clown", "farmer"}, {"soldier"}),
        ("A bed in a student's room.", {"soldier", "nurse"}, {"chair"}),  # nobody can see whose room it is
    ],
)
def test_somebody_becomes_nobody_of_the_same_look(parse: Parse, caption: str, same: set[str], other: set[str]) -> None:
    found = offered(parse(caption), Name.OBJECT)
    assert not found & same
    assert other <= {text.lower() for text in found}


def test_students_have_a_teacher_and_no_police_officer(parse: Parse) -> None:
    assert "firefighter" in offered(parse("Pupils are listening to a teacher in a classroom."), Name.OBJECT)
    assert "firefighter" not in offered(parse("Pupils are listening to their teacher in a classroom."), Name.OBJECT)
