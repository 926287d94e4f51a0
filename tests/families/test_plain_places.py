import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name


@pytest.mark.parametrize(
    ("caption", "negatives"),
    [
        ("A tall tree stands in front of a barn. A boy eats an apple. Clouds drift by.", ["behind"]),
        ("Two dumpsters are behind the barn. A boy eats an apple. Clouds drift by.", ["in front of"]),
        ("A tall tree stands in front of a barn. In the background is a hill. Clouds drift by.", ["behind"]),
        ("In the background, a tall tree stands in front of a barn. A boy eats an apple. Clouds drift by.", []),
        ("A tall tree stands in front of a barn. The tree partially hides the gate. Clouds drift by.", []),
        ("A tall tree stands in front of a barn. Its leaves brush the barn. Clouds drift by.", []),
        ("Green grass grows behind the barn. A boy eats an apple. Clouds drift by.", []),
        ("A woman stands in front of a painting. A boy eats an apple. Clouds drift by.", []),
        ("A dog sits in front of a lake. A boy eats an apple. Clouds drift by.", []),
    ],
)
def test_what_stands_before_a_thing_may_stand_behind_it_where_the_depth_is_given_once(
    parse: Parse, caption: str, negatives: list[str]
) -> None:
    sentence = parse(caption)
    family = FAMILIES[Name.RELATION]
    assert family.candidates is not None
    assert [text for target in family.find(sentence) for text in family.candidates(sentence, target)] == negatives
