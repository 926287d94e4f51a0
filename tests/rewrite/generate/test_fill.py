from sentences import Parse

from hardneg.families import attribute
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.generate.fill import by_rule, draft
from hardneg.rewrite.types import Filled, Proposal, Slot
from hardneg.schemas.rows import Generator

RULES = Generator(method="rules")


def slot_of(sentence: Sentence, *offered: str) -> Slot:
    return Slot(next(attribute.find(sentence)), offered, seed=7)


def test_a_rule_draws_one_of_the_offered_texts_and_the_same_every_time(parse: Parse) -> None:
    slot = slot_of(parse("A red car."), "blue", "green")
    assert by_rule(slot, "c0", 0) == by_rule(slot, "c0", 0)
    assert {by_rule(slot, f"c{i}", 0).text for i in range(20)} == {"blue", "green"}


def test_a_draft_is_its_caption_with_the_edits_spliced_in(parse: Parse) -> None:
    sentence = parse("A red car is parked.")
    made = draft(slot_of(sentence, "orange"), Filled("orange", RULES), sentence)
    assert isinstance(made, Proposal)
    assert made.negative == "An orange car is parked."


def test_a_slot_that_an_llm_filled_keeps_what_wrote_it(parse: Parse) -> None:
    sentence = parse("A red car is parked.")
    by_llm = Generator(method="llm", model="m", seed=3)
    slot = slot_of(sentence, "lilac")._replace(generator=by_llm, outside=True)
    made = draft(slot, by_rule(slot, "c", 0), sentence)
    assert isinstance(made, Proposal)
    assert (made.generator, made.outside) == (by_llm, True)
