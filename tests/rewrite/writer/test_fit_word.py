import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.writer.fit_word import Fitted, fit
from hardneg.schemas.reasons import Reason


def target(sentence: Sentence, family: Name, text: str) -> Target:
    return next(each for each in FAMILIES[family].find(sentence) if sentence.text[each.start : each.end].lower() == text)


def fitted(parse: Parse, caption: str, family: Name, old: str, written: str, judged: bool = True) -> Fitted | tuple[Reason, str]:
    sentence = parse(caption)
    return fit(sentence, target(sentence, family, old), written, judged)


@pytest.mark.parametrize(
    ("caption", "family", "old", "written", "form"),
    [
        ("Two dogs run on the beach.", Name.OBJECT, "dogs", "horse", "horses"),
        ("A dog runs on the beach.", Name.OBJECT, "dog", "a horses", "horse"),
        ("A dog runs on the beach.", Name.ACTION, "runs", "sleep", "sleeps"),
        ("A dog is running on the beach.", Name.ACTION, "running", "sleeps", "sleeping"),
        ("A dog ran on the beach.", Name.ACTION, "ran", "sleeping", "slept"),
        ("A man wearing a hat.", Name.RELATION, "wearing", "throws", "throwing"),
        ("A red car.", Name.ATTRIBUTE, "red", "Blue", "blue"),
        ("A wall made of bricks.", Name.OBJECT, "bricks", "stone", "stones"),
        ("A cat on a table.", Name.RELATION, "on", "under", "under"),
        ("Two dogs run on the beach.", Name.COUNT, "two", "three", "three"),
    ],
)
def test_a_word_gets_the_form_of_its_span(parse: Parse, caption: str, family: Name, old: str, written: str, form: str) -> None:
    found = fitted(parse, caption, family, old, written)
    assert isinstance(found, Fitted)
    assert found.text == form


@pytest.mark.parametrize(
    ("caption", "family", "old", "written", "reason"),
    [
        ("A dog runs on the beach.", Name.OBJECT, "dog", "dogs", Reason.NOT_EXCLUSIVE),  # the same word
        ("A dog runs on the beach.", Name.OBJECT, "dog", "puppy", Reason.NOT_EXCLUSIVE),  # a hyponym
        ("A dog runs on the beach.", Name.OBJECT, "dog", "animal", Reason.NOT_EXCLUSIVE),  # a hypernym
        ("A dog runs beside a cat.", Name.OBJECT, "dog", "kitten", Reason.NOT_EXCLUSIVE),  # what else the caption names
        ("A red car.", Name.ATTRIBUTE, "red", "small", Reason.NOT_EXCLUSIVE),  # another kind
        ("A red car.", Name.ATTRIBUTE, "red", "crimson", Reason.NOT_EXCLUSIVE),  # a synonym
        ("A man sits and talks.", Name.ACTION, "sits", "talks", Reason.NOT_EXCLUSIVE),  # said already
        ("A drawing of a cat.", Name.OBJECT, "drawing", "picture", Reason.NOT_EXCLUSIVE),  # a drawing is a picture
        ("A cup on a table.", Name.RELATION, "on", "on top of", Reason.NOT_EXCLUSIVE),
        ("A large building with a clock.", Name.OBJECT, "building", "school", Reason.NOT_EXCLUSIVE),
        ("A tree beside a house.", Name.OBJECT, "tree", "sycamore", Reason.NOT_EXCLUSIVE),  # a hyponym that the lexicon does not know
        ("A child plays with a toy.", Name.OBJECT, "toy", "plaything", Reason.NOT_EXCLUSIVE),
        ("A cat sleeps beside a bulldog pup.", Name.OBJECT, "cat", "canine", Reason.NOT_EXCLUSIVE),
        ("A man stands on a street.", Name.OBJECT, "man", "military officer", Reason.NOT_EXCLUSIVE),  # a role
        ("Two people walk on a beach.", Name.OBJECT, "people", "commuters", Reason.NOT_EXCLUSIVE),
        ("A bathroom with a television.", Name.OBJECT, "television", "mirror", Reason.NOT_EXCLUSIVE),  # there anyway
        ("A man walks on a beach.", Name.ACTION, "walks", "saunters", Reason.NOT_EXCLUSIVE),  # a troponym
        ("A cat sleeps on a bed.", Name.ACTION, "sleeps", "snores", Reason.NOT_EXCLUSIVE),  # entails the source word
        ("A man holding a cup.", Name.RELATION, "holding", "grasping", Reason.NOT_EXCLUSIVE),
        ("A red car.", Name.ATTRIBUTE, "red", "ruby", Reason.NOT_EXCLUSIVE),
        ("A tall vase on a table.", Name.ATTRIBUTE, "tall", "wide", Reason.NOT_EXCLUSIVE),  # another scale of the same kind
        ("The fridge is open.", Name.ATTRIBUTE, "open", "empty", Reason.NOT_EXCLUSIVE),
        ("A long rope.", Name.ATTRIBUTE, "long", "large", Reason.NOT_EXCLUSIVE),  # they exclude each other of children only
        ("A wooden bowl.", Name.ATTRIBUTE, "wooden", "mahogany", Reason.NOT_EXCLUSIVE),  # a hyponym of the material
        ("A tall man.", Name.ATTRIBUTE, "tall", "shorter", Reason.NOT_EXCLUSIVE),  # another degree
        ("A tall building.", Name.ATTRIBUTE, "tall", "beautiful", Reason.NOT_EXCLUSIVE),  # of no kind that the lexicon knows
        ("A man with a cup.", Name.OBJECT, "man", "childable", Reason.BAD_FILL),  # no word
        ("A dog runs on the beach.", Name.ACTION, "runs", "beach ball", Reason.BAD_FILL),
        ("A dog runs on the beach.", Name.OBJECT, "dog", "quickly", Reason.BAD_FILL),
        ("Two dogs run on the beach.", Name.OBJECT, "dogs", "rice", Reason.NO_CANDIDATE),  # no plural
        ("A wall made of bricks.", Name.OBJECT, "bricks", "wood", Reason.NO_CANDIDATE),
        ("A man paints three bricks.", Name.OBJECT, "bricks", "wood", Reason.NO_CANDIDATE),  # a forest is no brick
        ("A chair stands on bricks.", Name.OBJECT, "bricks", "mulch", Reason.NO_CANDIDATE),  # a word that only the dictionary lists
        ("Young girls walk on a beach.", Name.ATTRIBUTE, "young", "older", Reason.NOT_EXCLUSIVE),  # a comparative
        ("The other side of the garage.", Name.OBJECT, "garage", "house", Reason.NOT_EXCLUSIVE),  # the whole of a part
        ("Two dogs run on the beach.", Name.COUNT, "two", "two", Reason.NOT_EXCLUSIVE),
    ],
)
def test_what_may_be_true_or_fits_no_grammar_is_rejected(
    parse: Parse, caption: str, family: Name, old: str, written: str, reason: Reason
) -> None:
    found = fitted(parse, caption, family, old, written)
    assert not isinstance(found, Fitted)
    assert found[0] == reason


def test_a_word_outside_the_lexicon_passes_only_where_a_matcher_judges_it(parse: Parse) -> None:
    asked = ("A dog sleeps on a sofa.", Name.OBJECT, "dog", "capybara")
    found = fitted(parse, *asked)
    assert found == Fitted("capybara", outside=True, known=False)
    unjudged = fitted(parse, *asked, judged=False)
    assert not isinstance(unjudged, Fitted)
    assert unjudged[0] == Reason.NOT_EXCLUSIVE


@pytest.mark.parametrize(
    ("caption", "family", "old", "written"),
    [
        ("A man stands on a street.", Name.OBJECT, "man", "horse"),
        ("A man walks on a street.", Name.OBJECT, "street", "glacier"),
        ("A building beside a river.", Name.OBJECT, "building", "bridge"),
        ("A red car parked on a street.", Name.OBJECT, "car", "bulldozer"),
        ("A chef in a kitchen.", Name.OBJECT, "chef", "lumberjack"),
        ("A woman plays with her dog beside a secretary.", Name.OBJECT, "dog", "baby"),  # persons beside each other are two persons
        ("A house beside a sycamore branch.", Name.OBJECT, "house", "tree"),  # a modifier names nothing
        ("A bowl on a table.", Name.OBJECT, "bowl", "basket"),
        ("A boy throws a ball.", Name.ACTION, "throws", "juggles"),
        ("A red car.", Name.ATTRIBUTE, "red", "turquoise"),
        ("A long rope.", Name.ATTRIBUTE, "long", "short"),
        ("A wooden bowl.", Name.ATTRIBUTE, "wooden", "glass"),
        ("A metal fence.", Name.ATTRIBUTE, "metal", "bamboo"),
    ],
)
def test_a_word_of_another_kind_passes(parse: Parse, caption: str, family: Name, old: str, written: str) -> None:
    assert isinstance(fitted(parse, caption, family, old, written), Fitted)


def test_a_word_that_the_lexicon_offers_is_not_outside_it(parse: Parse) -> None:
    found = fitted(parse, "A red car.", Name.ATTRIBUTE, "red", "blue")
    assert isinstance(found, Fitted)
    assert (found.outside, found.known) == (False, True)
