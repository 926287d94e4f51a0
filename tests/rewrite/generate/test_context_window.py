from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.families import Name
from hardneg.families.family import Target
from hardneg.rewrite.generate.context_window import CONTEXT, Context, edit_token, encoder

LONG = "A black dog sits on a couch. " + "It is a quiet day in the small town by the sea. " * 8 + "A red car is parked outside."


def target(word: str) -> Target:
    start = LONG.index(word)
    return Target(Name.ATTRIBUTE.value, "colour", 0, 1, start, start + len(word), word)


def test_clips_tokens_are_those_of_its_own_tokenizer() -> None:
    assert encoder("clip")("a photo of a cat") == [320, 1125, 539, 320, 2368]
    assert encoder("clip")("It's Caf\u00e9 no. 10") == [585, 568, 15304, 871, 269, 272, 271]


def test_spaces_and_capitals_make_no_tokens() -> None:
    assert encoder("clip")("A  Photo of\ta CAT") == encoder("clip")("a photo of a cat")


@pytest.mark.parametrize(
    ("negative", "index"),
    [
        ("The dog sits on a couch.", 1),
        ("A cat sits on a couch.", 2),
        ("A dog sits on a bench.", 6),
        ("A dog sits on a couch.", 8),
        ("A dog sits on a couch. It", 8),
        ("A dog", 3),
    ],
)
def test_the_first_token_that_differs_is_counted_from_the_start_token(negative: str, index: int) -> None:
    assert edit_token("A dog sits on a couch.", negative, encoder("clip")) == index


def test_the_last_place_of_a_context_is_the_end_tokens() -> None:
    context = Context(encoder("clip"), CONTEXT)
    words = ["dog"] * 90
    for place in (74, 75, 76, 77):
        changed = [*words[: place - 1], "cat", *words[place:]]
        assert edit_token(" ".join(words), " ".join(changed), context.encode) == place
        assert context.sees_edit(" ".join(words), " ".join(changed)) == (place <= 75)


def test_targets_beyond_the_context_are_not_proposed() -> None:
    targets = [target("black"), target("red")]
    assert Context(encoder("clip"), CONTEXT).within(LONG, targets) == targets[:1]
    assert Context(encoder("clip")).within(LONG, targets) == targets
    assert Context(encoder("clip"), 400).within(LONG, targets) == targets


def test_an_unknown_tokenizer_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such tokenizer"):
        encoder(str(tmp_path / "none"))
