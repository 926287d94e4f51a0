import pytest
from sentences import Parse, word

from hardneg.rewrite.writer.fit_verb import is_usable, is_verb, may_be_true_too


@pytest.mark.parametrize(
    ("caption", "verb", "lemma"),
    [
        ("A boy hides a frog behind his back.", "hides", "catch"),
        ("A girl kicks a football.", "kicks", "deflect"),
        ("Two women in white are fencing on a platform.", "fencing", "joust"),
        ("A postman is being barked at by a very small dog.", "barked", "whistle"),
        ("A hockey player has lost a glove.", "lost", "sell"),  # a perfect, no passive
        ("A cat sees a bird and is stalking it.", "stalking", "chase"),  # a pronoun may be anything
        ("A kettle boils on the stove.", "boils", "boam"),
    ],
)
def test_a_verb_may_replace_one_that_has_the_same_subject_and_objects(parse: Parse, caption: str, verb: str, lemma: str) -> None:
    sentence = parse(caption)
    assert is_usable(sentence, word(sentence, verb), lemma)


@pytest.mark.parametrize(
    ("caption", "verb", "lemma"),
    [
        ("A boy hides a frog behind his back.", "hides", "sleep"),  # no object
        ("A bear scratches its back against a pine trunk.", "scratches", "squeak"),
        ("Two women in white are fencing on a platform.", "fencing", "chase"),  # an object is missing
        ("A puppy meets the ocean.", "meets", "interview"),  # a person is interviewed
        ("A statue guards the stairs.", "guards", "rejoice"),
        ("A horse walks on the grass.", "walks", "fly"),  # an agent that cannot do it
        ("A man drives down a road.", "drives", "sit"),  # a known verb that does not take the preposition
    ],
)
def test_a_verb_does_not_replace_one_with_another_subject_or_object(parse: Parse, caption: str, verb: str, lemma: str) -> None:
    sentence = parse(caption)
    assert not is_usable(sentence, word(sentence, verb), lemma)


@pytest.mark.parametrize(
    ("caption", "verb", "lemma", "too"),
    [
        ("A woman stands behind a man.", "stands", "smile", True),
        ("A woman stands behind a man.", "stands", "watch", True),
        ("A woman stands behind a man.", "stands", "argue", True),
        ("A man feeds a bear.", "feeds", "sniff", True),
        ("A man eats a sandwich.", "eats", "hold", True),
        ("A pelican faces the wind.", "faces", "watch", True),
        ("A referee ignores him.", "ignores", "hear", True),
        ("A boy watches a dog.", "watches", "ignore", False),
        ("A coach shouts at a referee.", "shouts", "laugh", False),
        ("A woman stands behind a man.", "stands", "sit", False),
        ("A man smiles at a child.", "smiles", "frown", False),
        ("A coach shouts at a referee.", "shouts", "whisper", False),
        ("A girl kicks a football.", "kicks", "deflect", False),
    ],
)
def test_acts_of_face_voice_and_senses_may_be_true_beside_acts_of_the_body(
    parse: Parse, caption: str, verb: str, lemma: str, too: bool
) -> None:
    sentence = parse(caption)
    assert may_be_true_too(sentence, word(sentence, verb), lemma) == too


@pytest.mark.parametrize(
    ("caption", "verb", "written", "lemma", "verbal"),
    [
        ("A kettle boils on the stove.", "boils", "steams", "steam", True),
        ("A kettle boils on the stove.", "boils", "boams", "boam", False),  # a misspelt verb
        ("A crust is being burnt by a chef.", "burnt", "hot", "hot", False),
        ("A boat tied to a post.", "tied", "chained", "chain", True),
        ("A boat tied to a post.", "tied", "rocking", "rock", False),  # a boat that is rocking is not rocked to a post
        ("A boat is rocking.", "rocking", "sinking", "sink", True),
        ("A singer is heard.", "heard", "bring", "bring", True),  # not every end is an ending
    ],
)
def test_a_verb_is_listed_and_keeps_the_voice(parse: Parse, caption: str, verb: str, written: str, lemma: str, verbal: bool) -> None:
    assert is_verb(written, lemma, word(parse(caption), verb)) == verbal
