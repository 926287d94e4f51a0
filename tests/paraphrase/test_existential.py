import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.existential import orders


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A dog on a couch.", "There is a dog on a couch."),
        ("A dog on a couch.", "A photo of a dog on a couch."),
        ("Two dogs on a couch.", "There are two dogs on a couch."),
        ("Two dogs on a couch.", "Two dogs are on a couch."),
        ("Some sheep in a barn.", "Some sheep are in a barn."),
        ("There is a dog on a couch.", "A dog on a couch."),
        ("There are two eggs in a bowl and a third on the floor.", "Two eggs in a bowl and a third on the floor."),
        ("There is no dog on a couch.", "No dog on a couch."),
        ("A dog sits on a couch.", "There is a dog sitting on a couch."),
        ("A man and a woman sit on a bench.", "There is a man and a woman sitting on a bench."),
        ("A man riding a wave.", "A man rides a wave."),
        ("A vase sits on a table.", "A vase can be seen on a table."),
        ("A man in a suit mumbles at a desk.", "There is a man in a suit mumbling at a desk."),
    ],
)
def test_that_it_is_there_is_said_in_another_way(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), orders)


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("Giraffes standing in a field.", "A photo of giraffes standing in a field."),
        ("NYC police on a street.", "A photo of NYC police on a street."),
        ("Paris at night.", "A photo of Paris at night."),
    ],
)
def test_a_name_keeps_its_capital_and_another_word_does_not(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), orders)


def test_a_two_layer_cake_is_one(parse: Parse) -> None:
    assert "A two layer cake is on a table." in texts(parse("A two layer cake on a table."), orders)


@pytest.mark.parametrize(
    "caption",
    [
        "This is a dog.",
        "It is a dog on a couch.",
        "A photo of a dog.",
        "Is there a dog on a couch?",
        "What is on the couch?",
        "No dogs on a couch.",
        "Neither dog sits on a couch.",
        "A dog is not on a couch.",
        "A dog does not sit on a couch.",
        "A dog rarely sits on a couch.",
        "A man will sit on a bench.",
        "A man sits on a bench and eats.",
        "There is a dog in a house and there is a cat in a garden.",
        "A dog. A cat.",
        "Sit on the couch.",
    ],
)
def test_what_is_denied_asked_or_said_in_two_sentences_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []


@pytest.mark.parametrize("caption", ["The dog on a couch.", "All dogs on a couch.", "His dog on a couch."])
def test_there_is_stands_before_nothing_definite(parse: Parse, caption: str) -> None:
    assert not any(str(text).startswith("There") for text in texts(parse(caption), orders))


@pytest.mark.parametrize(
    "caption",
    [
        "A boy wearing blue walks across some rocks.",
        "A woman wearing red jumps over a puddle.",
        "A child wearing green climbs up a ladder.",
        "A man talking as water splashes and wind heavily blowing into a microphone.",
        "A man speaking while a crowd cheering.",
    ],
)
def test_a_participle_becomes_no_second_verb_and_leaves_no_other_participle_alone(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    second = sentence.words[1].text
    openings = tuple(f"A {second} {verb} " for verb in ("is", "wears", "talks", "speaks"))
    assert not any(str(text).startswith(openings) for text in texts(sentence, orders))


@pytest.mark.parametrize("caption", ["A girl in a dress in a music video.", "A man on a movie screen."])
def test_what_is_in_a_video_is_no_photo(parse: Parse, caption: str) -> None:
    assert not any("photo" in str(text) or "picture" in str(text) or "image" in str(text) for text in texts(parse(caption), orders))


@pytest.mark.parametrize("caption", ["A man riding waves in an ocean.", "A girl holding red flowers in a field."])
def test_a_plural_that_names_things_is_no_verb(parse: Parse, caption: str) -> None:
    assert any(str(text).startswith(("A man is riding", "A girl is holding")) for text in texts(parse(caption), orders))


@pytest.mark.parametrize(
    "caption",
    [
        "A girl in a tutu twirls on a stage.",
        "Children chase pigeons in a market.",
        "A truck with its lights on waits at a dock.",
        "Three boys in red uniforms cheer at a game.",
        "Coffee mugs are empty.",
        "Cheese on the pizza is melted.",
    ],
)
def test_a_noun_that_may_be_the_verb_makes_the_caption_no_picture(parse: Parse, caption: str) -> None:
    assert not any(text.startswith(("A photo of", "A picture of", "There is")) for text in texts(parse(caption), orders))
