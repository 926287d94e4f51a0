import pytest
from sentences import Parse

from hardneg.families.offensive import offends
from hardneg.grammar.difference import edits_between


def verdict(parse: Parse, caption: str, negative: str) -> str | None:
    return offends(parse(caption), edits_between(caption, negative), parse(negative))


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A young man plays chess.", "A black man plays chess."),
        ("A tall girl plays chess.", "A Chinese girl plays chess."),
        ("A tall girl plays chess.", "A blind girl plays chess."),
        ("A white woman and a black man dance.", "A black woman and a white man dance."),
        ("A blonde woman with black nails.", "A black woman with blonde nails."),
        ("The man is old.", "The man is black."),
        ("A man eats a banana.", "A monkey eats a banana."),
        ("Two people sit on a wall.", "Two pigs sit on a wall."),
        ("A black man sits on a wall.", "A black cat sits on a wall."),
        ("An Indian woman sits by a dog.", "An Indian horse sits by a dog."),
        ("A man with no shirt on plays chess.", "A woman with no shirt on plays chess."),
        ("A shirtless man plays chess.", "A shirtless girl plays chess."),
        ("A man with his shirt off plays chess.", "A woman with her shirt off plays chess."),
        ("A naked man sits on a wall.", "A naked boy sits on a wall."),
    ],
)
def test_an_insult_is_found(parse: Parse, caption: str, negative: str) -> None:
    assert verdict(parse, caption, negative) is not None


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man eats a banana.", "A woman eats a banana."),
        ("A white cat sits by a man.", "A black cat sits by a man."),
        ("A monkey eats a banana.", "A gorilla eats a banana."),
        ("A man sits by a dog.", "A man sits by a monkey."),
        ("A black man sits on a wall.", "A black man sits on a bench."),
        ("A black man sits on a wall.", "A black woman sits on a wall."),
        ("A red cup is on the desk.", "A red pitcher is on the desk."),
        ("A man in a red shirt.", "A man in a black shirt."),
        ("A shirtless man plays chess.", "A shirtless boxer plays chess."),
        ("A shirtless man plays chess.", "A woman plays chess."),
        ("A man with no hat plays chess.", "A woman with no hat plays chess."),
    ],
)
def test_what_insults_nobody_passes(parse: Parse, caption: str, negative: str) -> None:
    assert verdict(parse, caption, negative) is None
