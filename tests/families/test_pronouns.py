import pytest
from sentences import Parse, word

from hardneg.families.pronouns import possessive, pronoun_edits, renamed
from hardneg.grammar.splice import splice


@pytest.mark.parametrize(
    ("caption", "noun", "plural", "text"),
    [
        ("A dog lies in its basket.", "dog", True, "A dog lies in their basket."),
        ("Two men hold their hats.", "men", False, "Two men hold his hats."),
        ("A woman looks at herself.", "woman", True, "A woman looks at themselves."),
        ("A chair stands beside a man and his hat.", "chair", True, "A chair stands beside a man and his hat."),
        ("A dog sits beside a man and his hat.", "dog", True, "A dog sits beside a man and his hat."),
    ],
)
def test_pronouns_follow_the_noun_that_they_stand_for(parse: Parse, caption: str, noun: str, plural: bool, text: str) -> None:
    sentence = parse(caption)
    edits = pronoun_edits(sentence, word(sentence, noun), plural)
    assert edits is not None
    assert splice(caption, edits) == text


@pytest.mark.parametrize(
    ("caption", "noun", "plural"),
    [
        ("A dog and its owner with its bag.", "dog", True),
        ("Two people hold their bags.", "people", False),
        ("A man smiles as he runs.", "man", True),
        ("A cat sits beside a dog and its bowl.", "cat", True),
    ],
)
def test_no_edits_where_the_antecedent_is_ambiguous(parse: Parse, caption: str, noun: str, plural: bool) -> None:
    sentence = parse(caption)
    assert pronoun_edits(sentence, word(sentence, noun), plural) is None


def test_a_possessive_is_known_only_for_nouns_of_one_gender(parse: Parse) -> None:
    by_text = {word.text: word for word in parse("A man, a woman, a dog and a person.").words}
    assert [possessive(by_text[noun], False) for noun in ("man", "woman", "dog", "person")] == ["his", "her", "its", None]
    assert possessive(by_text["person"], True) == "their"


@pytest.mark.parametrize(
    ("caption", "noun", "lemma", "text"),
    [
        ("A woman looks at herself in a window.", "woman", "man", "A woman looks at himself in a window."),
        ("A man washing his car.", "man", "girl", "A man washing her car."),
        ("A girl brushes her own pony.", "girl", "boy", "A girl brushes his own pony."),
        ("A boy smiles as he runs.", "boy", "woman", "A boy smiles as she runs."),
        ("A boy with his kite.", "boy", "man", "A boy with his kite."),
        ("A boy with his kite.", "boy", "dog", "A boy with his kite."),
        ("A woman with a child in her arms.", "child", "dog", "A woman with a child in her arms."),
        ("In her hand, a woman holds a pear.", "woman", "man", "In his hand, a woman holds a pear."),
        ("A man hands a plum to a woman in her garden.", "man", "boy", "A man hands a plum to a woman in her garden."),
    ],
)
def test_pronouns_follow_the_gender_of_the_noun_that_is_put_in(parse: Parse, caption: str, noun: str, lemma: str, text: str) -> None:
    sentence = parse(caption)
    edits = renamed(sentence, {next(word.i for word in sentence.words if word.text == noun): lemma})
    assert edits is not None
    assert splice(caption, edits) == text


@pytest.mark.parametrize(
    ("caption", "noun", "lemma"),
    [
        ("A man and his wife stand by a lake.", "man", "rabbit"),
        ("A woman and her husband stand by a lake.", "woman", "dog"),
        ("A dog with its ball.", "dog", "chef"),
        ("A dog and its owner on a path.", "dog", "girl"),
        ("A dog and its owner on a path.", "dog", "giraffe"),
        ("A woman and a girl with her kite.", "woman", "man"),
    ],
)
def test_a_noun_stays_where_its_pronouns_or_what_it_has_cannot_follow(parse: Parse, caption: str, noun: str, lemma: str) -> None:
    sentence = parse(caption)
    changes = {next(word.i for word in sentence.words if word.text == noun): lemma}
    assert renamed(sentence, changes) is None
