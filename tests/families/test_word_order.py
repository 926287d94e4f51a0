import pytest
from sentences import Parse

from hardneg.families import word_order
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def exchanged(sentence: Sentence) -> list[str]:
    made = [word_order.realise(sentence, target) for target in word_order.find(sentence)]
    return [splice(sentence.text, edits) for edits in made if edits]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("The dog is chasing the little boy.", "The little boy is chasing the dog."),
        ("A man is pulling two horses.", "Two horses are pulling a man."),
        ("a brown dog licking a small cat", "a small cat licking a brown dog"),
        ("A cat is chased by a big dog.", "A big dog is chased by a cat."),
        ("A black cat on top of two dogs.", "Two dogs on top of a black cat."),
        ("A dog chases a man on a beach.", "A dog is chased by a man on a beach."),
        ("A dog is chasing a boy.", "A dog is being chased by a boy."),
        ("A cat is chased by a big dog.", "A cat is chasing a big dog."),
        ("A man is following his dog.", "A dog is following its man."),
        ("A father carries his daughter on his back.", "A daughter carries her father on her back."),
        ("It is late. A black cat watches a dog.", "It is late. A dog watches a black cat."),
        ("A large horse is behind a wooden fence.", "A wooden fence is behind a large horse."),
        ("Two brown horses standing behind some rocks.", "Some rocks standing behind two brown horses."),
        ("A lone horse stands with some trees in the background.", "Some trees stand with a lone horse in the background."),
        ("A man repairs a bicycle as people watch.", "People repair a bicycle as a man watches."),
        ("A small boy leaps over a tall girl.", "A tall girl leaps over a small boy."),
        ("A magazine on top of an old laptop.", "An old laptop on top of a magazine."),
        ("A dog sits on a bench while a cat stands on a chair.", "A cat sits on a bench while a dog stands on a chair."),
    ],
)
def test_phrases_change_roles(parse: Parse, caption: str, negative: str) -> None:
    assert negative in exchanged(parse(caption))


@pytest.mark.parametrize(
    "caption",
    [
        "A man is walking his dog.",
        "A woman rides a horse.",
        "A laptop on a desk.",
        "A man meets a woman.",
        "A man kisses a woman.",
        "A dog next to a cat.",
        "She holds a dog.",
        "A man wearing a hat.",
        "A woman is pulled by two horses in a cart.",
        "A dog chases a sheep.",
        "A large cow walks over a fox.",
        "A blue bed surrounded by metal stools.",
        "A man tosses a small child into the air.",
        "Some children watching fish in a pool.",
        "A circle left of a star that is blue.",
    ],
)
def test_what_says_the_same_or_cannot_move_stays(parse: Parse, caption: str) -> None:
    assert exchanged(parse(caption)) == []


def test_what_is_the_doers_own_keeps_the_voice(parse: Parse) -> None:
    sentence = parse("A man holding a girl in his arms.")
    assert not [target for target in word_order.find(sentence) if target.kind == "voice"]


def test_pronouns_follow_who_they_stand_for(parse: Parse) -> None:
    assert exchanged(parse("A boy is jumping on a ring and a girl is painting him.")) in (
        [],
        ["A girl is jumping on a ring and a boy is painting her."],
    )
