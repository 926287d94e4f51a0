import pytest
from sentences import Parse

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.parse.stage import find_targets
from hardneg.rewrite.generate.fill import by_rule, draft
from hardneg.rewrite.propose import attribute_moves
from hardneg.rewrite.propose.candidates import propose, source_words
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.rows import Reject

BALANCE = {"proposals_per_caption": 60, "targets_per_caption": 20}
TRADED = RewriteConfig.model_validate({"writer": "lexicon", "families": ["add_attribute"], "candidates": 20, "balance": BALANCE})
PLAIN = TRADED.model_copy(update={"paired_deletion": False})


def made(sentence: Sentence, config: RewriteConfig = TRADED) -> list[Proposal | Reject]:
    targets = attribute_moves.feasible(sentence, find_targets(sentence), config)
    (caption,) = propose([CaptionState("a", sentence, tuple(targets))], CoOccurrence([sentence]), config, 0)
    plain = [draft(slot, by_rule(slot, "a", 0), sentence) for slot in caption.slots]
    assert all(isinstance(each, Proposal) for each in plain)
    return [moved for each in plain if isinstance(each, Proposal) for moved in attribute_moves.with_removal(each, caption, config, 0)]


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
def test_an_addition_removes_an_attribute_elsewhere(parse: Parse, caption: str, negative: str) -> None:
    sentence = parse(caption)
    assert negative in texts(sentence)
    for each in made(sentence):
        assert isinstance(each, Proposal)
        assert splice(caption, each.edits) == each.negative
        assert len(each.negative.split()) == len(caption.split())
        assert len(each.targets) == 1


def test_each_of_several_attributes_may_be_removed(parse: Parse) -> None:
    found = texts(parse("A black cat and a small dog sleep on a couch."))
    assert {"A cat and a small dog sleep on a pink couch.", "A black cat and a dog sleep on a pink couch."} <= found


def test_each_has_a_seed_of_its_own(parse: Parse) -> None:
    found = [each for each in made(parse("A black cat and a small dog sleep on a couch.")) if isinstance(each, Proposal)]
    assert len({each.generator.seed for each in found}) == len(found) > 4


@pytest.mark.parametrize("caption", ["A cat sits on a couch.", "No black cat sits on a couch.", "A toy cat on a couch."])
def test_a_caption_without_a_removable_attribute_gets_no_addition(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert attribute_moves.feasible(sentence, find_targets(sentence), TRADED) == [
        target for target in find_targets(sentence) if target.family != "add_attribute"
    ]
    assert attribute_moves.feasible(sentence, find_targets(sentence), PLAIN) == find_targets(sentence)


def test_without_trade_the_caption_grows(parse: Parse) -> None:
    sentence = parse("A black cat sits on a couch.")
    assert "A black cat sits on a pink couch." in texts(sentence, PLAIN)
    assert all(len(text.split()) == 8 for text in texts(sentence, PLAIN))


def test_without_balance_each_addition_has_one_removal(parse: Parse) -> None:
    sentence = parse("A black cat and a small dog sleep on a couch.")
    one = TRADED.model_copy(update={"balance": TRADED.balance.model_copy(update={"enabled": False})})
    assert len(made(sentence, one)) == len(made(sentence, PLAIN)) < len(made(sentence))


def test_removable_attributes_count_as_source_words_of_additions(parse: Parse) -> None:
    sentences = [parse("A green cat on a couch."), parse("A toy cat on a couch.")]
    counted = source_words([CaptionState("a", sentence, tuple(find_targets(sentence))) for sentence in sentences])
    assert counted["add_attribute", "green"] == 1
    assert counted["add_attribute", "toy"] == 0
