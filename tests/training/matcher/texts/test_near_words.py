import pytest
from sentences import Parse

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.composition import compose
from hardneg.training.matcher.texts.near_words import near_words


def texts(sentence: Sentence) -> list[str | None]:
    return [compose(sentence, None, [change]) for change in near_words(sentence)]


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("Two purses on a table.", "Two handbags on a table."),
        ("A woman lifts a box.", "A woman raises a box."),
        ("A woman is lifting a box.", "A woman is raising a box."),
        ("Purse on a table.", "Handbag on a table."),
    ],
)
def test_a_near_word_has_the_form_of_the_word_it_is_put_for(parse: Parse, caption: str, text: str) -> None:
    assert text in texts(parse(caption))


def test_an_attribute_is_put_for_another(parse: Parse) -> None:
    found = [change.edits[0] for change in near_words(parse("A little dog."))]
    assert ("little", "small") in [(edit.old, edit.new) for edit in found]


def test_a_word_that_is_there_already_is_not_put_in(parse: Parse) -> None:
    assert "A handbag on a table." in texts(parse("A purse on a table."))
    assert "A handbag near a handbag." not in texts(parse("A purse near a handbag."))


def test_what_is_done_to_something_keeps_its_verb(parse: Parse) -> None:
    assert not [edit for change in near_words(parse("A box is lifted by a woman.")) for edit in change.edits if edit.old == "lifted"]


def test_each_change_is_one_edit_of_what_the_caption_reads(parse: Parse) -> None:
    sentence = parse("A tiny creek runs behind two old automobiles.")
    found = list(near_words(sentence))
    assert found
    for change in found:
        (edit,) = change.edits
        assert sentence.text[edit.start : edit.end] == edit.old != edit.new
