"""All mentions of a thing follow an edit, or the target is discarded."""

import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def targets(sentence: Sentence, name: Name, word: str) -> list[Target]:
    return [each for each in FAMILIES[name].find(sentence) if sentence.text[each.start : each.end].lower() == word.lower()]


def edited(sentence: Sentence, name: Name, word: str, text: str) -> str | None:
    """Return the negative that replaces the first `word` by `text`; None where that is no target or a mention cannot follow."""
    first = next(each.start for each in sentence.words if sentence.text[each.start :].lower().startswith(word))
    found = [each for each in targets(sentence, name, word) if each.start == first]
    edits = FAMILIES[name].realise(sentence, found[0], text) if found else None
    return splice(sentence.text, [edit for edit in edits if edit.old != edit.new]) if edits else None


@pytest.mark.parametrize(
    ("caption", "word", "text", "negative"),
    [
        ("A man flies a kite. The man laughs.", "man", "woman", "A woman flies a kite. The woman laughs."),
        ("A man flies a kite. He laughs.", "man", "woman", "A woman flies a kite. She laughs."),
        ("A man ties his shoes. He looks at himself.", "man", "girl", "A girl ties her shoes. She looks at herself."),
        (
            "A woman waits. A dog sits beside her and licks her hand.",
            "woman",
            "boy",
            "A boy waits. A dog sits beside him and licks his hand.",
        ),
        ("A man brushes his teeth.", "man", "woman", "A woman brushes her teeth."),
        ("A dog sleeps on a sofa. The sofa is old.", "sofa", "table", "A dog sleeps on a table. The table is old."),
        (
            "An old truck is parked here. The truck is rusty.",
            "truck",
            "ambulance",
            "An old ambulance is parked here. The ambulance is rusty.",
        ),
        ("A room with a stove. An apple lies on the stove.", "apple", "banana", "A room with a stove. A banana lies on the stove."),
        ("Two boys run. One boy holds a ball.", "boys", "girls", "Two girls run. One girl holds a ball."),
        ("Two boys run. One boy holds a ball in his hand.", "boys", "girls", "Two girls run. One girl holds a ball in her hand."),
        ("Two cows and a goat eat. One of the cows is brown.", "cows", "horses", "Two horses and a goat eat. One of the horses is brown."),
        ("A zebra stands next to another zebra.", "zebra", "elephant", "An elephant stands next to another elephant."),
        ("Three boys sit on a wall. They eat apples.", "boys", "girls", "Three girls sit on a wall. They eat apples."),
        ("A black cat licks its paws.", "cat", "dog", "A black dog licks its paws."),
        ("A boy and his father wait. The boy waves.", "boy", "girl", "A girl and her father wait. The girl waves."),
        ("A fire truck drives by, and the truck is red.", "fire truck", "bus", "A bus drives by, and the bus is red."),
    ],
)
def test_every_mention_of_a_noun_follows_it(parse: Parse, caption: str, word: str, text: str, negative: str) -> None:
    assert edited(parse(caption), Name.OBJECT, word, text) == negative


@pytest.mark.parametrize(
    ("caption", "word", "text"),
    [
        ("A man flies a kite. He laughs.", "man", "dog"),
        ("A man talks to a boy. He laughs.", "man", "woman"),  # who laughs?
        ("A sedan waits at a light. The car is new.", "sedan", "bus"),
        ("A puppy lies on a rug. The dog sleeps.", "puppy", "kitten"),
        ("A woman reads. The lady wears a hat.", "woman", "man"),
        ("A horse stands in a field. The animal eats grass.", "horse", "car"),
        ("A group of three people, two men and a woman.", "people", "dogs"),
        ("A group of three people, two men and a woman.", "men", "dogs"),
        ("A man who holds a cup stands here.", "man", "cat"),
        ("A man stands by a man. The man waves.", "man", "woman"),
    ],
)
def test_a_noun_is_let_alone_where_a_mention_cannot_follow(parse: Parse, caption: str, word: str, text: str) -> None:
    assert edited(parse(caption), Name.OBJECT, word, text) is None


def test_a_thing_is_edited_at_its_first_mention_only(parse: Parse) -> None:
    sentence = parse("A boat lies on a beach, the boat is blue, and a gull sits on the boat.")
    assert len(targets(sentence, Name.OBJECT, "boat")) == 1
    assert targets(sentence, Name.OBJECT, "boat")[0].start == 2


@pytest.mark.parametrize(
    ("caption", "word", "text", "negative"),
    [
        ("A dog lies next to a cat.", "dog", "rabbit", "A rabbit lies next to a cat."),
        ("A man in a hat stands by a man in a cap.", "man", "woman", "A woman in a hat stands by a man in a cap."),
        ("A man holds a kite, and it is red.", "kite", "umbrella", "A man holds an umbrella, and it is red."),
        ("A woman feeds ducks. The sky is grey.", "ducks", "pigeons", "A woman feeds pigeons. The sky is grey."),
        ("A child lifts her left hand and a ball.", "ball", "book", "A child lifts her left hand and a book."),
    ],
)
def test_a_noun_that_nothing_refers_to_is_edited_alone(parse: Parse, caption: str, word: str, text: str, negative: str) -> None:
    assert edited(parse(caption), Name.OBJECT, word, text) == negative


@pytest.mark.parametrize(
    ("caption", "word", "text", "negative"),
    [
        ("Three men sit in a boat. The three men laugh.", "three", "four", "Four men sit in a boat. The four men laugh."),
        ("Three men sit in a boat. All three men laugh.", "three", "five", "Five men sit in a boat. All five men laugh."),
        ("Three dogs run. The dogs are wet.", "three", "four", "Four dogs run. The dogs are wet."),
        ("Three dogs run. They are wet.", "three", "four", "Four dogs run. They are wet."),
        ("Three dogs run on a beach. The beach is wide.", "three", "two", "Two dogs run on a beach. The beach is wide."),
        ("Three men sit in a boat. All three men laugh.", "three", "two", None),
        ("Three dogs run. The dogs are wet.", "three", "one", None),
        ("Two dogs run. Both are wet.", "two", "three", None),
        ("Two dogs run, one black and one white.", "two", "three", None),
        ("Two boys run. One boy has a ball, and the other boy waves.", "two", "four", None),
        ("Three men sit in a boat. The trio laughs.", "three", "four", None),
        ("Three people, two men and a woman, sit in a boat.", "three", "four", None),
        ("Three people, two men and a woman, sit in a boat.", "two", "four", None),
        (
            "Two men and a woman sit in a boat. One of the men rows.",
            "two",
            "three",
            "Three men and a woman sit in a boat. One of the men rows.",
        ),
        ("Two children play. The boy holds a ball and the girl runs.", "two", "three", None),
    ],
)
def test_a_number_follows_where_it_is_said_again(parse: Parse, caption: str, word: str, text: str, negative: str | None) -> None:
    assert edited(parse(caption), Name.COUNT, word, text) == negative


@pytest.mark.parametrize(
    "caption", ["A dog runs. The dog is wet.", "A dog runs. It is wet.", "A dog and its owner walk, and the dog barks."]
)
def test_one_thing_does_not_become_several_where_the_caption_goes_on_about_the_one(parse: Parse, caption: str) -> None:
    assert edited(parse(caption), Name.COUNT, "a", "two") is None


@pytest.mark.parametrize(
    ("caption", "word", "text", "negative"),
    [
        ("A red bus stops. The red bus is full.", "red", "green", "A green bus stops. The green bus is full."),
        ("A red bus stops. The bus is red and white.", "red", "green", "A green bus stops. The bus is green and white."),
        ("An orange boat lies here. The orange boat is new.", "orange", "blue", "A blue boat lies here. The blue boat is new."),
        ("A red bus stops. A red car passes.", "red", "green", "A green bus stops. A red car passes."),
        ("A red bus stops. The bus is full.", "red", "green", "A green bus stops. The bus is full."),
        ("A large bus stops. The big bus is full.", "large", "small", None),
        ("A red sedan stops. The red car is full.", "red", "green", None),
        ("A brown dog waits. Its coat is a blend of brown hues.", "brown", "black", None),
        ("A red bus stops. The red doors of the bus are open.", "red", "green", None),
    ],
)
def test_an_attribute_follows_where_it_is_said_again(parse: Parse, caption: str, word: str, text: str, negative: str | None) -> None:
    assert edited(parse(caption), Name.ATTRIBUTE, word, text) == negative


@pytest.mark.parametrize(
    ("name", "caption", "word", "kept"),
    [
        (Name.ACTION, "A man is running on a road. The running man is tall.", "running", False),
        (Name.ACTION, "A dog jumps over a fence. The jump is high.", "jumps", False),
        (Name.ACTION, "A dog jumps over a fence. A cat jumps down.", "jumps", True),
        (Name.NEGATION, "A man with a hat is here. The hat is black.", "with", False),
        (Name.NEGATION, "A man with a hat is here. The man waves.", "with", True),
        (Name.NEGATION, "There is a dog on a bed. It sleeps.", "a", False),
        (Name.NEGATION, "There is a dog on a bed. The sun shines.", "a", True),
        (Name.RELATION, "A cup stands on a table. A fly sits by the cup on the table.", "on", False),
        (Name.RELATION, "A cup stands on a table, and the table is round.", "on", True),
        (Name.SWAP_OBJECT, "A black dog chases two white cats. The dog barks.", "dog", False),
        (Name.SWAP_ATTRIBUTE, "A black dog chases a white cat. The black dog barks.", "black", False),
    ],
)
def test_what_would_contradict_another_sentence_is_no_target(parse: Parse, name: Name, caption: str, word: str, kept: bool) -> None:
    starts = [each.start for each in targets(parse(caption), name, word)]
    assert (caption.index(f" {word} ") + 1 in starts) is kept


def test_no_attribute_of_a_kind_is_added_that_is_said_elsewhere(parse: Parse) -> None:
    said = targets(parse("A man holds a kite. The kite is yellow."), Name.ADD_ATTRIBUTE, "kite")
    free = targets(parse("A man holds a kite. The kite is high."), Name.ADD_ATTRIBUTE, "kite")
    assert {each.kind for each in free} - {each.kind for each in said} == {"colour"}
    assert "colour" not in {each.kind for each in said}
