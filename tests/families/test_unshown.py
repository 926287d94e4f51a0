import pytest
from sentences import Parse

from hardneg.families.unshown import unshown


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A girl holds balloons for her birthday.", {"birthday"}),
        ("Runners in yellow shirts run to raise money for a hospital.", {"money", "hospital"}),
        ("A man talks about his car in a kitchen.", {"car"}),
        ("A boxer says he drinks milk.", {"drinks", "milk"}),
        ("A crowd waves flags during the parade.", {"parade"}),
        ("A chef would like a new oven.", {"oven"}),
        ("A report on the flooding of a town.", {"flooding", "town"}),
    ],
)
def test_what_no_picture_shows_is_found(parse: Parse, caption: str, words: set[str]) -> None:
    sentence = parse(caption)
    assert words <= {sentence.words[i].lower for i in unshown(sentence)}


@pytest.mark.parametrize(
    "caption",
    [
        "A boy tries to catch a ball.",
        "A woman reaches for a cup.",
        "A dog waits for a bone.",
        "A man talks on the phone near a bus.",
        "Two girls are about to eat a pizza.",
        "The news is on the television.",
        "My uncle holding my newborn brother on a porch.",
        "A report on a table.",
    ],
)
def test_what_somebody_is_about_to_do_is_shown(parse: Parse, caption: str) -> None:
    assert unshown(parse(caption)) == frozenset()
