import pytest
from families.every import edited
from sentences import Parse

from hardneg.families import temporal


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man drinks coffee before eating breakfast.", "A man drinks coffee after eating breakfast."),
        ("After the game, the players leave the field.", "Before the game, the players leave the field."),
        ("A dog barks followed by a man speaking.", "A dog barks preceded by a man speaking."),
        ("A man opens a door and then walks into a house.", "A man walks into a house and then opens a door."),
        ("A hound barks then a gong sounds", "A gong sounds then a hound barks"),
        ("A cat meows, then a gate slams.", "A gate slams, then a cat meows."),
        ("Snoring and then a cough", "A cough and then snoring"),
        ("Male speech and then sizzling", "Sizzling and then male speech"),
        ("Laughter followed by slow applause.", "Slow applause followed by laughter."),
        ("A man talking followed by a horn honking", "A horn honking followed by a man talking"),
        ("First a bird tweets, then a bee buzzes.", "First a bee buzzes, then a bird tweets."),
        ("A siren wails and later a man shouts", "A man shouts and later a siren wails"),
        ("A girl sings until a phone rings.", "A girl sings after a phone rings."),
        ("A phone rings before being answered", "A phone rings after being answered"),
        ("A machine running, then whirring", "A machine whirring, then running"),
        ("A motor hums and then stops", "A motor stops and then hums"),
        ("a girl combs her hair and then puts on a hat", "a girl puts on a hat and then combs her hair"),
        ("a boy stirring a soup then adding salt", "a boy adding salt then stirring a soup"),
        ("A bell rings followed by a man singing then a goat bleating", "A bell rings followed by a goat bleating then a man singing"),
        ("The baby cries. A drum beats then a flute plays.", "The baby cries. A flute plays then a drum beats."),
    ],
)
def test_the_order_of_two_events_turns(parse: Parse, caption: str, negative: str) -> None:
    assert negative in edited(temporal, parse(caption))


@pytest.mark.parametrize(
    "caption",
    [
        "A man stands before a crowd.",
        "Children run after a ball.",
        "A bar before or after hours.",
        "A man eats it and then drinks it.",
        "A man talks as a car passes by",  # at once: no order to turn
        "A bell rings while birds chirp",
        "a cook chops onions then fries them",
        "A woman speaks, then the woman speaks again",
        "A man talks as a saw hums and then stops",  # the saw stops
        "A woman speaks then a woman speaks",
    ],
)
def test_places_what_happens_at_once_and_what_points_back_stay(parse: Parse, caption: str) -> None:
    assert edited(temporal, parse(caption)) == []


def test_a_clause_is_not_put_behind_followed_by(parse: Parse) -> None:
    assert edited(temporal, parse("A baby cries followed by a woman speaking")) == ["A baby cries preceded by a woman speaking"]


def test_an_event_that_goes_on_keeps_its_subject_before_it(parse: Parse) -> None:
    assert edited(temporal, parse("A cat hissing followed by a boy yelling then laughs")) == [
        "A cat hissing preceded by a boy yelling then laughs"
    ]


def test_a_clause_whose_verb_is_read_as_a_noun_is_no_phrase(parse: Parse) -> None:
    assert edited(temporal, parse("A female speaks followed by a bell ringing")) == ["A female speaks preceded by a bell ringing"]
