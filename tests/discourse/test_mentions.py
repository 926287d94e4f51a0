from sentences import Parse

from hardneg.discourse.mentions import Mention, conflict, mention_of, sentence_numbers
from hardneg.grammar.sentence import Sentence


def mentions(sentence: Sentence) -> list[Mention]:
    numbers = sentence_numbers(sentence)
    return [each for word in sentence.words if (each := mention_of(sentence, word, numbers[word.i])) is not None]


def test_each_noun_is_a_mention_and_a_compound_is_one(parse: Parse) -> None:
    assert [each.lemma for each in mentions(parse("A red fire truck passes two dogs."))] == ["truck", "dog"]


def test_a_determiner_says_whether_a_mention_may_go_back(parse: Parse) -> None:
    found = mentions(parse("A dog sees the cat, her kite and another bird near this tree."))
    assert [each.definite for each in found] == [False, True, True, False, True]
    assert [each.another for each in found] == [False, False, False, True, False]


def test_sentences_are_counted(parse: Parse) -> None:
    assert [each.sentence for each in mentions(parse("A dog runs. A cat sits! Two birds fly."))] == [0, 1, 2]


def test_what_excludes_each_other_keeps_two_mentions_apart(parse: Parse) -> None:
    for caption, apart in (
        ("The left hand. The right hand.", True),
        ("A red car. The blue car.", True),
        ("A red car. The old car.", False),
    ):
        one, two = mentions(parse(caption))
        assert conflict(one, two) is apart
