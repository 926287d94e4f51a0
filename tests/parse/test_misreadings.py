import pytest
from sentences import Parse, word


@pytest.mark.parametrize(
    ("caption", "verb", "subject"),
    [
        ("A boy in a pink shirt running through a field.", "running", "boy"),
        ("A dog with large ears running through the grass.", "running", "dog"),
        ("A woman wearing rollerblades standing near a bench.", "standing", "woman"),
        ("A zebra standing next to a tree.", "standing", "zebra"),
        ("A tall giraffe standing near a fence.", "standing", "giraffe"),
        ("A girl in a green dress standing in front of a lake.", "standing", "girl"),
    ],
)
def test_a_participle_describes_who_acts(parse: Parse, caption: str, verb: str, subject: str) -> None:
    sentence = parse(caption)
    found = sentence.subject(word(sentence, verb))
    assert found is not None
    assert found.lower == subject


def test_a_noun_with_a_subject_is_a_verb(parse: Parse) -> None:
    verb = word(parse("A man and a woman kayak down a stream."), "kayak")
    assert (verb.pos, verb.tag) == ("VERB", "VBP")


def test_the_object_of_a_preposition_is_the_whole_compound(parse: Parse) -> None:
    sentence = parse("A black cat sitting inside a bathroom sink.")
    assert sentence.head(word(sentence, "sink")).lower == "inside"
    assert sentence.head(word(sentence, "bathroom")).lower == "sink"
    assert word(sentence, "cat").dep == "ROOT"


@pytest.mark.parametrize(
    ("caption", "participle", "head"),
    [("A girl with hair blowing in the wind.", "blowing", "hair"), ("A girl in a dress flowing behind her.", "flowing", "dress")],
)
def test_other_participles_stay_where_they_are(parse: Parse, caption: str, participle: str, head: str) -> None:
    sentence = parse(caption)
    assert sentence.head(word(sentence, participle)).lower == head


def test_an_act_with_an_animal_stays_a_noun(parse: Parse) -> None:
    sentence = parse("A horse riding school in the hills.")
    assert word(sentence, "horse").dep != "ROOT"


def test_a_plane_that_taxis_is_no_taxi(parse: Parse) -> None:
    for caption in ("An airplane taxis to the gate.", "The jet taxis near a tower."):
        sentence = parse(caption)
        verb = word(sentence, "taxis")
        subject = sentence.subject(verb)
        assert (verb.pos, verb.lemma) == ("VERB", "taxi")
        assert subject is not None
        assert subject.lower in ("airplane", "jet")


def test_a_plural_in_i_is_a_plural(parse: Parse) -> None:
    assert word(parse("A row of cacti in pots."), "cacti").tag == "NNS"


@pytest.mark.parametrize("caption", ["The cushion is striped.", "The shirt is plaid."])
def test_a_pattern_is_no_passive_verb(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    pattern = sentence.words[3]
    assert (pattern.pos, pattern.dep, sentence.head(pattern).lower) == ("ADJ", "acomp", "is")
    assert sentence.subject(sentence.words[2]) == sentence.words[1]


def test_one_thing_is_no_subject_of_a_plural_verb(parse: Parse) -> None:
    sentence = parse("a bathroom sink with a tooth brush and a bar of soap")
    assert word(sentence, "sink").pos == "NOUN"
    assert sentence.head(word(sentence, "bathroom")).lower == "sink"
