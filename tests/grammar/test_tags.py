from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.tags import join, joined, marked, split


def tag(*words: str) -> Sentence:
    """Return a tag whose words depend on its last."""
    text, start, found = " ".join(words), 0, []
    for i, word in enumerate(words):
        found.append(Word(i, word, word, word, "NOUN", "NN", "compound", len(words) - 1, start, start + len(word)))
        start += len(word) + 1
    return Sentence(text, found)


def test_tags_stand_side_by_side_with_their_offsets_and_roots() -> None:
    sentence = joined([tag("dog"), tag("red", "couch"), tag("lamp")])
    assert sentence.text == "dog, red couch, lamp"
    assert [sentence.text[word.start : word.end] for word in sentence.words] == ["dog", ",", "red", "couch", ",", "lamp"]
    assert [word.i for word in sentence.words] == list(range(6))
    assert [sentence.words[word.head].text for word in sentence.words] == ["dog", ",", "couch", "couch", ",", "lamp"]
    assert [sentence.slice(first, last) for first, last in sentence.tags] == ["dog", "red couch", "lamp"]


def test_a_stored_list_knows_its_tags_again() -> None:
    made = joined([tag("dog"), tag("red", "couch"), tag("lamp")])
    again = marked(Sentence(made.text, made.words))
    assert again.tags == made.tags
    assert again.in_two_tags(again.words[0], again.words[2])
    assert not again.in_two_tags(again.words[2], again.words[3])


def test_split_and_join_are_inverse() -> None:
    assert split(join(["dog", "10,000 people", "red couch"])) == ["dog", "10,000 people", "red couch"]
