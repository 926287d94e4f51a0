"""Verbs that the tagger tags as nouns become verbs, true nouns stay, and the clauses are attached correctly."""

import pytest
from sentences import Parse, word

from hardneg.parse.predicates import corrected

VERBS = [
    ("A hound barks then a bell rings.", [("hound", "barks"), ("bell", "rings")]),
    ("A clock ticks and then an alarm rings", [("clock", "ticks"), ("alarm", "rings")]),
    ("A duck ducks under the bridge.", [("duck", "ducks")]),
    ("A kettle whistles as a man coughs", [("kettle", "whistles"), ("man", "coughs")]),
    ("A boy speaks while water drips into a sink", [("boy", "speaks"), ("water", "drips")]),
    ("A phone rings and a woman answers", [("phone", "rings"), ("woman", "answers")]),
    ("A frog croaks and a brook gurgles", [("frog", "croaks"), ("brook", "gurgles")]),
    ("A gun shoots and people scream", [("gun", "shoots"), ("people", "scream")]),
    ("A fan spins and hums", [("fan", "spins")]),
    ("Thunder rumbles while rain falls", [("Thunder", "rumbles"), ("rain", "falls")]),
    ("Birds chirp", [("Birds", "chirp")]),
    ("Dogs growl and bark", [("Dogs", "growl")]),
    ("A rooster crows and then chickens cluck", [("rooster", "crows"), ("chickens", "cluck")]),
    ("A motor revs before a car skids", [("motor", "revs"), ("car", "skids")]),
    ("A woman shops at a market", [("woman", "shops")]),
    ("A girl wearing a cap bites into a cake.", [("girl", "bites")]),
    ("A ram butts a fence", [("ram", "butts")]),
    ("A ship sails past a lighthouse", [("ship", "sails")]),
    ("A man speaks while birds flap", [("birds", "flap")]),
    ("A man speaks as insects buzz", [("insects", "buzz")]),
    ("The clock chimes then the bell rings.", [("bell", "rings")]),
    ("A bus stops and the brakes squeal", [("bus", "stops"), ("brakes", "squeal")]),
    ("A man whistles and a dog pants", [("dog", "pants")]),
]


@pytest.mark.parametrize(("caption", "clauses"), VERBS)
def test_a_verb_taken_for_a_noun_has_its_subject(parse: Parse, caption: str, clauses: list[tuple[str, str]]) -> None:
    sentence = parse(caption)
    for subject, verb in clauses:
        found_verb = word(sentence, verb)
        assert found_verb.pos == "VERB"
        assert found_verb.tag in ("VBZ", "VBP")
        found = sentence.subject(found_verb)
        assert found is not None
        assert found.text == subject


@pytest.mark.parametrize(("caption", "_"), VERBS)
def test_a_mended_parse_is_one_tree(parse: Parse, caption: str, _: object) -> None:
    sentence = parse(caption)
    roots = [word for word in sentence.words if word.head == word.i]
    assert len(roots) == 1
    assert {word.i for word in sentence.below(roots[0])} == {word.i for word in sentence.words}


@pytest.mark.parametrize(
    ("caption", "nouns"),
    [
        ("Dog toys lie on the floor.", ["toys"]),
        ("A man looks at train tracks.", ["tracks"]),
        ("Tennis balls in a basket.", ["balls"]),
        ("A dozen donuts on a tray.", ["donuts"]),
        ("Dog barks fill the air.", ["barks"]),
        ("A silver ring on a finger.", ["ring"]),
        ("A pair of teddy bears with hats.", ["bears"]),
        ("A girl in ski pants.", ["pants"]),
        ("Traffic lights above the road.", ["lights"]),
        ("A room with kitchen cabinets.", ["cabinets"]),
        ("An oil painting of an office building.", ["painting", "building"]),
        ("The police cars and fire trucks.", ["cars", "trucks"]),
    ],
)
def test_a_compound_stays_a_noun(parse: Parse, caption: str, nouns: list[str]) -> None:
    sentence = parse(caption)
    assert [word.text for word in sentence.words if word.text in nouns and word.pos in ("NOUN", "PROPN")] == nouns


@pytest.mark.parametrize(("caption", "noun", "verb"), [("A woman talks over an infant crying", "infant", "crying")])
def test_a_participle_taken_for_a_noun_describes_the_noun_before_it(parse: Parse, caption: str, noun: str, verb: str) -> None:
    sentence = parse(caption)
    participle = word(sentence, verb)
    assert (participle.tag, participle.dep, sentence.head(participle).text) == ("VBG", "acl", noun)


def test_a_mend_that_would_leave_a_cycle_is_not_made(parse: Parse) -> None:
    words = list(parse("A dog sees a cat.").words)
    words[1] = words[1]._replace(head=4)
    words[4] = words[4]._replace(head=1)
    assert corrected(list(words)) == words
