from collections.abc import Callable

import pytest

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.parse.stage import find_targets
from hardneg.rewrite.generate.fill import by_rule, draft
from hardneg.rewrite.propose import attribute_moves
from hardneg.rewrite.propose.candidates import held, proposals
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.types import Draft
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.rows import Reject

Parse = Callable[[str], Sentence]
BALANCE = {"proposals": 60, "targets": 20}
TRADED = RewriteConfig.model_validate({"method": "rules", "families": ["add_attribute"], "candidates": 20, "balance": BALANCE})
PLAIN = TRADED.model_copy(update={"trade": False})


def made(sentence: Sentence, config: RewriteConfig = TRADED) -> list[Draft | Reject]:
    targets = attribute_moves.possible(sentence, find_targets(sentence), config)
    wanted = proposals([sentence], [targets], ["a"], Company([sentence]), config, 0)
    plain = [draft(each, by_rule(each, "a", 0), sentence) for each in wanted]
    assert all(isinstance(each, Draft) for each in plain)
    return [paid for each in plain if isinstance(each, Draft) for paid in attribute_moves.paid(each, sentence, "a", config, 0)]


def texts(sentence: Sentence, config: RewriteConfig = TRADED) -> set[str]:
    return {each.negative or "" for each in made(sentence, config)}


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A black cat sits on a couch.", "A cat sits on a pink couch."),
        ("A cat on an old bed near a couch.", "A cat on a bed near a pink couch."),
        ("An orange cat near a couch.", "A cat near a green couch."),
        ("Black cats sleep on a couch.", "Cats sleep on a pink couch."),
        ("A man holds a small cup.", "A bald man holds a cup."),
    ],
)
def test_what_is_added_takes_a_detail_out_elsewhere(parse: Parse, caption: str, negative: str) -> None:
    sentence = parse(caption)
    assert negative in texts(sentence)
    for each in made(sentence):
        assert isinstance(each, Draft)
        assert splice(caption, each.edits) == each.negative
        assert len(each.negative.split()) == len(caption.split())
        assert len(each.targets) == 1


def test_each_of_several_details_may_go(parse: Parse) -> None:
    found = texts(parse("A black cat and a small dog sleep on a couch."))
    assert {"A cat and a small dog sleep on a pink couch.", "A black cat and a dog sleep on a pink couch."} <= found


def test_each_has_a_seed_of_its_own(parse: Parse) -> None:
    found = [each for each in made(parse("A black cat and a small dog sleep on a couch.")) if isinstance(each, Draft)]
    assert len({each.wanted.slot.seed for each in found}) == len(found) > 4
    assert all(each.generator.seed == each.wanted.slot.seed for each in found)


@pytest.mark.parametrize("caption", ["A cat sits on a couch.", "No black cat sits on a couch.", "A toy cat on a couch."])
def test_who_has_nothing_to_give_gets_nothing(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert attribute_moves.possible(sentence, find_targets(sentence), TRADED) == [
        target for target in find_targets(sentence) if target.family != "add_attribute"
    ]
    assert attribute_moves.possible(sentence, find_targets(sentence), PLAIN) == find_targets(sentence)


def test_without_trade_the_caption_grows(parse: Parse) -> None:
    sentence = parse("A black cat sits on a couch.")
    assert "A black cat sits on a pink couch." in texts(sentence, PLAIN)
    assert all(len(text.split()) == 8 for text in texts(sentence, PLAIN))


def test_without_balance_each_addition_is_paid_for_once(parse: Parse) -> None:
    sentence = parse("A black cat and a small dog sleep on a couch.")
    one = TRADED.model_copy(update={"balance": TRADED.balance.model_copy(update={"enabled": False})})
    assert len(made(sentence, one)) == len(made(sentence, PLAIN)) < len(made(sentence))


def test_what_captions_can_do_without_is_added_sooner(parse: Parse) -> None:
    sentences = [parse("A green cat on a couch."), parse("A toy cat on a couch.")]
    counted = held(sentences, [find_targets(sentence) for sentence in sentences])
    assert counted["add_attribute", "green"] == 1
    assert counted["add_attribute", "toy"] == 0
