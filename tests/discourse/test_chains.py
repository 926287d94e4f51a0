import pytest
from sentences import Parse

from hardneg.discourse import chain_of, chains
from hardneg.discourse.chains import Chain
from hardneg.grammar.sentence import Sentence


def of(sentence: Sentence, word: str, which: int = 0) -> Chain:
    """Return the chain of the noun `word`, by default of its first mention."""
    places = [each for each in sentence.words if each.lower == word]
    found = chain_of(sentence, places[which])
    assert found is not None
    return found


def words(sentence: Sentence, places: list[int]) -> list[str]:
    return [sentence.words[i].lower for i in places]


@pytest.mark.parametrize(
    ("caption", "word", "nouns", "pronouns"),
    [
        ("A man holds a kite. The man smiles.", "man", 2, []),
        ("A man holds a kite. He smiles.", "man", 1, ["he"]),
        ("A man holds a kite. The kite is red, and he likes it.", "kite", 2, ["it"]),
        ("A woman and her dog sit by a lake. She pets the dog.", "dog", 2, []),
        ("A woman and her dog sit by a lake. She pets the dog.", "woman", 1, ["her", "she"]),
        ("Two girls run. They laugh at their dog.", "girls", 1, ["they", "their"]),
        ("A man sits beside a woman. He reads to her.", "woman", 1, ["her"]),
        ("A cup stands on this table. The table is round.", "table", 2, []),
    ],
)
def test_coreferent_mentions_form_one_chain(parse: Parse, caption: str, word: str, nouns: int, pronouns: list[str]) -> None:
    sentence = parse(caption)
    found = of(sentence, word)
    assert len(found.nouns) == nouns
    assert words(sentence, found.pronouns) == pronouns


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("The left door is open and the right door is shut.", "door"),
        ("A man in a hat stands next to a man in a cap.", "man"),
        ("A red car passes a blue car.", "car"),
        ("His dog chases her dog.", "dog"),
        ("The upper window is dark, the lower window is lit.", "window"),
    ],
)
def test_two_things_of_one_noun_are_two_chains(parse: Parse, caption: str, word: str) -> None:
    sentence = parse(caption)
    assert of(sentence, word) is not of(sentence, word, 1)


def test_a_description_selects_one_of_two_antecedents(parse: Parse) -> None:
    sentence = parse("A man in a red shirt waits near a man in a blue shirt. The man in the blue shirt is tall.")
    assert of(sentence, "man", 2) is of(sentence, "man", 1)
    assert of(sentence, "shirt", 2) is of(sentence, "shirt", 1)
    assert of(sentence, "man").unambiguous


def test_a_noun_with_two_antecedents_makes_both_ambiguous(parse: Parse) -> None:
    sentence = parse("A man is near a man. The man is tall.")
    assert not of(sentence, "man").unambiguous
    assert not of(sentence, "man", 1).unambiguous


def test_a_pronoun_with_two_antecedents_is_uncertain_in_both_chains(parse: Parse) -> None:
    sentence = parse("A man talks to a boy. He is tall.")
    for word in ("man", "boy"):
        assert words(sentence, of(sentence, word).uncertain) == ["he"]
        assert of(sentence, word).pronouns == []


@pytest.mark.parametrize(
    ("caption", "word", "same_noun"),
    [
        ("A zebra stands next to another zebra.", "zebra", ["zebra"]),
        ("Two girls play. One girl has a ball.", "girls", ["girl"]),
        ("Two women and a man sit here. One of the women reads.", "women", []),
        ("A bird flies after the other birds.", "bird", ["birds"]),
    ],
)
def test_parts_and_others_of_the_kind_share_the_noun(parse: Parse, caption: str, word: str, same_noun: list[str]) -> None:
    sentence = parse(caption)
    assert words(sentence, of(sentence, word).same_noun) == same_noun


@pytest.mark.parametrize(
    ("caption", "word", "hypernyms"),
    [
        ("A sedan is parked here. The car is old.", "sedan", ["car"]),
        ("A puppy lies on a rug. The animal sleeps.", "puppy", ["animal"]),
        ("A group of three people, two men and a woman.", "people", ["men", "woman"]),
        ("There are two vehicles here, including a bus.", "vehicles", ["bus"]),
        ("Two boys fish. The pair is wet.", "boys", ["pair"]),
        ("A sailboat is on a lake. The boat is white.", "sailboat", ["boat"]),
        ("A dog is next to a cat.", "dog", []),
        ("A man is behind the woman.", "man", []),
    ],
)
def test_other_nouns_for_a_thing_are_hypernyms(parse: Parse, caption: str, word: str, hypernyms: list[str]) -> None:
    sentence = parse(caption)
    assert words(sentence, of(sentence, word).hypernyms) == hypernyms


@pytest.mark.parametrize(
    ("caption", "quantities"),
    [
        ("Two dogs run. Both are wet.", ["both"]),
        ("Two dogs, one black and one white.", ["one", "one"]),
        ("Three dogs run. All are wet.", []),
        ("Two dogs chase each other.", []),
        ("Three dogs run. One of the dogs is wet.", []),
    ],
)
def test_a_number_or_selection_without_a_noun_is_a_quantity(parse: Parse, caption: str, quantities: list[str]) -> None:
    sentence = parse(caption)
    assert words(sentence, of(sentence, "dogs").quantities) == quantities


def test_nothing_refers_back_in_a_plain_caption(parse: Parse) -> None:
    sentence = parse("A black dog sits left of two red chairs under a tree.")
    assert all(chain.singleton for chain in chains(sentence).values())


def test_a_list_of_tags_has_no_chains(parse: Parse) -> None:
    sentence = parse("a dog, the dog")
    assert chains(Sentence(sentence.text, sentence.words, [(0, 2), (3, 5)])) == {}
