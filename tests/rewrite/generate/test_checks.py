from types import ModuleType

import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name, action, attribute, count, object, temporal
from hardneg.grammar.difference import edits_between
from hardneg.grammar.splice import Edit, splice
from hardneg.rewrite.generate.checks import artefacts, beginnings, contradicted, structure, surface
from hardneg.schemas.reasons import Reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A dog on a couch .", "space before punctuation"),
        ("A dog on on a couch.", "doubled word"),
        ("A dog on  a couch.", "double space"),
        ("A dog on a orange couch.", "wrong article"),
    ],
)
def test_each_artefact_is_counted(text: str, name: str) -> None:
    assert {key for key, count in artefacts(text).items() if count} == {name}


def test_an_artefact_of_the_caption_itself_is_no_fault_of_the_negative() -> None:
    assert surface("A dog on a orange couch .", "A cat on a orange couch .") is None


@pytest.mark.parametrize(
    ("caption", "negative", "reason"),
    [
        ("A dog.", "A dog.", Reason.SAME_AS_CAPTION),
        ("A red dog.", "A orange dog.", Reason.SURFACE),
        ("A red dog.", "a blue dog.", Reason.SURFACE),
    ],
)
def test_an_artefact_that_reveals_a_negative_is_a_reason(caption: str, negative: str, reason: Reason) -> None:
    verdict = surface(caption, negative)
    assert verdict is not None
    assert verdict[0] == reason


def test_a_sentence_inside_that_loses_its_capital_is_a_reason() -> None:
    assert beginnings("A red dog. A cat sits.", "A red dog. A bird sits.") is None
    assert beginnings("A red dog. A cat sits.", "A red dog. a bird sits.") == (Reason.SURFACE, "small letter after a full stop")


def test_a_negative_that_parses_as_its_caption_holds(parse: Parse) -> None:
    sentence = parse("Two dogs are sitting on a red couch.")
    target = next(attribute.find(sentence))
    edits = attribute.FAMILY.realise(sentence, target, "blue") or []
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None
    target = next(count.find(sentence))
    edits = count.realise(sentence, target, "one") or []
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None


def test_targets_are_found_again_only_where_a_replacement_reads_otherwise(parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = parse("A dog is sitting on a red couch.")
    target = next(attribute.find(sentence))
    found: list[str] = []
    family = FAMILIES[Name.ATTRIBUTE]
    monkeypatch.setitem(FAMILIES, Name.ATTRIBUTE, family._replace(find=lambda negative: found.append(negative.text) or iter(())))
    for text in ("blue", "and"):
        edits = [Edit(target.start, target.end, "red", text)]
        structure(sentence, target, edits, parse(splice(sentence.text, edits)))
    assert found == ["A dog is sitting on a and couch."]


def test_a_word_of_another_sort_is_found_out(parse: Parse) -> None:
    sentence = parse("A dog is sitting on a red couch.")
    target = next(attribute.find(sentence))
    edits = [Edit(target.start, target.end, "red", "and")]
    verdict = structure(sentence, target, edits, parse(splice(sentence.text, edits)))
    assert verdict is not None
    assert verdict[0] == Reason.PARSE_CHANGED


def test_a_word_outside_the_edit_that_changed_is_found_out(parse: Parse) -> None:
    sentence = parse("A dog is sitting on a red couch.")
    target = next(attribute.find(sentence))
    edits = [Edit(target.start, target.end, "red", "blue")]
    verdict = structure(sentence, target, edits, parse("A cat is sitting on a blue couch."))
    assert verdict is not None
    assert "dog" in verdict[1]


def test_a_clause_that_loses_its_only_verb_is_found_out(parse: Parse) -> None:
    sentence = parse("A gull screams and a bell rings.")
    start, end = sentence.text.index("bell"), len(sentence.text) - 1
    target = next(count.find(sentence))._replace(start=start, end=end)
    edits = [Edit(start, end, "bell rings", "scarf")]
    verdict = structure(sentence, target, edits, parse(splice(sentence.text, edits)))
    assert verdict is not None
    assert "no verb is left" in verdict[1]


def test_a_verb_that_agrees_with_another_number_is_no_loss(parse: Parse) -> None:
    sentence = parse("A gull screams and a bell rings.")
    target = next(count.find(sentence))
    edits = count.realise(sentence, target, "two") or []
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None


def test_two_events_of_other_parts_of_speech_change_places(parse: Parse) -> None:
    sentence = parse("Snoring and then a cough")
    target = next(temporal.find(sentence))
    edits = temporal.realise(sentence, target, "then") or []
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None


@pytest.mark.parametrize(
    ("caption", "negative", "reason"),
    [
        ("A man looks at himself.", "A woman looks at himself.", Reason.UNGRAMMATICAL),
        ("The dog is running.", "The dogs is running.", Reason.UNGRAMMATICAL),
        ("A tall man plays chess.", "A black man plays chess.", Reason.OFFENSIVE),
        ("A man eats a banana.", "A monkey eats a banana.", Reason.OFFENSIVE),
    ],
)
def test_a_disagreement_or_an_insult_that_the_caption_has_not_is_rejected(
    parse: Parse, caption: str, negative: str, reason: Reason
) -> None:
    verdict = contradicted(parse(caption), edits_between(caption, negative), parse(negative))
    assert verdict is not None
    assert verdict[0] == reason


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man looks at himself.", "A boy looks at himself."),
        ("Two dog is running on a beach.", "Two dog is running on a road."),
    ],
)
def test_a_disagreement_of_the_caption_itself_is_no_fault_of_the_negative(parse: Parse, caption: str, negative: str) -> None:
    assert contradicted(parse(caption), edits_between(caption, negative), parse(negative)) is None


@pytest.mark.parametrize(
    ("family", "caption", "old", "new"),
    [
        (object, "Two giraffes standing outdoors near a brick building.", "giraffes", "deer"),
        (object, "A polar bear keeping cool in the water.", "polar bear", "zebra"),
        (action, "A woman rolling her luggage through an airport.", "rolling", "pulling"),
        (action, "A woman holding an umbrella standing next to a wall.", "standing", "dancing"),
        (attribute, "An orange cat standing in front of a glass door.", "orange", "tan"),
        (attribute, "A man next to a fallen tree and red fire hydrant.", "red", "orange"),
        (attribute, "A brown and white dog is catching a tennis ball while standing on its hind legs.", "white", "tan"),
        (attribute, "The tram is light gray with multiple doors and windows.", "gray", "purple"),
    ],
)
def test_a_word_that_the_parser_attaches_elsewhere_holds(parse: Parse, family: ModuleType, caption: str, old: str, new: str) -> None:
    sentence = parse(caption)
    target = next(each for each in family.find(sentence) if caption[each.start : each.end] == old)
    edits = family.FAMILY.realise(sentence, target, new) or []
    assert edits
    assert structure(sentence, target, edits, parse(splice(sentence.text, edits))) is None
