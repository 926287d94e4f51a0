import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.families.family import others, replace_target, target_of, with_partner
from hardneg.grammar.splice import splice
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ParsedRow


def test_every_family_has_a_module() -> None:
    assert set(FAMILIES) == set(Name)


def test_a_target_has_the_fields_of_the_row(parse: Parse) -> None:
    target = target_of(parse("A red car."), Name.ATTRIBUTE, "colour", 1, 2, "red")
    assert list(target._fields) == [field.name for field in arrow_schema(ParsedRow).field("targets").type.value_type]


def test_a_target_knows_its_place_and_how_concrete_it_is(parse: Parse) -> None:
    sentence = parse("A red car next to a bus.")
    target = with_partner(target_of(sentence, Name.OBJECT, "vehicle", 2, 3, "car"), sentence, 6, 7)
    assert sentence.text[target.start : target.end] == "car"
    assert sentence.text[target.partner_start : target.partner_end] == "bus"
    assert target.concreteness is not None
    assert target.concreteness > 4.5
    assert target_of(sentence, Name.OBJECT, "", 2, 3, "qwxz").concreteness is None


def test_the_norms_of_an_exchange_are_the_means_of_both_ends(parse: Parse) -> None:
    sentence = parse("A red car next to a bus.")
    target = target_of(sentence, Name.OBJECT, "vehicle", 2, 3, "car")
    other = target_of(sentence, Name.OBJECT, "vehicle", 6, 7, "bus")
    assert target.visual is not None
    assert other.visual is not None
    assert with_partner(target, sentence, 6, 7).visual == pytest.approx((target.visual + other.visual) / 2)
    assert with_partner(target, sentence, 6, 7, norms_of="qwxz").visual == target.visual
    assert with_partner(target._replace(visual=None), sentence, 6, 7).visual == other.visual


def test_a_replacement_takes_capital_and_article_along(parse: Parse) -> None:
    sentence = parse("A red car.")
    target = target_of(sentence, Name.ATTRIBUTE, "colour", 1, 2, "red")
    assert splice(sentence.text, replace_target(sentence, target, "orange")) == "An orange car."


def test_what_stands_elsewhere_is_known_by_word_and_lemma(parse: Parse) -> None:
    sentence = parse("A red car and two blue buses.")
    target = target_of(sentence, Name.ATTRIBUTE, "colour", 1, 2, "red")
    assert {"blue", "buses", "bus", "car"} <= others(sentence, target)
    assert "red" not in others(sentence, target)


def test_an_abbreviation_gives_no_capitals_to_what_replaces_it(parse: Parse) -> None:
    def replaced(caption: str, word: str, text: str) -> str:
        sentence = parse(caption)
        i = next(each.i for each in sentence.words if each.text == word)
        return splice(caption, replace_target(sentence, target_of(sentence, Name.OBJECT, "x", i, i + 1, word.lower()), text))

    assert replaced("A man watches a TV.", "TV", "laptop") == "A man watches a laptop."
    assert replaced("TV on a wall.", "TV", "laptop") == "Laptop on a wall."
    assert replaced("A MAN WATCHES A TV.", "TV", "laptop") == "A MAN WATCHES A LAPTOP."
    assert replaced("A dog jumps to catch a Frisbee.", "Frisbee", "tennis ball") == "A dog jumps to catch a tennis ball."
    assert replaced("Frisbee in the grass.", "Frisbee", "ball") == "Ball in the grass."
